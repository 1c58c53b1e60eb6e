"""Waiting for what nobody can interrupt, no longer than it may take."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import ClassVar, Final, Generic, TypeVar

from clock import Clock

T = TypeVar("T")

LOOK_SECONDS: Final = 0.1
"""How often somebody looks whether the answer is still wanted."""


class Stopped(Exception):
    """Nobody wants to know any more."""


class Patience:
    """What is left of the time for all steps of something, each of which has a deadline of its own."""

    def __init__(self, clock: Clock, seconds: float, stop: threading.Event) -> None:
        self._clock = clock
        self._stop = stop
        self._begun = clock.monotonic()
        self._end = self._begun + seconds

    @property
    def waited(self) -> float:
        """Seconds since it began."""
        return self._clock.monotonic() - self._begun

    def until(self, seconds: float) -> float:
        """The moment (monotonic) at which a step that begins now has to be over."""
        return min(self._clock.monotonic() + seconds, self._end)

    def left(self, end: float | None = None) -> float:
        """Seconds until all of it has to be over, or a step with this end. Raises TimeoutError, Stopped."""
        self.heed()
        left = (self._end if end is None else end) - self._clock.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def heed(self) -> None:
        """Raise Stopped if nobody wants to know any more."""
        if self._stop.is_set():
            raise Stopped

    def wait(self, seconds: float, call: Callable[[], T], leave: Callable[[T], None] | None = None) -> T:
        """What a call answers, or raises. Raises TimeoutError, Stopped.

        The call goes on in a thread of its own when nobody waits for it any more; ``leave`` tidies up its late answer.
        """
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(call())
            except BaseException as error:  # noqa: BLE001 - handed over to whoever waits for it
                answer.set_exception(error)

        def tidy_up(late: Future[T]) -> None:
            if leave is not None and late.exception() is None:
                leave(late.result())

        threading.Thread(target=run, name="patience", daemon=True).start()
        end = self.until(seconds)
        while not wait([answer], LOOK_SECONDS).done:
            if self._stop.is_set() or self._clock.monotonic() >= end:
                answer.add_done_callback(tidy_up)
                self.heed()
                raise TimeoutError
        return answer.result()


class Look(Generic[T]):
    """Asks one question about folders, and waits for the answer no longer than it may take. Thread-safe.

    Whoever touches a disk of a network that hangs is held for ever. So a look goes on in a thread of its own, and who
    comes later waits for that one: else each page that is opened would leave one more thread behind, until none is
    left for anybody.
    """

    LONGEST: ClassVar[float] = 5.0
    """Seconds that a disk may take for an answer; one that sleeps needs some of them to spin up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}

    def at(self, folder: str, question: Callable[[], T]) -> T:
        """The answer, or what asking raises; TimeoutError where the disk gives none."""
        with self._lock:
            answer = self._under_way.get(folder)
            if answer is None:
                answer = self._under_way[folder] = Future()
                work = folder, question, answer
                try:
                    threading.Thread(target=self._run, args=work, name="look", daemon=True).start()
                except RuntimeError:  # there are too many threads just now
                    del self._under_way[folder]
                    raise
        if not wait([answer], self.LONGEST).done:
            raise TimeoutError
        return answer.result()

    def _run(self, folder: str, question: Callable[[], T], answer: Future[T]) -> None:
        try:
            found = question()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self._end(folder)
            answer.set_exception(error)
        else:
            self._end(folder)
            answer.set_result(found)

    def _end(self, folder: str) -> None:
        with self._lock:
            del self._under_way[folder]
