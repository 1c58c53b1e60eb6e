"""A day by the hour, before the hours in which it was allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from history_views import HOUR, HOURS, HourFigures
from i18n import N_
from speech import hour_of_day
from stats_history import parsed
from timekpr_rules import Interval
from ui.history_words import hour_sentence
from ui.parts.charts.day_columns import axis, bar
from ui.parts.charts.elements import ColumnChart, Shown
from ui.parts.charts.scale import Scale, scale
from ui.voice import Voice

DAY_MINUTES = HOURS * 60
NAMED = 6
"""Every sixth hour has its number below it."""


def hour_chart(voice: Voice) -> ColumnChart:
    """A chart of hours, still empty."""
    return ColumnChart(voice.text(N_("Hour by hour")))


def show_hours(
    chart: ColumnChart,
    hours: HourFigures,
    voice: Voice,
    *,
    allowed: Iterable[Interval] | None = None,
    now: time | None = None,
) -> None:
    """Draw a day. ``allowed`` are its hours where they are known better than from the history: which are free."""
    bars, height = hour_bars(hours, voice, now)
    moment = None if now is None else round((now.hour * 60 + now.minute) / DAY_MINUTES, 4)
    chart.show(bars, axis(height, voice), bands(hours, allowed), moment)


def hour_bars(hours: HourFigures, voice: Voice, now: time | None) -> tuple[list[Shown], Scale]:
    """What is drawn of each hour, and on which scale."""
    height = scale((used or 0 for used in hours.used), least=HOUR)
    bars = [
        bar(
            hour_sentence(hours, hour, voice),
            hour_of_day(hour, voice.language, voice.style.time_format) if hour % NAMED == 0 else "",
            kind=kind_of_hour(used, hour, now),
            used=height.share(used or 0),
        )
        for hour, used in enumerate(hours.used)
    ]
    return bars, height


def kind_of_hour(used: int | None, hour: int, now: time | None) -> str:
    """How an hour is known: ``unknown``, ``ahead`` if it has not come yet, or as it was."""
    if used is not None:
        return ""
    return "ahead" if now is not None and hour > now.hour else "unknown"


def bands(hours: HourFigures, allowed: Iterable[Interval] | None = None) -> list[Shown]:
    """The hours in which it was allowed as parts of the day; none where they are not known."""
    if allowed is None:
        allowed = [Interval(*parsed(span)) for span in hours.allowed or ()]
    return [
        {"from": round(start / DAY_MINUTES, 4), "to": round(end / DAY_MINUTES, 4), "free": free}
        for start, end, free in allowed
    ]
