"""What a command has done beside the running program, told to that program: ``told/<what>/<id>.json``.

Only one process has the data to itself and writes how things stand. A command beside it leaves a record here, which
any process may add. The program takes it in, a minute later at the most; until then whoever reads how things stand
reads the records too.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Final, Generic

from errors import DataError, InvalidValue
from storage import Kind, Store
from storage.kinds import R
from storage.paths import TOLD

logger = logging.getLogger(__name__)

MOST: Final = 200
"""Records that wait. Where no program takes them in, the oldest say nothing new any more."""


class Told(Generic[R]):
    """The records of one kind. Thread-safe; it holds nothing in memory."""

    def __init__(self, store: Store, kind: Kind[R], what: str) -> None:
        self._store = store
        self._kind = kind
        self._what = what

    def add(self, record: R) -> None:
        """Leave a record; needs no writer. Raises NotSaved."""
        name = f"{self._store.clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.json"
        self._store.add(self._kind, record, TOLD, self._what, name)

    def read(self) -> tuple[R, ...]:
        """Those that the program has not taken in yet, the oldest first. What cannot be read is left out."""
        return tuple(record for _, record in self._found() if record is not None)

    def waits(self) -> bool:
        """Whether there are any."""
        return bool(self._names())

    def take(self, keep: Callable[[R], None]) -> None:
        """Hand each to whoever keeps it, and let go of it then. What ``keep`` raises ends it.

        One that cannot be read now waits. For the owner of the data. Raises NotSaved.
        """
        for name, record in self._found():
            if record is not None:
                keep(record)
                self._store.remove(TOLD, self._what, name)

    def hear(self, keep: Callable[[R], None], at_work: threading.Lock | None = None) -> bool:
        """Take in what there is, unless somebody is at work on what it changes; whether that was done.

        Where the disk takes nothing, it is heard of again the next time.
        """
        if not self.waits() or (at_work is not None and not at_work.acquire(blocking=False)):
            return False
        try:
            self.take(keep)
        except DataError as error:
            logger.warning("%s", error)
        finally:
            if at_work is not None:
                at_work.release()
        return True

    def _found(self) -> Iterator[tuple[str, R | None]]:
        for name in self._names():
            try:
                yield name, self._store.load(self._kind, TOLD, self._what, name)
            except (DataError, InvalidValue) as error:
                logger.warning("%s", error)
                yield name, None

    def _names(self) -> list[str]:
        try:
            return sorted(self._store.names(TOLD, self._what))[-MOST:]
        except (DataError, InvalidValue) as error:
            logger.warning("%s", error)
            return []
