"""The week painter: the allowed hours of a child as a grid that a parent paints, with the tools around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from i18n import N_
from timekpr_rules import Interval
from timekpr_rules.painting import (
    CELL_MINUTES,
    HALF_HOURS,
    Brush,
    Stroke,
    WeekHours,
    copied,
    differing_days,
    paint,
    stretch_in,
    week_hours,
    with_stretch,
)
from timekpr_rules.undo import Undo
from timekpr_rules.week import DAYS
from timekpr_rules.week_templates import TEMPLATES, WeekTemplate
from ui.painter_words import PainterWords, brush_of
from ui.parts.day_copy import ask_to_copy
from ui.parts.focus import rest
from ui.parts.hour_sheet import ask_for_minutes
from ui.parts.menu import entry, menu
from ui.parts.week_grid import Cell, WeekGrid
from ui.theme import box, button, icon_button, text
from ui.voice import Voice

HoursOfDays: TypeAlias = Mapping[int, tuple[Interval, ...]]
"""By day from 1, Monday, to 7; only of those days that a change is about."""


class WeekPainter:
    """Shows a week of hours and lets it be painted; every change is reported, none is saved here."""

    def __init__(
        self,
        voice: Voice,
        week: Sequence[tuple[Interval, ...]],
        on_change: Callable[[HoursOfDays], None],
        *,
        saved: Sequence[tuple[Interval, ...]] | None = None,
        first_weekday: int = 1,
        time_format: str,
    ) -> None:
        """Draw it where the page is being built.

        Args:
            voice: says the texts.
            week: the hours of seven days, Monday first, as timekpr_rules.hours reads them.
            on_change: gets the hours of the days that a person has changed here, also by undo and redo. Never those of
                other days: what this painter last saw of them may be old.
            saved: the hours as they are without what is painted and not saved; none, if all of it is saved.
            first_weekday: the day of the first column, 1 for Monday to 7.
            time_format: ``"24h"`` or ``"12h"``.

        Raises:
            ValueError: these are not seven days.
            InvalidValue: Timekpr could not store them.
        """
        self._voice = voice
        self._words = PainterWords(voice, time_format)
        self._order = tuple(DAYS[(first_weekday - 1 + place) % 7] for place in range(7))
        self._steps = Undo(week_hours(week))
        self._saved = week_hours(week if saved is None else saved)
        self._on_change = on_change
        self._enabled = True
        self._answered = 0
        self._day = self._order[0]
        with box("week-painter").mark("week-painter"):
            self._tools()
            self._grid = WeekGrid(
                self._words,
                self._order,
                on_stroke=self._painted,
                on_cell=self._tapped,
                on_day=self._open_day,
                on_undo=self._undo,
                on_redo=self._redo,
            ).mark("week-grid")
            self._day_menu()
            with box("painter-notes small"):
                self._status = text("p").props("role=status").mark("painter-status")
                with box("muted") as self._how:
                    text("span", voice.text(N_("Drag to paint. Tap a cell for minutes. Free time is not counted.")))
                    text("span", voice.text(N_("Beside the cells you can scroll.")), "for-fingers")
        self._show()

    @property
    def week(self) -> WeekHours:
        """The hours as they are painted now."""
        return self._steps.now

    def set_week(
        self, week: Sequence[tuple[Interval, ...]], saved: Sequence[tuple[Interval, ...]] | None = None
    ) -> None:
        """Show what the hours became elsewhere; ``saved`` is as for the constructor, which raises alike.

        That is no step: no undo takes back what somebody else has done. Nothing is reported.
        """
        here, old = self.week, self._saved
        new, ground = week_hours(week), week_hours(week if saved is None else saved)
        if (new, ground) == (here, old):
            return
        self._saved = ground
        self._steps.move(new, lambda state: _moved(state, old, ground, here))
        if new != here:
            self._say(self._voice.text(N_("The hours were changed elsewhere.")))
        self._show()

    def begin_anew(self, week: Sequence[tuple[Interval, ...]], saved: Sequence[tuple[Interval, ...]]) -> None:
        """Show a week after all that was painted here was given up; its steps are forgotten. Raises alike."""
        self._steps, self._saved = Undo(week_hours(week)), week_hours(saved)
        self._say("")
        self._show()

    def set_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as NiceGUI names it
        """Let the hours be painted, or only be looked at."""
        self._enabled = enabled
        self._show()

    # --- drawing -----------------------------------------------------------------------------------------------------

    def _tools(self) -> None:
        text_of = self._voice.text
        with box("painter-tools"):
            self._undo_button = icon_button("undo", text_of(N_("Undo")), self._undo).mark("undo")
            self._redo_button = icon_button("redo", text_of(N_("Redo")), self._redo).mark("redo")
            with button(text_of(N_("Templates"))).mark("templates") as self._templates, menu():
                self._templates.props("aria-haspopup=menu")
                for template in TEMPLATES:
                    label = self._voice.say(template.title(self._words.time_format))
                    entry(label, lambda template=template: self._use(template)).mark(f"use-{template.code}")
            self._copy = button(text_of(N_("Copy a day…")), lambda: self._ask_to_copy(self._order[0])).mark("copy-day")

    def _day_menu(self) -> None:
        text_of = self._voice.text
        with menu().props("no-parent-event").mark("day-menu") as self._menu:
            entry(text_of(N_("Copy to…")), lambda: self._ask_to_copy(self._day)).mark("day-copy")
            for mark, brush, label in (
                ("day-allow", Brush.ALLOWED, N_("Allow all day")),
                ("day-free", Brush.FREE, N_("Free all day")),
                ("day-close", Brush.CLOSED, N_("Close the day")),
            ):
                entry(text_of(label), lambda brush=brush: self._paint_day(brush)).mark(mark)

    def _show(self) -> None:
        self._grid.show(self.week, answered=self._answered, enabled=self._enabled)
        rest(self._undo_button, not (self._enabled and self._steps.can_undo))
        rest(self._redo_button, not (self._enabled and self._steps.can_redo))
        self._how.set_visibility(self._enabled)
        for element in (self._templates, self._copy):
            element.set_enabled(self._enabled)

    def _say(self, sentence: str) -> None:
        self._status.set_text(sentence)

    # --- changes -----------------------------------------------------------------------------------------------------

    def _change(self, week: WeekHours, sentence: str) -> None:
        """Go on to another week, say so and report it; said also if it was so already. Nothing while looked at."""
        before = self.week
        if self._enabled:
            self._steps.do(week)
            self._say(sentence)
        self._show()
        self._report(before)

    def _report(self, before: WeekHours) -> None:
        if days := differing_days(before, self.week):
            self._on_change({day: self.week[day - 1] for day in days})

    def _painted(self, turn: int, stroke: Stroke) -> None:
        self._answered = turn
        self._stroke(stroke)

    def _stroke(self, stroke: Stroke) -> None:
        week, followed = paint(self.week, stroke)
        self._change(week, self._words.stroke(stroke, followed))

    def _paint_day(self, brush: Brush) -> None:
        self._stroke(Stroke(brush, (self._day,), 0, HALF_HOURS - 1))

    def _use(self, template: WeekTemplate) -> None:
        title = template.title(self._words.time_format)
        self._change(template.week, self._voice.text(N_("The week is now: {hours}."), hours=title))

    def _undo(self) -> None:
        self._step(self._steps.undo, N_("Undone: {days}."))

    def _redo(self) -> None:
        self._step(self._steps.redo, N_("Done again: {days}."))

    def _step(self, step: Callable[[], bool], template: str) -> None:
        before = self.week
        if self._enabled and step():
            self._say(self._voice.text(template, days=self._words.days(differing_days(before, self.week))))
            self._show()
            self._report(before)

    # --- sheets and the menu of a day --------------------------------------------------------------------------------

    def _tapped(self, cell: Cell) -> None:
        if not self._enabled:
            return
        hour, start = cell.half // 2, cell.half * CELL_MINUTES
        suggested = Interval(start, start + CELL_MINUTES, cell.brush is Brush.FREE)

        def chosen(stretch: Interval | None) -> None:
            hours = stretch or Interval(hour * 60, hour * 60 + 60)
            said = self._words.stretch((cell.day,), hours, brush_of(stretch))
            self._change(with_stretch(self.week, cell.day, hour, stretch), said)

        there = stretch_in(self.week, cell.day, hour)
        ask_for_minutes(self._words, cell.day, hour, there=there, suggested=suggested, chosen=chosen)

    def _open_day(self, day: int) -> None:
        if self._enabled:
            self._day = day
            self._menu.props["target"] = self._grid.head_of(day)
            self._menu.open()

    def _ask_to_copy(self, source: int) -> None:
        def copy(day: int, targets: tuple[int, ...]) -> None:
            names = {"day": self._words.day(day), "days": self._words.days(targets)}
            self._change(copied(self.week, day, targets), self._voice.text(N_("{days}: as on {day}."), **names))

        if self._enabled:
            ask_to_copy(self._words, self._order, self.week, source, copy)


def _moved(state: WeekHours, old: WeekHours, ground: WeekHours, here: WeekHours) -> WeekHours:
    """A state on new ground: days that were not painted in it are as they are now.

    Where the ground became what is painted here, that was saved: the step that painted it can still be taken back.
    """
    days = zip(state, old, ground, here, strict=True)
    return tuple(new if then == was and new != now else then for then, was, new, now in days)
