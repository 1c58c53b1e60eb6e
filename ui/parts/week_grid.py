"""The painted grid as one element, and what its browser part may say: messages of a stranger until they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nicegui import ui
from nicegui.events import GenericEventArguments

from timekpr_rules.painting import HALF_HOURS, Brush, Stroke, WeekHours
from ui.painter_words import PainterWords

LARGEST_TURN = 2**53 - 1
"""The largest number that a browser counts to."""


class Cell(NamedTuple):
    """A half-hour that was tapped, and the brush that was chosen."""

    day: int
    half: int
    brush: Brush


class Reader:
    """Reads messages of a grid whose columns are these days; what is odd is read as nothing."""

    def __init__(self, order: tuple[int, ...]) -> None:
        self.order = order

    def stroke(self, message: object) -> tuple[int, Stroke] | None:
        """Which stroke of the page it is, counted from 1, and the stroke."""
        if not isinstance(message, dict):
            return None
        turn = _number(message.get("turn"), 1, LARGEST_TURN)
        brush = _brush(message.get("brush"))
        columns = _range(message.get("columns"), len(self.order) - 1)
        halves = _range(message.get("halves"), HALF_HOURS - 1)
        if turn is None or brush is None or columns is None or halves is None:
            return None
        days = tuple(sorted(self.order[columns[0] : columns[1] + 1]))
        return turn, Stroke(brush, days, *halves)

    def cell(self, message: object) -> Cell | None:
        """The cell that was tapped."""
        if not isinstance(message, dict):
            return None
        day, brush = self.day(message.get("column")), _brush(message.get("brush"))
        half = _number(message.get("half"), 0, HALF_HOURS - 1)
        return None if day is None or half is None or brush is None else Cell(day, half, brush)

    def day(self, message: object) -> int | None:
        """The day of a column."""
        column = _number(message, 0, len(self.order) - 1)
        return None if column is None else self.order[column]


class WeekGrid(ui.element, component="week_painter.js", esm={"week-slots": "week_slots"}):
    """Draws a week and reports what is done to it. What is painted is shown at once and kept if it is answered so."""

    def __init__(
        self,
        words: PainterWords,
        order: tuple[int, ...],
        *,
        on_stroke: Callable[[int, Stroke], None],
        on_cell: Callable[[Cell], None],
        on_day: Callable[[int], None],
        on_undo: Callable[[], None],
        on_redo: Callable[[], None],
    ) -> None:
        super().__init__()
        self._words = words
        self._order = order
        self.props["days"] = words.columns(order)
        self.props["times"] = words.times()
        self.props["hours"] = words.hour_labels()
        self.props["words"] = words.grid()
        read = Reader(order)

        def stroke(event: GenericEventArguments) -> None:
            if found := read.stroke(event.args):
                on_stroke(*found)

        def cell(event: GenericEventArguments) -> None:
            if found := read.cell(event.args):
                on_cell(found)

        def day(event: GenericEventArguments) -> None:
            if found := read.day(event.args):
                on_day(found)

        self.on("stroke", stroke)
        self.on("minutes", cell)
        self.on("day", day)
        self.on("undo", on_undo)
        self.on("redo", on_redo)

    def show(self, week: WeekHours, *, answered: int, enabled: bool) -> None:
        """Draw this week; ``answered`` is the last stroke that it has in it, or that was refused."""
        clock = self._words.clock
        self.props["week"] = [
            [
                {
                    "start": one.start,
                    "end": one.end,
                    "free": one.unaccounted,
                    "first": clock(one.start),
                    "last": clock(one.end),
                }
                for one in day
            ]
            for day in week
        ]
        self.props["answered"] = answered
        self.props["enabled"] = enabled

    def head_of(self, day: int) -> str:
        """A selector of the button above a day's column."""
        return f"#{self.html_id}-day-{self._order.index(day):d}"


def _number(value: object, least: int, most: int) -> int | None:
    return value if type(value) is int and least <= value <= most else None


def _range(value: object, most: int) -> tuple[int, int] | None:
    """First and last of a range from 0 to ``most``, both included."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, last = _number(value[0], 0, most), _number(value[1], 0, most)
    return None if first is None or last is None or first > last else (first, last)


def _brush(value: object) -> Brush | None:
    return Brush(value) if isinstance(value, str) and value in set(Brush) else None
