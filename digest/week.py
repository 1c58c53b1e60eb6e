"""Weeks, as a digest has them: seven days that begin where weeks begin in this house, with a name for good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from errors import InvalidValue
from i18n import N_, Message

DAYS: Final = 7
MONDAY: Final = 1
MIDDLE: Final = timedelta(days=3)

_NAME = re.compile(r"(2[01][0-9]{2})-W([0-9]{2})")
WEEK: Final = Message(N_("week"))
ALLOWED: Final = N_("A week such as 2026-W47.")


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from ``first`` on."""

    first: date

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.first + timedelta(days=DAYS - 1)

    @property
    def name(self) -> str:
        """As ISO 8601 names it: ``2026-W47``. A week that begins on Saturday or Sunday goes by the Monday within."""
        year, number, _ = (self.first + MIDDLE).isocalendar()
        return f"{year:04}-W{number:02}"

    @property
    def before(self) -> Week:
        """The one before."""
        return Week(self.first - timedelta(days=DAYS))

    @property
    def after(self) -> Week:
        """The one after."""
        return Week(self.first + timedelta(days=DAYS))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=place) for place in range(DAYS))


def week_of(day: date, first_weekday: int = MONDAY) -> Week:
    """The week that a day is in. ``first_weekday`` is one of speech.FIRST_WEEKDAYS."""
    return Week(day - timedelta(days=(day.isoweekday() - first_weekday) % DAYS))


def week_named(name: str, first_weekday: int = MONDAY) -> Week:
    """The week of this name. Raises InvalidValue."""
    found = _NAME.fullmatch(name)
    try:
        if found is None:
            raise ValueError("no name of a week")  # noqa: TRY301 - both are the same to whoever asks
        # Its Tuesday is in the week of that name whether weeks begin on Saturday, Sunday or Monday.
        return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 2), first_weekday)
    except ValueError:
        raise InvalidValue(what=WEEK, value=name[:20], allowed=Message(ALLOWED)) from None
