"""Who acts, and whether they may: asked at each call."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import Access, Account
from core import Core
from errors import NotAllowed
from services import Services
from tokens import Scope


def need_for(core: Core, access: Access, scope: Scope, server: str, user: str, *, fresh: bool = False) -> Account:
    """Who acts, if they may do this for this user. Raises SignedOut, NotAllowed, PasswordNeeded, NotFound."""
    account = access.need(scope)  # before anything is said about whether there is such a computer
    owner = core.fleet.owners(core.fleet.get(server).id).get(user)
    if not account.may(scope, owner.id if owner else ""):
        raise NotAllowed
    return access.need(scope, fresh=fresh)


def need_all(access: Access, scope: Scope, *, fresh: bool = False) -> Account:
    """Who acts, if they may do this for everybody. Raises SignedOut, NotAllowed, PasswordNeeded."""
    if not access.need(scope).sees_all:
        raise NotAllowed
    return access.need(scope, fresh=fresh)


def need_to_set(services: Services, access: Access, settings: Mapping[str, object]) -> Account:
    """Who acts, if they may set these settings, by their keys. What cannot be set is said before a password is wanted.

    Raises SignedOut, NotAllowed, SettingsInvalid, PasswordNeeded.
    """
    access.need(Scope.ADMIN)
    services.house.check(settings)
    return access.need(Scope.ADMIN, fresh=True)
