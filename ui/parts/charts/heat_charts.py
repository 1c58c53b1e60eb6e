"""Heat maps: a week by the hour, and a year by the day. The darker, the more was used; hatched is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from history_views import HOUR, HOURS, HistoryView, HourFigures, MonthFigures, habit
from i18n import N_
from speech import hour_of_day, weekday
from ui.history_words import Names, day_name, day_sentence, habit_sentence, latest_sentence, month_name, stretches
from ui.parts.charts.day_columns import month_sentence
from ui.parts.charts.elements import HeatChart, Shown
from ui.parts.charts.hour_columns import kind_of_hour
from ui.parts.charts.legend import LegendItem
from ui.parts.charts.scale import level
from ui.theme import box, text
from ui.voice import Voice

NAMED = 6
FULL_DAY = 4 * HOUR
"""Seconds of a day that has the darkest shade at least: of a child who uses little, a lot must not look dark."""


def week_heat(voice: Voice, on_open: Callable[[int], object]) -> HeatChart:
    """A chart of days by the hour, still empty."""
    clock = voice.style.time_format
    hours = [
        {"at": round(hour / HOURS, 4), "text": hour_of_day(hour, voice.language, clock)}
        for hour in range(0, HOURS, NAMED)
    ]
    return HeatChart(voice.text(N_("Hours of these days")), hours, on_open)


def heat_rows(days: Sequence[HourFigures], voice: Voice, now: datetime) -> list[Shown]:
    """What is drawn of each day; hours that have not come yet are no gaps."""
    return [
        {
            "said": _hours_sentence(day, voice),
            "name": weekday(day.day.isoweekday(), voice.language, short=True),
            "levels": _levels(day, now.time() if day.day == now.date() else None),
        }
        for day in days
    ]


def year_months(parts: Sequence[MonthFigures], voice: Voice, names: Names) -> list[Shown]:
    """What is drawn of each month, and of each of its days; ``names``: of the child's places."""
    used = sorted(day.used or 0 for month in parts for day in month.days)
    most = max(FULL_DAY, used[len(used) * 19 // 20])  # one day of which nobody knows the like pales all the others
    shown: list[Shown] = []
    first = 0
    for month in parts:
        shown.append(
            {
                "said": month_sentence(month, voice),
                "name": month_name(month.first, voice, short=True),
                "sum": "" if month.used is None else voice.duration(month.used // HOUR * HOUR or month.used),
                "first": first,
                "row": (month.first.isoweekday() - voice.first_weekday) % 7,
                "days": [
                    {
                        "said": day_sentence(day, voice, names),
                        "level": None if day.used is None else level(day.used, most),
                        "over": day.over,
                    }
                    for day in month.days
                ],
            }
        )
        first += len(month.days)
    return shown


def heat_legend(voice: Voice, *, over: bool = False) -> None:
    """What the shades mean, and with ``over`` the frame of a day; whoever hears the page hears the figures."""
    with box("legend small muted").props("aria-hidden=true"):
        with box("legend-item", "span"):
            text("span", voice.text(N_("less")))
            for shade in range(6):
                box(f"swatch level-{shade:d}", "i")
            text("span", voice.text(N_("more")))
        LegendItem("unknown", voice.text(N_("not known")))
        if over:
            LegendItem("level-4 beyond", voice.text(N_("over the limit")))


def habit_of(history: HistoryView, hours: Sequence[HourFigures], voice: Voice) -> str:
    """How late it was on some days, and when mostly, as far as ``hours`` tell, which may be of the last ones alone."""
    days = len(history.days)
    mostly = habit_sentence(habit(hours), voice, last=len(hours) if len(hours) < days else None)
    return " ".join([*([latest_sentence(history.latest, voice)] if history.latest else []), mostly])


def _levels(day: HourFigures, now: time | None) -> list[int | str]:
    return [kind_of_hour(used, hour, now) if used is None else level(used, HOUR) for hour, used in enumerate(day.used)]


def _hours_sentence(day: HourFigures, voice: Voice) -> str:
    """A day by its stretches: "Monday 23 November: used 14:00 to 15:20"; or what its hours alone tell."""
    name = day_name(day.day, voice)
    known = [used for used in day.used if used is not None]
    if day.spans:
        return voice.text(N_("{day}: used {used}"), day=name, used=stretches(day.spans, voice))
    if not known and not day.unplaced:
        return voice.text(N_("{day}: not known"), day=name)
    return voice.text(N_("{day}: used {used}"), day=name, used=voice.duration(sum(known) + day.unplaced))
