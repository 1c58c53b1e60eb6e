"""The charts as elements: what they are given, and what of a browser's message is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from nicegui import ui
from nicegui.events import GenericEventArguments

Shown: TypeAlias = Mapping[str, object]
"""Numbers and finished texts by constant names, as the scripts beside this file have them."""
Opened: TypeAlias = Callable[[int], object]
"""Gets the place of what was chosen, from 0."""
KEYS = {"chart-keys": "chart_keys"}


class ColumnChart(ui.element, component="columns.js", esm=KEYS):
    """Columns side by side: days, hours or months; without ``on_open`` they are only looked at."""

    def __init__(self, label: str, on_open: Opened | None = None) -> None:
        super().__init__()
        self.props["label"] = label
        self.props["opens"] = on_open is not None
        self.show((), ())
        if on_open is not None:
            _listen(self, "open", "bars", on_open)

    def show(
        self, bars: Sequence[Shown], lines: Sequence[Shown], bands: Sequence[Shown] = (), now: float | None = None
    ) -> None:
        """Draw these, and nothing else; what has the focus keeps it."""
        self.props["bars"] = list(bars)
        self.props["lines"] = list(lines)
        self.props["bands"] = list(bands)
        self.props["now"] = now


class HeatChart(ui.element, component="heat.js", esm=KEYS):
    """Days as rows that can be opened, hours as columns."""

    def __init__(self, label: str, hours: Sequence[Shown], on_open: Opened) -> None:
        super().__init__()
        self.props["label"] = label
        self.props["hours"] = list(hours)
        self.show(())
        _listen(self, "open", "rows", on_open)

    def show(self, rows: Sequence[Shown]) -> None:
        """Draw these days."""
        self.props["rows"] = list(rows)


class YearChart(ui.element, component="year.js", esm=KEYS):
    """Months with their days: ``on_open`` is about a day among all of them, ``on_month`` about a month."""

    def __init__(self, label: str, *, on_open: Opened, on_month: Opened) -> None:
        super().__init__()
        self.props["label"] = label
        self.show((), 0)
        self._days = 0
        _listen(self, "month", "months", on_month)
        self.on("open", lambda event: on_open(event.args) if _is_place(event.args, self._days) else None)

    def show(self, months: Sequence[Shown], days: int) -> None:
        """Draw these months, which have so many days together."""
        self.props["months"] = list(months)
        self._days = days


def _listen(element: ui.element, kind: str, shown: str, then: Opened) -> None:
    """Hear what is said about one of the things that an element shows."""

    def heard(event: GenericEventArguments) -> object:
        return then(event.args) if _is_place(event.args, len(element.props[shown])) else None

    element.on(kind, heard)


def _is_place(said: object, count: int) -> bool:
    """A browser's message is that of a stranger."""
    return type(said) is int and 0 <= said < count
