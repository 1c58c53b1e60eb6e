"""Days as columns: used of what was allowed, PlayTime in it, and the same day a week before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from history_views import DayFigures, MonthFigures
from i18n import N_
from speech import weekday
from ui.history_words import Names, day_sentence, month_name
from ui.parts.charts.elements import ColumnChart, Shown
from ui.parts.charts.scale import HOUR, Scale, scale
from ui.voice import Voice

LEAST = 2 * HOUR
"""Seconds for which there is room at least: ten minutes must not look like a lot."""
WEEK = 7


def day_chart(voice: Voice, on_open: Callable[[int], object] | None = None) -> ColumnChart:
    """A chart of days, still empty."""
    return ColumnChart(voice.text(N_("Day by day")), on_open)


def show_days(
    chart: ColumnChart, days: Sequence[DayFigures], voice: Voice, names: Names, before: Sequence[DayFigures] = ()
) -> None:
    """Draw these days, oldest first, beside those of ``before``, which may be none; ``names``: of the places."""
    height = scale_of(days, before)
    chart.show(day_bars(days, before, height, voice, names), axis(height, voice))


def month_columns(months: Sequence[MonthFigures], voice: Voice) -> ColumnChart:
    """Draw how much was used a day in each of these months."""
    height = scale((month.average or 0 for month in months), least=LEAST)
    bars = [
        bar(
            month_sentence(month, voice),
            month_name(month.first, voice, short=True)[:1],
            kind="unknown" if month.average is None else "",
            used=height.share(month.average or 0),
        )
        for month in months
    ]
    chart = ColumnChart(voice.text(N_("Month by month, a day")))
    chart.show(bars, axis(height, voice))
    return chart


def scale_of(days: Sequence[DayFigures], before: Sequence[DayFigures] = ()) -> Scale:
    """The scale on which all of these days have room."""
    values = [value for day in days for value in (day.used, day.allowed, day.most) if value is not None]
    return scale([*values, *(day.used or 0 for day in before)], least=LEAST)


def day_bars(
    days: Sequence[DayFigures], before: Sequence[DayFigures], height: Scale, voice: Voice, names: Names
) -> list[Shown]:
    """What is drawn of each day."""
    return [
        bar(
            day_sentence(day, voice, names),
            _tick(place, days, voice),
            kind=kind_of(day),
            used=height.share(day.used or 0),
            play=height.share(min(day.playtime, day.used or 0)),
            most=height.share(day.most or 0),
            over=day.over,
            limit=None if day.allowed is None else height.share(day.allowed),
            before=None if earlier is None or earlier.used is None else height.share(earlier.used),
        )
        for place, (day, earlier) in enumerate(zip_longest(days, before[: len(days)]))
    ]


def kind_of(day: DayFigures) -> str:
    """How a day is known: ``unknown``, ``estimated``, or as it was."""
    if day.used is None:
        return "unknown"
    return "estimated" if day.estimated else ""


def axis(height: Scale, voice: Voice) -> list[Shown]:
    """The lines of a scale with what they stand for."""
    return [{"at": height.share(seconds), "text": voice.duration(seconds)} for seconds in height.lines]


def month_sentence(month: MonthFigures, voice: Voice) -> str:
    """A month in words: "November: used 32 h, 1 h 30 a day"."""
    name = f"{month_name(month.first, voice)} {month.first.year}"
    if month.used is None or month.average is None:
        return voice.text(N_("{day}: not known"), day=name)
    fields = {"month": name, "used": voice.duration(month.used), "average": voice.duration(month.average)}
    return voice.text(N_("{month}: used {used}, {average} a day"), **fields)


def bar(
    said: str,
    tick: str,
    *,
    kind: str,
    used: float,
    play: float = 0.0,
    most: float = 0.0,
    over: bool = False,
    limit: float | None = None,
    before: float | None = None,
) -> Shown:
    """What a column is given; see columns.js."""
    return {
        "said": said, "tick": tick, "kind": kind, "used": used, "play": play, "most": most, "over": over,
        "limit": limit, "before": before,
    }  # fmt: skip


def _tick(place: int, days: Sequence[DayFigures], voice: Voice) -> str:
    """What stands below a day: its weekday; of many days the date of every seventh."""
    day = days[place].day
    if len(days) <= 2 * WEEK:
        return weekday(day.isoweekday(), voice.language, short=True)
    return str(day.day) if (len(days) - 1 - place) % WEEK == 0 else ""
