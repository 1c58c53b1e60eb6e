"""What is kept of the people who sign in: ``accounts.json``, ``sessions.json``, ``setup.json``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from i18n import N_
from servers import values
from storage import Kind, Moment, Record
from tokens import Scope

MIN_PASSWORD: Final = 10
MAX_PASSWORD: Final = 200
"""Characters of a password."""
MAX_ACCOUNTS: Final = 100
MAX_CHILDREN: Final = 500
"""Children that one parent may be restricted to."""


class Role(StrEnum):
    """What somebody may do here; each includes those before it."""

    VIEWER = "viewer"
    """Sees."""
    PARENT = "parent"
    """Gives time and changes rules."""
    ADMIN = "admin"
    """Everything: computers, accounts, settings."""


SCOPE_OF: Final = {Role.VIEWER: Scope.READ, Role.PARENT: Scope.EDIT, Role.ADMIN: Scope.ADMIN}
"""How far each role reaches, in the words that tokens have for it too."""

ROLES: Final = N_("viewer, parent or admin.")


class SecondFactor(Record):
    """The key that an authenticator app has, and the codes for the day on which the phone is lost."""

    key: Annotated[str, Field(repr=False)]
    """The shared key in base32 (RFC 6238)."""
    last_step: int = 0
    """The newest time step of which a code was taken: no code opens twice."""
    recovery: Annotated[tuple[str, ...], Field(repr=False)] = ()
    """SHA-256 of the recovery codes that are left, in hex. Each is 80 random bits, so a plain hash will do."""


class Account(Record):
    """Somebody who signs in."""

    id: str
    name: Annotated[str, BeforeValidator(values.child_name)]
    """By which they sign in, in any case, and by which the others know them."""
    role: Role
    children: Annotated[tuple[str, ...], Field(max_length=MAX_CHILDREN)] | None = None
    """Ids of the only children that they see and act for; None: all. An admin sees all anyway."""
    password: Annotated[str, Field(repr=False)]
    """Its argon2id hash in the PHC format."""
    created: Moment
    changed: Moment
    """When the password was last set."""
    second: SecondFactor | None = None

    def may(self, scope: Scope, child: str | None = None) -> bool:
        """Whether they may do what needs this scope; with ``child``, for that child (its id, "" for nobody's login)."""
        order = list(Scope)
        return order.index(scope) <= order.index(SCOPE_OF[self.role]) and (child is None or self.sees(child))

    @property
    def sees_all(self) -> bool:
        """Whether they are restricted to no children."""
        return self.role is Role.ADMIN or self.children is None

    def sees(self, child: str) -> bool:
        """Whether a child (by its id, "" for a login that is nobody's) is theirs to see."""
        return self.sees_all or child in (self.children or ())


class AccountsFile(Record):
    """``accounts.json``."""

    accounts: tuple[Account, ...] = ()


class Session(Record):
    """Somebody who is signed in on one browser. Only the SHA-256 of its secret is kept."""

    id: str
    """Names it, in lists and logs; it opens nothing."""
    digest: Annotated[str, Field(repr=False)]
    account: str
    created: Moment
    used: Moment
    """When it was last used, to within an hour."""
    device: str = ""
    """What the browser says it is, shortened."""
    address: str = ""
    """From where it was begun."""


class SessionsFile(Record):
    """``sessions.json``."""

    sessions: tuple[Session, ...] = ()


class SetupFile(Record):
    """``setup.json``: there was an account once. Beside the accounts, so that their loss does not open the set-up."""

    done: Moment


ACCOUNTS: Final = Kind(AccountsFile, schema=1)
SESSIONS: Final = Kind(SessionsFile, schema=1)
SETUP: Final = Kind(SetupFile, schema=1)
