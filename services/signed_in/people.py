"""Accounts and sessions, for whoever is signed in: one's own, and for admins those of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from accounts import Access, Account
from accounts.second_factor import new_key, uri
from editing import Asked
from errors import NotAllowed
from services.people import People
from tokens import Scope
from views import AccountView, DeviceView


class SignedInPeople:
    """See services.people.People; raises SignedOut, NotAllowed and PasswordNeeded besides."""

    def __init__(self, people: People, access: Access) -> None:
        self._people = people
        self._access = access

    # --- oneself ---

    def devices(self) -> tuple[DeviceView, ...]:
        """Where one is signed in, this browser first."""
        return self._people.devices(self._access)

    def sign_out_elsewhere(self) -> None:
        """End one's other sessions."""
        self._people.sign_out_elsewhere(self._access)

    def change_own_password(self, old: str, new: str, asked: Asked) -> None:
        """Another password of one's own; one's other sessions end."""
        self._people.change_own_password(self._access, old, new, self._own(asked))

    def new_second(self) -> tuple[str, str]:
        """A key for one's authenticator app, and the address that goes into its QR code. Nothing is kept yet."""
        account = self._access.need(Scope.READ, fresh=True)
        key = new_key()
        return key, uri(key, account.name)

    def add_own_second(self, key: str, code: str, asked: Asked) -> tuple[str, ...]:
        """Ask for codes of this key from now on; the recovery codes, which are shown once."""
        self._access.need(Scope.READ, fresh=True)
        return self._people.add_own_second(self._access, key, code, self._own(asked))

    def drop_own_second(self, code: str, asked: Asked) -> None:
        """Ask for the password alone."""
        self._access.need(Scope.READ, fresh=True)
        self._people.drop_own_second(self._access, code, self._own(asked))

    # --- others ---

    def accounts(self) -> tuple[AccountView, ...]:
        """All accounts."""
        self._access.need(Scope.ADMIN)
        return self._people.views()

    def add(self, name: str, password: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        """Make an account."""
        self._people.add(name, password, role, children, self._admin(asked))

    def change(self, account_id: str, name: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        """Another name, role, or other children. One's own role stays: somebody else has to take it."""
        asked = self._admin(asked)
        account = self._access.account()
        if account.id == account_id and role != account.role.value:
            raise NotAllowed
        self._people.change(account_id, name=name, role=role, children=children, asked=asked)

    def set_password(self, account_id: str, password: str, asked: Asked) -> None:
        """Give somebody another password; all their sessions end."""
        self._people.set_password(account_id, password, self._admin(asked))

    def drop_second(self, account_id: str, asked: Asked) -> None:
        """Ask somebody for the password alone, who has lost the phone."""
        self._people.drop_second(account_id, self._admin(asked))

    def remove(self, account_id: str, asked: Asked) -> None:
        """Let nobody in by an account any more; not one's own."""
        asked = self._admin(asked)
        if self._access.account().id == account_id:
            raise NotAllowed
        self._people.remove(account_id, asked)

    # --- helpers ---

    def _own(self, asked: Asked) -> Asked:
        return _by(self._access.account(), asked)

    def _admin(self, asked: Asked) -> Asked:
        return _by(self._access.need(Scope.ADMIN, fresh=True), asked)


def _by(account: Account, asked: Asked) -> Asked:
    return replace(asked, who=account.name)
