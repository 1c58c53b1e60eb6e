"""The doctor's visits to computers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core import Core
from doctor import Finding, examine
from services.examination import Examination, Trials
from ssh_client.limits import Limits

AT_ONCE: Final = 4
"""A computer that hangs holds a doctor for a minute; nobody else may have to wait for a thread meanwhile."""


class Doctors:
    """Whoever asks for a doctor gets one here, page and API alike. Thread-safe."""

    def __init__(self, core: Core, limits: Limits | None = None) -> None:
        self._core = core
        self._limits = limits
        self._trials = Trials(AT_ONCE)

    def examine(self, server: str) -> Iterator[Finding]:
        """Look at one computer, by its name or id, and wait for each step. Raises NotFound, Busy."""
        examination = self.begin(server)
        try:
            yield from examination.all()
        finally:
            examination.stop()

    def begin(self, server: str, *, on_page: bool = False) -> Examination:
        """The same in a thread, for whoever cannot wait; ``on_page`` as for doctor.examine. Raises NotFound, Busy."""
        one = self._core.fleet.get(server)
        return self._trials.begin(lambda stop: examine(self._core, one, self._limits, stop, on_page=on_page))
