"""Trying something out step by step: so many at once and no more, and each can be watched and stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from doctor import Finding
from errors import Busy, MngrError, Unexpected
from i18n import Message

logger = logging.getLogger(__name__)

Remedy: TypeAlias = tuple[Message, Message | None]
"""What is wrong, and what helps if that is another sentence."""


class Trials:
    """So many at once and no more. Thread-safe."""

    def __init__(self, at_once: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def begin(self, steps: Callable[[threading.Event], Iterator[Finding]]) -> Examination:
        """Go through steps in a thread of their own, which end soon after their event is set; does not wait.

        Raises Busy.
        """
        if not self._free.acquire(blocking=False):
            raise Busy
        stop = threading.Event()
        try:
            return Examination(steps(stop), stop, self._free.release)
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


def _its_sentence(error: MngrError) -> Remedy:
    return error.message, None


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes findings about one server, host and port, in one language."""

    where: str
    language: str
    remedy: Callable[[MngrError], Remedy] = _its_sentence

    def __call__(self, check: str, detail: str | Message, *, ok: bool = True, cure: Message | None = None) -> Finding:
        """A step, what was found, and what helps."""
        said = detail.text(self.language) if isinstance(detail, Message) else detail
        name = Message(check).text(self.language)
        return Finding(self.where, name, ok, said, cure.text(self.language) if cure else None)

    def failed(self, check: str, error: MngrError) -> Finding:
        """That a step has ended in an error."""
        detail, cure = self.remedy(error)
        return self(check, detail, ok=False, cure=cure)
