"""What a page, the API or the command line shows: finished values, worked out once, with no way back to a file.

Times of a server are in that server's zone; seconds are seconds. ``None`` means "not known" and is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit import Mark
from i18n import Message
from problems import Problem
from sign_views import SignView
from timekpr_rules import MainConfig
from wish_views import WishView


class ServerState(StrEnum):
    """How a server stands after its last cycle."""

    NEW = "new"
    """Added, not tried yet."""
    ONLINE = "online"
    OFF = "off"
    """Does not answer; its values are the last ones."""
    KEY_UNKNOWN = "key_unknown"
    """First contact: a parent has to confirm the host key."""
    KEY_CHANGED = "key_changed"
    """Shows another host key than the confirmed one: blocked."""
    FAILED = "failed"
    """Answers, and something else is wrong."""
    DISABLED = "disabled"
    """A parent has switched it off here."""


@dataclass(frozen=True, slots=True)
class ClashView:
    """One thing that was changed here and on the computer."""

    what: Message
    seen: str
    wanted: str
    found: str
    said: tuple[str, str, str] = ("", "", "")
    """The same three for people, in the language of the settings: "Saturday: 2 h"."""


@dataclass(frozen=True, slots=True)
class EditView:
    """One edit: what it does in words, where it is, and what a parent may decide.

    ``state`` is a word of pending.EditState; ``line`` says it for people ("waits until PC-Ben is on", "confirmed at
    13:31"). ``decisions`` are words of pending.ASKS, in the order to be offered.
    """

    id: str
    kind: str
    state: str
    user: str
    words: tuple[Message, ...]
    line: Message
    why: Message | None
    who: str
    created: datetime
    """In the server's zone, as ``changed``."""
    changed: datetime
    is_open: bool
    decisions: tuple[str, ...] = ()
    clashes: tuple[ClashView, ...] = ()
    locks: bool = False
    """It will open again what a lock has closed."""
    reason: str = ""
    """Why, in the words of whoever asked."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A user's rules as they were once: since when, by whom, and what was other than before.

    ``source`` is a word of revisions.Source. ``words`` is empty for the oldest one that is kept.
    """

    number: int
    at: datetime
    """In the server's zone."""
    source: str
    who: str
    words: tuple[Message, ...]
    is_newest: bool


@dataclass(frozen=True, slots=True)
class EndedView:
    """An edit that came to its end, and where. Its ``decisions`` are ``("retry",)`` where it may be tried again."""

    server: str
    """Id of the server."""
    name: str
    edit: EditView


@dataclass(frozen=True, slots=True)
class CycleView:
    """What one cycle did with one server."""

    at: datetime
    """When it had been tried (UTC)."""
    seconds: float
    stages: tuple[tuple[Message, float], ...]
    """Each step on the way in words, and its milliseconds, in order."""
    error: Message | None
    stopped_in: Message | None
    """The step in which it failed."""
    edits: int
    """Edits that came into another state."""


@dataclass(frozen=True, slots=True)
class MainView:
    """A server's timekpr.conf as it will be when all that waits has arrived."""

    config: MainConfig | None
    """None: never read, or damaged there."""
    damaged: bool
    as_of: datetime | None
    """When it was read, in the server's zone."""
    lacks: frozenset[str]
    """Keys that its version of Timekpr does not know."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """One entry of the audit, in words."""

    at: datetime
    """UTC."""
    what: tuple[Message, ...]
    """What was changed, before → after."""
    result: Message
    """What came of it: "confirmed at 13:31", "changed on the computer"."""
    tone: str
    """``good``, ``warn`` or ``rest``."""
    server: str
    """Name of the server; empty where it is about none."""
    user: str
    child: str
    who: str
    through: Message | None
    origin: str
    reason: str
    why: Message
    """Why it came to that; empty where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries of the audit are wanted; an empty field means all."""

    server: str = ""
    """Id of a server."""
    child: str = ""
    """Name of a child."""
    who: str = ""
    kind: str = ""
    """A key of audit_views.KINDS."""
    text: str = ""
    """Something that stands in its words, its names, its reason, in any case."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, newest first, and where the older ones are; None: there are none."""

    entries: tuple[AuditView, ...]
    older: Mark | None


@dataclass(frozen=True, slots=True)
class Countdown:
    """How the time left goes down by itself while somebody uses it. Both moments are UTC, by our clock."""

    since: datetime
    """The moment for which the figure holds."""
    until: datetime
    """When it says nothing any more, if nothing newer has come."""


@dataclass(frozen=True, slots=True)
class UserView:
    """One user of a server, as of the last time its files were read.

    ``as_of`` is that moment in the server's zone. ``used`` and ``left`` are for the server's today; ``limit`` is
    today's limit. ``headline`` is the answer to "how much is left" ("1 h 20 left", "Closed now"), ``reason`` the small
    print below it ("until 20:00 if used without a pause"). ``fraction`` is left / limit, 0 to 1, for a ring.
    """

    name: str
    child: str
    in_use: bool
    headline: Message
    reason: Message
    used: int | None
    left: int | None
    limit: int | None
    fraction: float | None
    playtime_left: int | None
    as_of: datetime | None
    edits: tuple[EditView, ...] = ()
    """What waits for this user, and what ended just now."""
    locked: bool = False
    """The rest of today is closed from here; an unlock opens it again."""
    child_id: str = ""
    """Id of the child behind it; empty, as ``child`` is, where there is none."""
    colour: int | None = None
    """The colour that was chosen for the child; see servers.Child."""
    last_used: datetime | None = None
    """When somebody was last signed in there, as far as the reading tells; in the server's zone."""
    runs: Countdown | None = None
    """Only while ``left`` goes down: in use, and in hours that are counted."""


@dataclass(frozen=True, slots=True)
class ServerView:
    """One server. ``error`` says why it is not online; ``last_seen`` when it last was (in UTC)."""

    id: str
    name: str
    host: str
    port: int
    account: str
    """The login there that we sign in with."""
    state: ServerState
    error: Message | None
    last_seen: datetime | None
    seconds: float | None
    """How long its last cycle took."""
    key_type: str
    fingerprint: str
    """The host key it shows, while a parent has to look at it; empty otherwise."""
    pinned_fingerprint: str
    note: str
    users: tuple[UserView, ...]
    found_users: tuple[str, ...]
    """Users that Timekpr manages there and that are not taken in here: to be offered."""
    problems: tuple[Problem, ...]
    edits: tuple[EditView, ...] = ()
    """What waits for the settings of the computer itself, and what ended just now."""
    returns: tuple[EditView, ...] = ()
    """What waits and belongs to no user that is shown: what is taken back after midnight, and what goes on for users
    who were taken off the list."""
    step: str = ""
    """The step of the way there that failed, a key of way_there.STEPS; empty while there is no ``error``."""
    cure: Message | None = None
    """What helps against ``error``, for somebody who has the pages at hand."""
    mode: str = "follow"
    """What becomes of changes made on the computer; see servers.Server, as for ``channel``."""
    channel: str = "auto"
    signs: tuple[SignView, ...] = ()
    """The last signs of tampering that were noticed, the newest first."""


@dataclass(frozen=True, slots=True)
class FleetView:
    """Everything at a moment. ``problems`` are those of no single server."""

    servers: tuple[ServerView, ...]
    problems: tuple[Problem, ...]
    syncing: bool
    last_sync: datetime | None
    """When the last cycle ended (UTC)."""
    interval_seconds: int
    wishes: tuple[WishView, ...] = ()
    """What children ask for at this moment, oldest first, and what was answered to it just now."""


@dataclass(frozen=True, slots=True)
class ChildUser:
    """One login, and the computer that it is on."""

    server: ServerView
    user: UserView


@dataclass(frozen=True, slots=True)
class ChildView:
    """A person with all logins that are theirs, or a login that is nobody's; made by child_views.

    ``key`` stays the same for as long as the child does, or while the login belongs to none; it can stand in an
    address. ``users`` has one entry at least, in the order of the fleet. ``now`` is the one to look at first.
    """

    key: str
    name: str
    users: tuple[ChildUser, ...]
    now: ChildUser

    @property
    def others(self) -> tuple[ChildUser, ...]:
        """All but ``now``."""
        return tuple(one for one in self.users if one is not self.now)


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who signs in here. ``role`` is a word of accounts.Role; the rest says what it comes to."""

    id: str
    name: str
    role: str
    may_grant: bool
    """Time for today."""
    may_edit: bool
    """Rules for good."""
    may_admin: bool
    """Computers, accounts, settings."""
    has_second: bool = False
    """A code is asked for besides the password."""
    recovery_left: int = 0
    """Recovery codes that were not used yet."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as admins see it. ``children``: ids of the only ones it is for; None for all."""

    id: str
    name: str
    role: str
    children: tuple[str, ...] | None
    has_second: bool


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A browser on which somebody is signed in. ``device`` is what it says of itself."""

    id: str
    device: str
    address: str
    since: datetime
    used: datetime
    """To within an hour (UTC)."""
    is_this: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token of the API, without its secret. ``last_used`` since the program started (UTC)."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: datetime
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class HouseView:
    """Settings that a page may change, as settings.Settings has them. ``fixed``: those that the environment sets."""

    language: str
    time_format: str
    first_weekday: str
    sync_interval_seconds: int
    fixed: tuple[str, ...]
    base_url: str
