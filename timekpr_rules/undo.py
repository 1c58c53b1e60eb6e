"""Steps that can be undone and done again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final, Generic, TypeVar

MOST_STEPS: Final = 100
"""Older steps are forgotten."""

T = TypeVar("T")


class Undo(Generic[T]):
    """What there is now, and the states before and after it that can be gone to."""

    def __init__(self, now: T, most: int = MOST_STEPS) -> None:
        """``most`` is how many steps can be undone."""
        self.now = now
        self._before: deque[T] = deque(maxlen=most)
        self._after: list[T] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._after)

    def do(self, state: T) -> bool:
        """Go on to another state; what was undone is forgotten. Whether it is another one."""
        if state == self.now:
            return False
        self._before.append(self.now)
        self._after.clear()
        self.now = state
        return True

    def move(self, now: T, moved: Callable[[T], T]) -> None:
        """Be at another state without a step: the ground moved under all of them.

        ``moved`` says what each state is on the new ground; steps that lead nowhere on it are forgotten.
        """
        before, after = _steps(map(moved, self._before), now), _steps(map(moved, self._after), now)
        self._before.clear()
        self._before.extend(before)
        self._after = after
        self.now = now

    def undo(self) -> bool:
        """Go back a step, if there is one."""
        if not self._before:
            return False
        self._after.append(self.now)
        self.now = self._before.pop()
        return True

    def redo(self) -> bool:
        """Take an undone step again, if there is one."""
        if not self._after:
            return False
        self._before.append(self.now)
        self.now = self._after.pop()
        return True


def _steps(states: Iterable[T], now: T) -> list[T]:
    """Those states, the nearest last, that differ from the one nearer to now."""
    return [state for state, nearer in pairwise([*states, now]) if state != nearer]
