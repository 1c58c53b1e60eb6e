"""A figure, what it is compared with, and whether it keeps what was promised."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """The most that a figure may be: its own value, or its ratio to the reference."""

    limit: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``against`` says what the reference is; both values are in ``unit``."""

    group: str
    what: str
    value: float
    unit: str
    reference: float | None = None
    against: str = ""
    promise: Promise | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the reference."""
        return self.value / self.reference if self.reference else None

    @property
    def holds(self) -> bool | None:
        """Whether the promise was kept in this run; None where nothing was promised or there is nothing to compare."""
        if self.promise is None:
            return None
        judged = self.ratio if self.promise.of_ratio else self.value
        return None if judged is None else judged <= self.promise.limit


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that at least so many percent of them do not exceed (nearest rank)."""
    if not values or not 0 < percent <= 100:
        raise ValueError("no values, or not a percentage")
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def per_server_ms(seconds: float, servers: int) -> float:
    """Milliseconds for each server."""
    return seconds * 1000 / servers
