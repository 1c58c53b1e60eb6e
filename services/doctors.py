"""The doctor's visits to computers: so many at once and no more, and each can be watched and stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

from core import Core
from doctor import Finding, examine
from errors import Busy, MngrError, Unexpected
from ssh_client.limits import Limits

logger = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""A computer that hangs holds a doctor for a minute; nobody else may have to wait for a thread meanwhile."""


class Doctors:
    """Whoever asks for a doctor gets one here, page and API alike. Thread-safe."""

    def __init__(self, core: Core, limits: Limits | None = None) -> None:
        self._core = core
        self._limits = limits
        self._free = threading.BoundedSemaphore(AT_ONCE)

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
        if not self._free.acquire(blocking=False):
            raise Busy
        stop = threading.Event()
        try:
            return Examination(examine(self._core, one, self._limits, stop, on_page=on_page), stop, self._free.release)
        except BaseException:  # there was no thread to be had
            self._free.release()
            raise


class Examination:
    """One visit: what has been found so far, and whether that is all."""

    def __init__(self, findings: Iterator[Finding], stop: threading.Event, over: Callable[[], None]) -> None:
        self._stop = stop
        self._over = over
        self._news = threading.Condition()
        self._found: tuple[Finding, ...] = ()
        self._error: MngrError | None = None
        self._is_over = False
        threading.Thread(target=self._run, args=(findings,), name="doctor", daemon=True).start()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What has been found so far, in the order of the steps."""
        return self._found

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self._is_over

    @property
    def error(self) -> MngrError | None:
        """Why it ended before its end, where that was a fault of ours."""
        return self._error

    def stop(self) -> None:
        """Nobody wants to know any more; does not wait. Once it is over this does nothing."""
        self._stop.set()

    def all(self) -> Iterator[Finding]:
        """Every finding as it comes. Raises what it ended with."""
        seen, over = 0, False
        while not over:
            with self._news:
                while len(self._found) == seen and not self._is_over:
                    self._news.wait()
                found, over = self._found, self._is_over
            yield from found[seen:]
            seen = len(found)
        if self._error is not None:
            raise self._error

    def _run(self, findings: Iterator[Finding]) -> None:
        try:
            for finding in findings:
                with self._news:
                    self._found = (*self._found, finding)
                    self._news.notify_all()
        except MngrError as error:
            self._error = error
        except Exception as error:
            logger.exception("the doctor could not go on")
            self._error = Unexpected(kind=type(error).__name__)
        finally:
            self._over()
            with self._news:
                self._is_over = True
                self._news.notify_all()
