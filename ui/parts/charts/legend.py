"""What the parts of a column mean; only those that are there. Whoever hears the page hears it of each day."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from history_views import DayFigures
from i18n import N_
from ui.theme import box, text
from ui.voice import Voice

MEANS = {
    "play": N_("PlayTime"),
    "limit": N_("allowed"),
    "over": N_("over the limit"),
    "before": N_("a week before"),
    "estimated": N_("estimated"),
    "unknown": N_("not known"),
}
"""By the class of the swatch."""


class ColumnsLegend:
    """Follows the days that are shown."""

    def __init__(self, voice: Voice) -> None:
        self._items: dict[str, ui.element] = {}
        with box("legend small muted").props("aria-hidden=true"):
            for name, means in MEANS.items():
                with box("legend-item", "span") as self._items[name]:
                    box(f"swatch {name}", "i")
                    text("span", voice.text(means))

    def show(self, days: Sequence[DayFigures], before: Sequence[DayFigures]) -> None:
        """Explain what is seen of these days."""
        there = {
            "play": any(day.playtime for day in days),
            "limit": any(day.allowed is not None for day in days),
            "over": any(day.over for day in days),
            "before": any(day.used is not None for day in before),
            "estimated": any(day.estimated for day in days),
            "unknown": any(day.used is None for day in days),
        }
        for name, item in self._items.items():
            item.set_visibility(there[name])
