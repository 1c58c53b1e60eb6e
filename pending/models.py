"""An edit: a parent's intent, kept as one file until its fate is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from error_record import ErrorRecord
from errors import InvalidValue
from storage import FIRST_YEAR, LAST_YEAR, Kind, Moment, Record
from timekpr_rules import Change, File, Grant, Operation, describe_keys, is_user_name

MAX_REASON = 500
"""Characters of the reason that a parent gives."""
MAX_CHANGES = 40
"""No file of Timekpr has more keys."""
MAX_SECONDS = 86_400
"""A day: more than that is neither given nor taken."""

MOST: Final = 10**12
"""Far beyond any number in an edit. Beside one of thousands of digits there would be no reckoning and no saying it."""
_KEYS: Final = {file: frozenset(key.name for key in describe_keys(file)) for file in (File.USER, File.MAIN)}

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


def day_of_ours(value: date) -> date:
    """A day after which there is another one; raises ValueError for one near the ends of the calendar."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("not a year of ours")
    return value


Id = Annotated[str, AfterValidator(edit_id)]
Day = Annotated[date, AfterValidator(day_of_ours)]
Number = Annotated[int, Field(ge=-MOST, le=MOST)]


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
    not_after: Number
    """Seconds since 1970 by the computer's clock; later than that it does not carry the command out any more."""
    spent: Number = 0
    balance: Number = 0
    """The counters before, in seconds: those of time or of PlayTime."""
    limit: Number = 0
    """What Timekpr reckons with as the limit of the day."""
    passed: Annotated[float, Field(ge=0, le=MOST)] = 0.0
    """Seconds of use at the most between the writing of the counters and ``not_after``."""
    between: tuple[KeyChange, ...] = ()
    """Values that the computer may show if only a part of the edit has arrived: ``wanted`` of each."""
    kept: tuple[KeyChange, ...] = ()
    """Keys that the edit is not about, and that are otherwise for a moment: ``wanted`` is what they were before."""


class Edit(Record):
    """One edit. ``id`` sorts by time and gives the order in which edits of one user are applied.

    What its file says has to fit together: a file that nobody could say or send would take all other edits of its
    computer along, so it is refused where it is read.
    """

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
    day: Day | None = None
    """The computer's own day for which it counts; None: at any time."""
    not_before: Day | None = None
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
    attempts: Annotated[int, Field(ge=0, le=MOST)] = 0
    attempt: Attempt | None = None
    playtime_before: Number | None = None
    """PlayTime that was counted on an earlier day and must not be carried into this one (seconds)."""
    played_before: Number | None = None
    """What was really played on that day (seconds)."""
    why: ErrorRecord | None = None
    """Why it is in this state, where that is not plain."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.kind is EditKind.MAIN:
            if self.user:
                raise ValueError("the settings of a computer are no user's")
        elif not is_user_name(self.user):
            raise ValueError("not the login of a user")
        if self.kind is EditKind.GRANT:
            self._is_grant()
        elif self.operation:
            raise ValueError("only a grant gives or takes time")
        unknown = {part.key for part in self._parts()} - _KEYS[self.file]
        if unknown:
            raise ValueError("a key that is not in this file")
        return self

    def _is_grant(self) -> None:
        if self.changes:
            raise ValueError("a grant changes no rules")
        try:
            Grant(Operation(self.operation), self.seconds, self.playtime)
        except InvalidValue as error:
            raise ValueError(str(error)) from error

    def _parts(self) -> Iterable[KeyChange]:
        of_attempt = (*self.attempt.between, *self.attempt.kept) if self.attempt else ()
        return (*self.changes, *of_attempt)

    @property
    def file(self) -> File:
        """The file of Timekpr whose keys it is about."""
        return File.MAIN if self.kind is EditKind.MAIN else File.USER

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
