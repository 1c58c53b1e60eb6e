"""What the last cycles did with each computer: when, how long, each step, and the error. In memory alone."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from errors import MngrError

KEPT: Final = 20
"""Visits to one computer that are remembered."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One computer in one cycle."""

    at: datetime
    """When it had been tried (UTC)."""
    seconds: float
    stage: str
    """The last step that was begun; "done" after success."""
    ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds of each step, in their order."""
    error: MngrError | None = None
    edits: int = 0
    """How many edits came into another state."""


class Visits:
    """Remembers the newest visits to each computer. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, deque[Visit]] = {}

    def add(self, server: str, visit: Visit) -> None:
        """Remember one more, and forget the oldest."""
        with self._lock:
            self._of.setdefault(server, deque(maxlen=KEPT)).append(visit)

    def to(self, server: str) -> tuple[Visit, ...]:
        """Those to one computer, the newest first."""
        with self._lock:
            return tuple(reversed(self._of.get(server, ())))

    def forget(self, server: str) -> None:
        """Let those to one computer go."""
        with self._lock:
            self._of.pop(server, None)
