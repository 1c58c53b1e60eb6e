"""What the parts of a column mean; only those that are there. Whoever hears the page hears it of each day."""

from __future__ import annotations

from collections.abc import Sequence

from history_views import DayFigures
from i18n import N_
from ui.history_words import allowed_words
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


class LegendItem:
    """A sample of a colour or a shape, and what it means."""

    def __init__(self, look: str, means: str) -> None:
        with box("legend-item", "span").mark("legend-item") as self._root:
            box(f"swatch {look}", "i")
            self._means = text("span", means)

    def show(self, *, is_there: bool) -> None:
        """Show it or not."""
        self._root.set_visibility(is_there)

    def says(self, means: str) -> None:
        """Let it mean something else."""
        self._means.set_text(means)


class ColumnsLegend:
    """Follows the days that are shown."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        with box("legend small muted").props("aria-hidden=true"):
            self._items = {name: LegendItem(name, voice.text(means)) for name, means in MEANS.items()}

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
            item.show(is_there=there[name])
        computers = max((day.computers for day in days if day.allowed is not None), default=1)
        self._items["limit"].says(allowed_words(computers, self._voice))
