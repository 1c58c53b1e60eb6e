"""What has become of a user's counters from one reading to a later one: used, given, gone back, lost.

Timekpr counts up and begins anew with a new day, week or month; nothing it does by itself makes less of a period that
is not over, but for what it had not saved at a crash, and where its clock goes back: then it takes off as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from timekpr_rules.models import TimeFile

CRASH_LOSES: Final = 300
"""Seconds by which counters may fall without anybody's doing: Timekpr saves each 10 to 60 seconds, and a disk that
loses its power may lose the last saves as well."""
PERIODS_KEPT: Final = 4
"""Days, weeks and months of which the most is remembered: a clock may be set to others and back."""

Key: TypeAlias = tuple[int, ...]
"""A day, or a part of a week or month, by its numbers."""


@dataclass(frozen=True, slots=True)
class Movement:
    """From one reading to a later one. Durations are seconds, 0 or more but for ``given``."""

    used: int
    """Counted since, as far as it is of the later day."""
    forward: int
    """LAST_CHECKED has gone on by so much; it does while somebody is signed in."""
    back: int
    """LAST_CHECKED has gone back by so much."""
    given: int
    """Given since for the later day, by whomever; negative if time was taken away."""
    wiped: bool
    """The counters of a day that is not over, in which something was used, are all zero."""


@dataclass(frozen=True, slots=True)
class Lost:
    """How much less is counted than was known before, of a period that is not over (seconds, 0 or more)."""

    day: int = 0
    week: int = 0
    month: int = 0

    def beyond(self, slack: int) -> bool:
        """Whether more is lost than a crash can explain, in any period."""
        return max(self.day, self.week, self.month) > slack


@dataclass(frozen=True, slots=True)
class Most:
    """The most that was ever counted in each of the last periods. Seconds."""

    days: Mapping[Key, int] = field(default_factory=dict)
    weeks: Mapping[Key, int] = field(default_factory=dict)
    months: Mapping[Key, int] = field(default_factory=dict)

    def lost(self, spent: TimeFile) -> Lost:
        """What is missing in these counters."""
        if spent.last_checked is None:
            return Lost()
        day, week, month = _keys(spent.last_checked)
        return Lost(
            day=max(0, self.days.get(day, spent.spent_day) - spent.spent_day),
            week=max(0, self.weeks.get(week, spent.spent_week) - spent.spent_week),
            month=max(0, self.months.get(month, spent.spent_month) - spent.spent_month),
        )

    def seen(self, spent: TimeFile, *, as_they_are: bool = False) -> Most:
        """With these counters taken in; ``as_they_are``: also where they are less, so that it is not missed again."""
        if spent.last_checked is None:
            return self
        day, week, month = _keys(spent.last_checked)
        return Most(
            _with(self.days, day, spent.spent_day, as_they_are),
            _with(self.weeks, week, spent.spent_week, as_they_are),
            _with(self.months, month, spent.spent_month, as_they_are),
        )


def movement(before: TimeFile, after: TimeFile) -> Movement:
    """What has become of the counters. Without a LAST_CHECKED on both sides nothing can be told."""
    if before.last_checked is None or after.last_checked is None:
        return Movement(0, 0, 0, 0, wiped=False)
    passed = int((after.last_checked - before.last_checked).total_seconds())
    same_day = before.last_checked.date() == after.last_checked.date()
    counters = (after.balance, after.spent_day, after.spent_week, after.spent_month)
    return Movement(
        used=max(0, after.spent_day - (before.spent_day if same_day else 0)),
        forward=max(0, passed),
        back=max(0, -passed),
        given=_given(after) - (_given(before) if same_day else 0),
        wiped=same_day and before.spent_day > 0 and not any(counters),
    )


def _given(spent: TimeFile) -> int:
    return spent.spent_day - spent.balance


def _keys(moment: datetime) -> tuple[Key, Key, Key]:
    """Its day; its week, which some versions of Timekpr begin anew with a month; its month."""
    month = moment.year, moment.month
    return (*month, moment.day), (*moment.isocalendar()[:2], *month), month


def _with(kept: Mapping[Key, int], key: Key, seconds: int, as_they_are: bool) -> dict[Key, int]:  # noqa: FBT001 - as in Most
    most = seconds if as_they_are else max(seconds, kept.get(key, seconds))
    others = [(one, known) for one, known in kept.items() if one != key]
    return dict([*others[-(PERIODS_KEPT - 1) :], (key, most)])
