"""Steps that can be undone and done again."""

from __future__ import annotations

from collections import deque
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
