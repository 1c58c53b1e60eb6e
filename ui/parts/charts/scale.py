"""The scale of a chart: how high its highest value is, and where its lines are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

HOUR: Final = 3600
STEPS: Final = (900, 1800, 3600, 7200, 3 * 3600, 4 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
"""Seconds between two lines: what a person counts in."""
MOST_LINES: Final = 4
LEVELS: Final = 5
"""Shades of a heat map besides that of nothing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From nothing to ``top`` seconds, more than 0, with a line every ``step`` seconds."""

    top: int
    step: int

    def share(self, seconds: float) -> float:
        """Where so many seconds are, from 0 to 1; what does not fit is at the end."""
        return round(min(1.0, max(0.0, seconds / self.top)), 4)

    @property
    def lines(self) -> tuple[int, ...]:
        """The seconds at which there is a line; none at the bottom."""
        return tuple(range(self.step, self.top + 1, self.step))


def scale(values: Iterable[int], *, least: int) -> Scale:
    """A scale on which all these values have room. ``least`` is for how much there is room at least: seconds."""
    highest = max(least, *values, 0)
    step = next((one for one in STEPS if highest <= one * MOST_LINES), STEPS[-1])
    return Scale(max(step, -(-highest // step) * step), step)


def level(seconds: int, most: int) -> int:
    """The shade of a value among values up to ``most``: 0 for nothing, else 1 to LEVELS."""
    if seconds <= 0 or most <= 0:
        return 0
    return min(LEVELS, 1 + (seconds - 1) * LEVELS // most)
