"""An edit: a parent's intent, kept as one file until its fate is known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from error_record import ErrorRecord
from storage import LAST_YEAR, Kind, Moment, Record
from timekpr_rules import Change

MAX_REASON = 500
"""Characters of the reason that a parent gives."""
MAX_CHANGES = 40
"""No file of Timekpr has more keys."""
MAX_SECONDS = 86_400
"""A day: more than that is neither given nor taken."""

_ID = re.compile(r"([0-9]{8}T[0-9]{6})[0-9]{3}-[0-9a-f]{4}")


class EditState(StrEnum):
    """Where an edit is. From ``CONFIRMED`` on it is final."""

    QUEUED = "queued"
    SENDING = "sending"
    """It may have arrived: what comes next is to look, never to send again."""
    CONFLICT = "conflict"
    """The same was changed on the computer; a parent chooses."""
    UNCLEAR = "unclear"
    """Nobody can tell whether it arrived; a parent says which."""
    CONFIRMED = "confirmed"
    """Read back from the computer."""
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = frozenset({EditState.QUEUED, EditState.SENDING, EditState.CONFLICT, EditState.UNCLEAR})
"""States from which it still goes on."""
ON_THE_WAY = frozenset({EditState.QUEUED, EditState.SENDING})
"""States of an edit that will arrive, as far as one can know."""


class EditKind(StrEnum):
    """What an edit does."""

    CONFIG = "config"
    """Keys of a user's rules."""
    MAIN = "main"
    """Keys of timekpr.conf."""
    GRANT = "grant"
    """Time given, taken or set, for today."""
    TODAY = "today"
    """Hours or limits of today, taken back by a ``RETURN`` after midnight."""
    LOCK = "lock"
    """No more today: the hours of today are closed, until an unlock or midnight."""
    UNLOCK = "unlock"
    """The hours of today as they were before the lock."""
    RETURN = "return"
    """Takes back what a ``TODAY`` or ``LOCK`` has changed, once its day is over."""


class Through(StrEnum):
    """By which way an edit came to us."""

    PAGE = "page"
    API = "api"
    MQTT = "mqtt"
    COMMAND = "command"
    RULE = "rule"
    """Nobody asked: a return after midnight, or a server that is set back to what is wanted here."""


def edit_id(value: str) -> str:
    """An id of ours; raises ValueError for anything else."""
    found = _ID.fullmatch(value)
    if not found or datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).year > LAST_YEAR:
        raise ValueError("not the id of an edit")
    return value


Id = Annotated[str, AfterValidator(edit_id)]


class KeyChange(Record):
    """One key: the text that the parent saw (None: nothing was known) and the one that is wanted."""

    key: str
    seen: str | None = None
    wanted: str
    found: str | None = None
    """What the computer had instead, while this is a conflict."""

    @property
    def change(self) -> Change:
        """The same in the words of the rules."""
        return Change(self.key, self.seen, self.wanted)


class Attempt(Record):
    """What was known when an edit was sent: enough to find out later whether it arrived."""

    at: Moment
    """When it was sent (UTC, by our clock)."""
    not_after: int
    """Seconds since 1970 by the computer's clock; later than that it does not carry the command out any more."""
    spent: int = 0
    balance: int = 0
    """The counters before, in seconds: those of time or of PlayTime."""
    limit: int = 0
    """What Timekpr reckons with as the limit of the day."""
    passed: float = 0.0
    """Seconds of use at the most between the writing of the counters and ``not_after``."""
    between: tuple[KeyChange, ...] = ()
    """Values that the computer may show if only a part of the edit has arrived: ``wanted`` of each."""
    kept: tuple[KeyChange, ...] = ()
    """Keys that the edit is not about, and that are otherwise for a moment: ``wanted`` is what they were before."""


class Edit(Record):
    """One edit. ``id`` sorts by time and gives the order in which edits of one user are applied."""

    id: Id
    server: str
    user: str = ""
    """Empty for timekpr.conf."""
    kind: EditKind
    created: Moment
    who: str
    through: Through
    origin: str = ""
    """From where: an address, a token's name."""
    reason: Annotated[str, Field(max_length=MAX_REASON)] = ""
    changes: Annotated[tuple[KeyChange, ...], Field(max_length=MAX_CHANGES)] = ()
    operation: str = ""
    """``+``, ``-`` or ``=`` of a grant."""
    seconds: Annotated[int, Field(ge=0, le=MAX_SECONDS)] = 0
    playtime: bool = False
    day: date | None = None
    """The computer's own day for which it counts; None: at any time."""
    not_before: date | None = None
    """The computer's day from which on it is due."""
    cause: str = ""
    """The edit that this one takes back or repeats."""
    key: str = ""
    """Digest of the idempotency key under which it came."""
    asked: str = ""
    """Digest of what was asked for under that key."""
    state: EditState = EditState.QUEUED
    changed: Moment
    """When the state last changed (UTC)."""
    decided_by: str = ""
    """Who brought it into this state, where that was a person's decision."""
    attempts: int = 0
    attempt: Attempt | None = None
    playtime_before: int | None = None
    """PlayTime that was counted on an earlier day and must not be carried into this one (seconds)."""
    played_before: int | None = None
    """What was really played on that day (seconds)."""
    why: ErrorRecord | None = None
    """Why it is in this state, where that is not plain."""

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state in OPEN

    @property
    def changes_rules(self) -> bool:
        """Whether it is about keys of a file (and not about the counters)."""
        return self.kind is not EditKind.GRANT


class Wish(Record):
    """What another process asks of the one that owns the queue, about an edit in it."""

    edit: Id
    ask: str
    """``cancel``, ``ours``, ``theirs``, ``arrived`` or ``again``."""
    who: str
    through: Through
    origin: str = ""
    at: Moment


EDIT = Kind(Edit, schema=1)
WISH = Kind(Wish, schema=1)
