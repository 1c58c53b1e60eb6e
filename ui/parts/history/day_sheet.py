"""A day that was tapped: all that is known of it, and the way to the days beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from nicegui import ui

from errors import MngrError
from history_views import HistoryView
from i18n import N_
from timekpr_rules import Interval
from ui.desk import Desk
from ui.history_words import day_name
from ui.parts.history.day_details import DayDetails
from ui.parts.history.days_of import has_older, logins_of
from ui.parts.history.todays_hours import hours_of_today
from ui.parts.once import once
from ui.parts.sheet import sheet
from ui.theme import box, button, icon_button, text
from views import ChildView

Found: TypeAlias = tuple[HistoryView, tuple[Interval, ...] | None]
"""A day, and the hours that are allowed in it if it is today."""


async def open_day(desk: Desk, child: ChildView, day: date) -> None:
    """Show a day of a child in a sheet."""
    with ui.context.client:  # the chart that was tapped may be drawn anew before the answer is there
        found = await _ask(desk, child, day)
        if isinstance(found, MngrError):
            desk.mention(found.text(desk.voice.language))
        elif found is not None:
            _DaySheet(desk, child).show(*found)


async def _ask(desk: Desk, child: ChildView, day: date) -> Found | MngrError | None:
    view = await desk.fetch(desk.services.history_of, logins_of(child), 1, day)
    return (view, await hours_of_today(desk, child, view)) if isinstance(view, HistoryView) else view


class _DaySheet:
    """Shows one day after another, in place."""

    def __init__(self, desk: Desk, child: ChildView) -> None:
        self._desk = desk
        self._child = child
        self._day = date.min
        voice = desk.voice
        with sheet(child.name, "day-sheet") as dialog:
            with box("turn"):
                self._older = icon_button("back", voice.text(N_("Older day"))).mark("older")
                self._name = text("h3").props("aria-live=polite").mark("day-name")
                self._newer = icon_button("go", voice.text(N_("Newer day"))).mark("newer")
            self._details = DayDetails(desk, child)
            with box("actions"):
                button(voice.text(N_("Close")), dialog.close).mark("close")
        self._older.on_click(once(self._older, lambda: self._step(-1), 0))
        self._newer.on_click(once(self._newer, lambda: self._step(1), 0))

    def show(self, view: HistoryView, allowed: tuple[Interval, ...] | None) -> None:
        """Show the last day of a view; ``allowed``: see hours_of_today."""
        self._day = view.days[-1].day
        self._name.set_text(day_name(self._day, self._desk.voice))
        self._details.show(self._child, view, allowed)
        self._older.set_enabled(has_older(view))
        self._newer.set_enabled(self._day < self._desk.services.now().date())

    async def _step(self, days: int) -> None:
        found = await _ask(self._desk, self._child, self._day + timedelta(days=days))
        if isinstance(found, MngrError):
            self._desk.mention(found.text(self._desk.voice.language))
        elif found is not None and not self._name.is_deleted:
            self.show(*found)
