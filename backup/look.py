"""Looking at a folder whose disk may never answer: one on a network that hangs stops whoever touches it, for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final, Generic, TypeVar

from errors import BackupFolderMissing
from i18n import N_, Message

T = TypeVar("T")

LONGEST: Final = 5.0
"""Seconds that a disk may take for an answer; one that sleeps needs some of them to spin up."""


class Look(Generic[T]):
    """Asks one question about folders, and waits for the answer no longer than it may take. Thread-safe.

    A look that hangs goes on in a thread of its own, and who comes later waits for that one: else each page that is
    opened would leave one more thread behind, until none is left for anybody.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}

    def at(self, folder: str, question: Callable[[], T]) -> T:
        """The answer, or what asking raises; BackupFolderMissing where the disk gives none."""
        with self._lock:
            answer = self._under_way.get(folder)
            if answer is None:
                answer = self._under_way[folder] = Future()
                work = folder, question, answer
                threading.Thread(target=self._run, args=work, name="backup-look", daemon=True).start()
        wait([answer], LONGEST)
        if not answer.done():
            raise BackupFolderMissing(folder=folder, why=Message(N_("its disk does not answer")))
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
