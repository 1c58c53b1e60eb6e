"""What a digest is: one child's week, in figures and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from digest.happenings import Happenings
from digest.nights import Night
from digest.week import DAYS, Week
from history_views import DayFigures, Login
from i18n import Message

ENOUGH: Final = 4
"""Days of a week that have to be known before it is compared with another one that is not known whole either."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose week it is: a child, or a login that is no child's."""

    key: str
    """As child_views names it."""
    name: str
    child_id: str
    """Empty where it is no child."""
    logins: tuple[Login, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """When a computer was last read."""

    computer: str
    """Its name."""
    at: datetime | None
    """In its own zone; None if it never was."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of a week. Seconds."""

    days: int
    """Of which something is known."""
    computers: int
    """Of which something is known."""
    used: int
    playtime: int
    allowed: int
    """On the days of which a limit is known, with what was given."""
    limited: int
    """So many they are."""
    used_of_allowed: int
    """Used on those."""
    before: int | None
    """Used in the week before; None where the two cannot be compared as a whole."""
    average: int | None
    """A day, of those that are known, where only these can be compared; with ``average_before``."""
    average_before: int | None
    longest: DayFigures | None
    """The day on which most was used."""
    used_on: int
    """Days on which anything was."""
    over: tuple[DayFigures, ...]
    """Days on which more was used than allowed, by more than a little."""
    estimated: bool
    """Some of it is only a share of a sum."""

    @property
    def is_whole(self) -> bool:
        """Whether every day is known."""
        return self.days == DAYS

    @property
    def is_all_limited(self) -> bool:
        """Whether a limit is known of every day, so that what was allowed can be said of the week."""
        return self.is_whole and self.limited == self.days


@dataclass(frozen=True, slots=True)
class Digest:
    """One child's week. What a page shows, a mail says and Home Assistant is told are the same sentences."""

    person: Person
    week: Week
    sums: Sums
    did: Happenings
    nights: tuple[Night, ...]
    paragraphs: tuple[tuple[Message, ...], ...]
    """What is known, each of at least one sentence: what was used, what was done about it, what was not as usual."""
    notes: tuple[Message, ...] = ()
    """What is not known, so that nothing is taken for more than it is."""

    @property
    def sentences(self) -> tuple[Message, ...]:
        """All that is known, at least one."""
        return tuple(one for paragraph in self.paragraphs for one in paragraph)

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the week."""
        return self.sums.days > 0


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A week of some children, and the names of the weeks beside it; empty where there is none to look at."""

    week: Week
    older: str
    newer: str
    digests: tuple[Digest, ...]
    left_out: int = 0
    """Children for whom there is no room."""
