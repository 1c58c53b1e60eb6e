"""Weeks to begin with: a family's usual hours, named by what they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from i18n import N_, Message
from speech import TimeOfDay
from timekpr_rules.hours import WHOLE_DAY, Interval
from timekpr_rules.painting import WeekHours
from timekpr_rules.week import DAYS

SCHOOL_DAYS: Final = (1, 2, 3, 4, 5)


class WeekTemplate(NamedTuple):
    """A whole week of hours under a name."""

    code: str
    name: str
    """The template of a text, with a field for each of the times."""
    times: Mapping[str, int]
    """Minutes of the day by the field that says them."""
    week: WeekHours

    def title(self, time_format: str) -> Message:
        """The name, with its times as they are said in this format."""
        said = {field: TimeOfDay(minute=minute, time_format=time_format) for field, minute in self.times.items()}
        return Message(self.name, said)


def _week(school_day: tuple[Interval, ...], weekend: tuple[Interval, ...]) -> WeekHours:
    return tuple(school_day if day in SCHOOL_DAYS else weekend for day in DAYS)


_AFTERNOON = Interval(15 * 60, 19 * 60)
_WEEKEND_DAY = Interval(10 * 60, 20 * 60)
_WEEKEND = {"first": _WEEKEND_DAY.start, "last": _WEEKEND_DAY.end}

TEMPLATES: Final = (
    WeekTemplate(
        "school",
        N_("School days {start}–{end}, weekend {first}–{last}"),  # noqa: RUF001 - the dash of a span
        {"start": _AFTERNOON.start, "end": _AFTERNOON.end, **_WEEKEND},
        _week((_AFTERNOON,), (_WEEKEND_DAY,)),
    ),
    WeekTemplate(
        "weekend",
        N_("Weekend only, {first}–{last}"),  # noqa: RUF001
        _WEEKEND,
        _week((), (_WEEKEND_DAY,)),
    ),
    WeekTemplate("all", N_("All day, every day"), {}, _week(WHOLE_DAY, WHOLE_DAY)),
    WeekTemplate("nothing", N_("Nothing, every day closed"), {}, _week((), ())),
)
