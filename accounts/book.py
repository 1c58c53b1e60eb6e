"""The accounts: who signs in here. Every change is saved when it returns."""

from __future__ import annotations

import logging
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from typing import Final

from accounts.models import (
    ACCOUNTS,
    MAX_ACCOUNTS,
    MAX_CHILDREN,
    ROLES,
    SETUP,
    Account,
    AccountsFile,
    Role,
    SecondFactor,
    SetupFile,
)
from accounts.passwords import Passwords
from accounts.second_factor import after_code, new_recovery_codes, step_of
from errors import (
    AlreadyExists,
    DataDamaged,
    InvalidValue,
    LastAdmin,
    MngrError,
    NotFound,
    NotSaved,
    SetupOver,
    TooMany,
    WrongCode,
)
from i18n import N_, Message
from problems import Problem, Severity
from servers.values import child_name, shown
from storage import Store

logger = logging.getLogger(__name__)

ACCOUNTS_JSON: Final = "accounts.json"
SETUP_JSON: Final = "setup.json"

ACCOUNT: Final = Message(N_("account"))
LOST: Final = N_(
    "The accounts are lost, so nobody can sign in. Make one at the machine itself: “account add NAME --role admin”."
)


class Accounts:
    """All accounts. Thread-safe. Whoever sets a password or removes an account ends its sessions."""

    def __init__(self, store: Store, passwords: Passwords | None = None) -> None:
        """Read the files. Accounts that are damaged beyond repair let nobody in, and do not open the set-up again."""
        self.passwords = passwords or Passwords()
        self._store = store
        self._lock = threading.RLock()
        self._lost = False
        try:
            found = store.load(ACCOUNTS, ACCOUNTS_JSON)
        except DataDamaged as error:
            logger.warning("%s", error)
            found, self._lost = None, True
        self._file = found or AccountsFile()
        self._begun = self._lost or bool(self._file.accounts) or self._is_marked()
        if self._begun and not self._file.accounts:
            self._lost = True

    @property
    def is_set_up(self) -> bool:
        """Whether there is an account, or ever was one. Only where there never was one may the set-up make it."""
        return self._begun

    def problems(self) -> tuple[Problem, ...]:
        """What a parent must know about the accounts."""
        return (Problem("accounts_lost", Severity.DANGER, Message(LOST)),) if self._lost else ()

    def list(self) -> tuple[Account, ...]:
        """All of them, oldest first."""
        return self._file.accounts

    def find(self, account_id: str) -> Account | None:
        """The account of this id."""
        return next((one for one in self._file.accounts if one.id == account_id), None)

    def named(self, name: str) -> Account | None:
        """The account of this name, in any case."""
        wanted = name_key(name)
        return next((one for one in self._file.accounts if name_key(one.name) == wanted), None)

    def get(self, name_or_id: str) -> Account:
        """One of them. Raises NotFound."""
        found = self.find(name_or_id) or self.named(name_or_id)
        if found is None:
            raise NotFound(what=ACCOUNT, name=shown(name_or_id))
        return found

    # --- signing in ---

    def verify(self, name: str, password: str) -> Account | None:
        """The account of this name, if the password is its own. Waits for the comparison; raises TooBusy."""
        account = self.named(name)
        hashed = account.password if account else None
        if not self.passwords.check(hashed, password).result() or account is None:
            return None
        if self.passwords.is_outdated(account.password):
            self._hash_anew(account, password)
        present = self.find(account.id)  # it may have been changed while the password was compared
        return present if present and present.changed == account.changed else None

    def verify_second(self, account_id: str, code: str) -> bool:
        """Whether a code opens; it is used up by that. True for an account without a second factor."""
        with self._lock:
            account = self.get(account_id)
            if account.second is None:
                return True
            after = after_code(account.second, code, self._store.clock.now())
            if after is not None:
                self._update(account_id, second=after)
            return after is not None

    # --- changes ---

    def set_up(self, name: str, password: str) -> Account:
        """Make the very first account, an admin. Raises SetupOver if there is or was one, and as :meth:`add`."""
        hashed = self.passwords.hash(password, child_name(name))
        with self._lock:
            if self._begun:
                raise SetupOver
            try:
                return self._add(name, hashed, Role.ADMIN, None)
            except NotSaved:
                # Whoever has the code may try again; not after a restart, for the mark may be there.
                self._begun = False
                raise

    def add(self, name: str, password: str, role: str, children: Iterable[str] | None = None) -> Account:
        """Make an account. Raises InvalidValue, AlreadyExists, TooMany, NotSaved."""
        chosen, own = role_of(role), _children(children)
        hashed = self.passwords.hash(password, child_name(name))
        with self._lock:
            return self._add(name, hashed, chosen, own)

    def set_password(self, account_id: str, password: str) -> None:
        """Give another password. Raises InvalidValue, NotFound."""
        hashed = self.passwords.hash(password, self.get(account_id).name)
        with self._lock:
            self._update(account_id, password=hashed, changed=self._store.clock.now())

    def change(self, account_id: str, *, name: str, role: str, children: Iterable[str] | None) -> Account:
        """Another name, role, or other children. Raises InvalidValue, AlreadyExists, NotFound, LastAdmin."""
        name, chosen, own = child_name(name), role_of(role), _children(children)
        with self._lock:
            account = self.get(account_id)
            other = self.named(name)
            if other is not None and other.id != account.id:
                raise AlreadyExists(what=ACCOUNT, name=name)
            if chosen is not Role.ADMIN:
                self._refuse_last_admin(account)
            self._update(account.id, name=name, role=chosen, children=own)
        return self.get(account.id)

    def remove(self, account_id: str) -> Account:
        """Let nobody in by an account any more. Raises NotFound, LastAdmin."""
        with self._lock:
            account = self.get(account_id)
            self._refuse_last_admin(account)
            self._save(tuple(one for one in self._file.accounts if one.id != account.id))
        return account

    def add_second(self, account_id: str, key: str, code: str) -> tuple[str, ...]:
        """Ask for codes of this key from now on; returns the recovery codes, which are nowhere else.

        ``code`` proves that the app has the key. Raises WrongCode, NotFound.
        """
        step = step_of(key, code, self._store.clock.now())
        if step is None:
            raise WrongCode
        codes, kept = new_recovery_codes()
        with self._lock:
            self._update(account_id, second=SecondFactor(key=key, last_step=step, recovery=kept))
        return codes

    def drop_second(self, account_id: str) -> None:
        """Ask for the password alone. Raises NotFound."""
        with self._lock:
            self._update(account_id, second=None)

    # --- helpers ---

    def _add(self, name: str, hashed: str, role: Role, children: tuple[str, ...] | None) -> Account:
        name = child_name(name)
        if self.named(name) is not None:
            raise AlreadyExists(what=ACCOUNT, name=name)
        if len(self._file.accounts) >= MAX_ACCOUNTS:
            raise TooMany(what=Message(N_("accounts")), limit=MAX_ACCOUNTS)
        now = self._store.clock.now()
        account = Account(
            id=secrets.token_hex(4), name=name, role=role, children=children, password=hashed, created=now, changed=now
        )
        # The mark goes first: after a power cut in between, the command line can still make an account, and nobody
        # else can.
        self._mark()
        self._save((*self._file.accounts, account))
        return account

    def _update(self, account_id: str, **fields: object) -> None:
        with self._lock:
            changed = self.get(account_id).model_copy(update=fields)
            self._save(tuple(changed if one.id == changed.id else one for one in self._file.accounts))

    def _hash_anew(self, account: Account, password: str) -> None:
        """Keep the same password with today's costs, unless it was changed meanwhile. It does not keep anybody out."""
        try:
            hashed = self.passwords.hash(password)
            with self._lock:
                if self.get(account.id).password == account.password:
                    self._update(account.id, password=hashed)
        except MngrError as error:
            logger.info("a password keeps its old hash: %s", error)

    def _refuse_last_admin(self, account: Account) -> None:
        admins = [one.id for one in self._file.accounts if one.role is Role.ADMIN]
        if admins == [account.id]:
            raise LastAdmin

    def _save(self, accounts: tuple[Account, ...]) -> None:
        file = self._file.model_copy(update={"accounts": accounts})
        self._store.save(ACCOUNTS, file, ACCOUNTS_JSON)
        self._file = file
        self._lost = not accounts

    def _mark(self) -> None:
        if not self._is_marked():
            self._store.save(SETUP, SetupFile(done=self._store.clock.now()), SETUP_JSON)
        self._begun = True

    def _is_marked(self) -> bool:
        try:
            return self._store.load(SETUP, SETUP_JSON) is not None
        except DataDamaged:
            return True


def name_key(name: str) -> str:
    """What two names have in common that are one to people: browsers differ in how they compose an accent."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def role_of(text: str) -> Role:
    """A role by its name. Raises InvalidValue."""
    try:
        return Role(text)
    except ValueError:
        raise InvalidValue(what=Message(N_("role")), value=shown(text), allowed=Message(ROLES)) from None


def _children(ids: Iterable[str] | None) -> tuple[str, ...] | None:
    """The children somebody is restricted to, as they are kept. Raises TooMany."""
    own = None if ids is None else tuple(ids)
    if own is not None and len(own) > MAX_CHILDREN:
        raise TooMany(what=Message(N_("children")), limit=MAX_CHILDREN)
    return own
