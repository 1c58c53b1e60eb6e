"""What a child's history shows for each span: a day by the hour, some days as columns, or a year as a heat map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Protocol

from history_views import HistoryView, MonthFigures, months
from i18n import N_
from timekpr_rules import Interval
from ui.child.places import place_names
from ui.desk import Desk
from ui.history_words import latest_sentence, summary_lines
from ui.parts.charts.day_columns import WEEK, day_chart, show_days
from ui.parts.charts.elements import YearChart
from ui.parts.charts.heat_charts import habit_of, heat_legend, heat_rows, week_heat, year_months
from ui.parts.charts.legend import ColumnsLegend
from ui.parts.history.day_details import DayDetails, is_by_the_hour
from ui.parts.history.lines import Lines
from ui.parts.history.split import Split
from ui.theme import box, text
from views import ChildView

OpenDay = Callable[[date], object]
OpenMonth = Callable[[date, int], object]
"""Gets the last day of it that is looked at, and how many days it has up to that."""
NOTHING_YET = N_("The first day will be here after the next reading.")
NOTHING_THEN = N_("Nothing is known of these days.")


class Body(Protocol):
    """Shows a history in one way, and then another one in place."""

    def show(self, child: ChildView, history: HistoryView, allowed: Iterable[Interval] | None) -> None:
        """``allowed``: see hours_of_today."""
        ...


class DayBody:
    """A day by the hour."""

    def __init__(self, desk: Desk, child: ChildView, _open_day: OpenDay, _open_month: OpenMonth) -> None:
        self._details = DayDetails(desk, child)

    def show(self, child: ChildView, history: HistoryView, allowed: Iterable[Interval] | None) -> None:
        """Show the last day."""
        self._details.show(child, history, allowed)


class DaysBody:
    """Some days as columns, the hours of the last week, and which computer they were used at."""

    def __init__(self, desk: Desk, child: ChildView, open_day: OpenDay, _open_month: OpenMonth) -> None:
        self._voice = desk.voice
        self._desk = desk
        self._days: Sequence[date] = ()
        self._hot: Sequence[date] = ()
        with box(f"stack side-by-side tinted child-{desk.palette.colour(child.key):d}"):
            with box("stack"):
                self._summary = Summed(desk)
                self._chart = day_chart(self._voice, lambda place: open_day(self._days[place])).mark("days")
                self._legend = ColumnsLegend(self._voice)
                self._split = Split(self._voice)
            with box("stack").mark("heat") as self._hours:
                text("h3", self._voice.text(N_("By the hour")))
                self._habit = text("p", classes="small").mark("habit")
                with box("stack") as self._map:
                    self._heat = week_heat(self._voice, lambda place: open_day(self._hot[place]))
                    self._heat.mark("week-heat")
                    heat_legend(self._voice)

    def show(self, child: ChildView, history: HistoryView, allowed: Iterable[Interval] | None) -> None:  # noqa: ARG002
        """Show these days."""
        self._days = [one.day for one in history.days]
        week = history.hours[-WEEK:]  # more of them may be kept
        self._hot = [one.day for one in week]
        self._summary.show(history)
        before = history.before if len(history.days) == WEEK else ()
        show_days(self._chart, history.days, self._voice, place_names(child.users), before)
        self._legend.show(history.days, before)
        self._split.show(child, history)
        kept = any(is_by_the_hour(one) for one in week)
        self._hours.set_visibility(kept or history.latest is not None)
        self._map.set_visibility(kept)
        if kept:
            self._habit.set_text(habit_of(history, week, self._voice))
            self._heat.show(heat_rows(week, self._voice, self._desk.services.now()))
        elif history.latest is not None:
            self._habit.set_text(latest_sentence(history.latest, self._voice))


class YearBody:
    """A year as a heat map."""

    def __init__(self, desk: Desk, child: ChildView, open_day: OpenDay, open_month: OpenMonth) -> None:
        self._voice = desk.voice
        self._days: Sequence[date] = ()
        self._months: tuple[MonthFigures, ...] = ()

        def opened_month(place: int) -> None:
            days = self._months[place].days
            open_month(days[-1].day, len(days))

        with box(f"stack tinted child-{desk.palette.colour(child.key):d}"):
            self._summary = Summed(desk)
            label = self._voice.text(N_("Month by month"))
            self._chart = YearChart(
                label, on_open=lambda place: open_day(self._days[place]), on_month=opened_month
            ).mark("year")
            heat_legend(self._voice, over=True)
            self._split = Split(self._voice)

    def show(self, child: ChildView, history: HistoryView, allowed: Iterable[Interval] | None) -> None:  # noqa: ARG002
        """Show these days."""
        self._days = [one.day for one in history.days]
        self._months = months(history.days)
        self._summary.show(history)
        self._chart.show(year_months(self._months, self._voice, place_names(child.users)), len(history.days))
        self._split.show(child, history)


class Summed:
    """Some days in a number and in words: what a chart says to whoever does not see it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._voice = desk.voice
        with box("lines"):
            self._answer = text("p", classes="answer").mark("in-all")
            self._lines = Lines("small", "summary")

    def show(self, history: HistoryView) -> None:
        """Say what these days come to."""
        found = history.summary
        known = found.known > 0
        nothing = NOTHING_THEN if history.begins is not None else NOTHING_YET
        used = self._voice.duration(found.used)
        self._answer.set_text(self._voice.text(N_("{used} in all"), used=used) if known else self._voice.text(nothing))
        self._answer.classes(add="answer" if known else "muted", remove="muted" if known else "answer")
        today = self._desk.services.now().date()
        self._lines.show(summary_lines(found, len(history.days), self._voice, today) if known else ())


BODIES: dict[str, type[DayBody | DaysBody | YearBody]] = {
    "day": DayBody,
    "week": DaysBody,
    "month": DaysBody,
    "year": YearBody,
}
"""By the keys of days_of.SPANS."""
