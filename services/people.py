"""The use cases of the people who sign in: what is done to accounts and sessions together, and told to the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from accounts import Access, Account, Accounts, Session, Sessions
from core import Core
from editing import Asked
from errors import MngrError, NotYourPassword, WrongCode, WrongPassword
from services.changes import Changes
from views import AccountView, DeviceView

ACCOUNT: Final = "account"
"""The word of all these in the audit; what was done stands in ``kind``."""


class People:
    """Accounts and sessions. Every method may be called from any thread and waits for disk or argon2."""

    def __init__(self, core: Core, changes: Changes) -> None:
        settings = core.settings
        self.accounts = Accounts(core.store)
        self.sessions = Sessions(core.store, idle_days=settings.session_idle_days, most_days=settings.session_most_days)
        self._changes = changes

    # --- signing in and out ---

    def set_up(self, name: str, password: str, asked: Asked) -> Account:
        """Make the very first account. Raises as Accounts.set_up."""
        account = self.accounts.set_up(name, password)
        self._note("added", account, asked)
        return account

    def check(self, name: str, password: str, asked: Asked) -> Account | None:
        """The account of this name, if the password is its own; a wrong one is noted, but not what was typed as a name.

        Who is in a hurry types the password there.
        """
        account = self.accounts.verify(name, password)
        if account is None:
            known = self.accounts.named(name)
            self._changes.note(replace(asked, who=""), ACCOUNT, "wrong_password", user=known.name if known else "")
        return account

    def begin(self, account: Account, asked: Asked, *, device: str) -> tuple[Session, str]:
        """Sign somebody in whose password, and code if they have one, were right. Raises NotSaved, WrongPassword."""
        session, secret = self.sessions.begin(account.id, device=device, address=asked.origin)
        present = self.accounts.find(account.id)
        if present is None or present.changed != account.changed:  # meanwhile; whoever did it has ended the others
            self.sessions.end(session.id)
            raise WrongPassword
        self._note("signed_in", account, asked)
        return session, secret

    def sign_out(self, access: Access) -> None:
        """End this session; its open pages end too."""
        self.sessions.end(access.session.id)

    def sign_out_elsewhere(self, access: Access) -> None:
        """End all other sessions of this person."""
        self.sessions.end_of(access.account().id, but=access.session.id)

    def confirm_password(self, access: Access, password: str) -> None:
        """The password once more, before what can do harm. Raises NotYourPassword, SignedOut."""
        account = access.account()
        if not self._is_right(access, lambda: self.accounts.passwords.check(account.password, password).result()):
            raise NotYourPassword
        self.sessions.entered(access.session.id)

    # --- one's own account ---

    def change_own_password(self, access: Access, old: str, new: str, asked: Asked) -> None:
        """Another password; it ends one's other sessions. Raises NotYourPassword, InvalidValue, NotSaved."""
        account = access.account()
        self.confirm_password(access, old)
        self.accounts.set_password(account.id, new)
        self.sessions.end_of(account.id, but=access.session.id)
        self.sessions.entered(access.session.id)
        self._note("password", account, asked)

    def add_own_second(self, access: Access, key: str, code: str, asked: Asked) -> tuple[str, ...]:
        """Ask for codes besides the password from now on; returns the recovery codes. Raises WrongCode."""
        account = access.account()
        codes = self.accounts.add_second(account.id, key, code)
        self._note("second_on", account, asked)
        return codes

    def drop_own_second(self, access: Access, code: str, asked: Asked) -> None:
        """Ask for the password alone. Raises WrongCode if the code is not right."""
        account = access.account()
        if not self._is_right(access, lambda: self.accounts.verify_second(account.id, code)):
            raise WrongCode
        self.accounts.drop_second(account.id)
        self._note("second_off", account, asked)

    # --- the accounts of others ---

    def add(self, name: str, password: str, role: str, children: Iterable[str] | None, asked: Asked) -> Account:
        """Make an account. Raises as Accounts.add."""
        account = self.accounts.add(name, password, role, children)
        self._note("added", account, asked)
        return account

    def change(self, account_id: str, *, name: str, role: str, children: Iterable[str] | None, asked: Asked) -> Account:
        """Another name, role, or other children. Raises as Accounts.change."""
        account = self.accounts.change(account_id, name=name, role=role, children=children)
        self._note("changed", account, asked)
        return account

    def set_password(self, account_id: str, password: str, asked: Asked) -> None:
        """Give somebody another password, and end all their sessions. Their second factor stays."""
        self.accounts.set_password(account_id, password)
        self.sessions.end_of(account_id)
        self._note("password", self.accounts.get(account_id), asked)

    def drop_second(self, account_id: str, asked: Asked) -> None:
        """Let somebody in by the password alone, who has lost the phone and the recovery codes."""
        self.accounts.drop_second(account_id)
        self._note("second_off", self.accounts.get(account_id), asked)

    def remove(self, account_id: str, asked: Asked) -> None:
        """Let nobody in by an account any more. Raises NotFound, LastAdmin."""
        account = self.accounts.remove(account_id)
        self.sessions.end_of(account.id)
        self._note("removed", account, asked)

    # --- what pages show ---

    def views(self) -> tuple[AccountView, ...]:
        """All accounts, oldest first."""
        return tuple(
            AccountView(one.id, one.name, one.role.value, one.children, one.second is not None)
            for one in self.accounts.list()
        )

    def devices(self, access: Access) -> tuple[DeviceView, ...]:
        """Where somebody is signed in, this browser first."""
        own = self.sessions.of(access.account().id)
        views = (
            DeviceView(one.id, one.device, one.address, one.created, one.used, one.id == access.session.id)
            for one in own
        )
        return tuple(sorted(views, key=lambda one: not one.is_this))

    # --- helpers ---

    def _is_right(self, access: Access, compare: Callable[[], bool]) -> bool:
        """Compare what somebody enters on a page; who is wrong too often there is signed out. Raises SignedOut."""
        session = access.session.id
        self.sessions.trying(session)
        try:
            right = compare()
        except MngrError:
            self.sessions.not_tried(session)
            raise
        if right:
            self.sessions.not_tried(session)
        else:
            self.sessions.wrong_password(session)
        return right

    def _note(self, kind: str, account: Account, asked: Asked) -> None:
        after = {"role": account.role.value}
        if account.children is not None:
            after["children"] = ", ".join(account.children)
        self._changes.note(asked, ACCOUNT, kind, user=account.name, after=after)
