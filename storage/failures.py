"""From what the system says about a write to what a parent can do about it."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import DiskFailing, DiskFull, DiskReadOnly, NotSaved, QuotaFull, SaveForbidden
from problems import Problem, Severity

log = logging.getLogger(__name__)

_BY_NUMBER: dict[int, type[NotSaved]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: QuotaFull,
    errno.EROFS: DiskReadOnly,
    errno.EIO: DiskFailing,
    errno.EACCES: SaveForbidden,
    errno.EPERM: SaveForbidden,
}


def not_saved(error: OSError, path: str) -> NotSaved:
    """The sentence for a write that failed."""
    known = _BY_NUMBER.get(error.errno or 0)
    return known(path=path) if known else NotSaved(path=path, why=os.strerror(error.errno or errno.EIO))


class Saving:
    """Whether the disk takes what we write, as of the last time that we tried."""

    def __init__(self) -> None:
        self._failure: NotSaved | None = None

    @contextmanager
    def of(self, path: Path) -> Iterator[None]:
        """Around every write: turns the system's errors into NotSaved and remembers how it went."""
        try:
            yield
        except OSError as error:
            self._failure = not_saved(error, str(path))
            raise self._failure from error
        except NotSaved as error:
            self._failure = error
            raise
        self._failure = None

    @contextmanager
    def of_extra(self, path: Path) -> Iterator[None]:
        """Around a write that is not needed for what was asked: a failure is remembered and not raised."""
        try:
            with self.of(path):
                yield
        except NotSaved as error:
            log.warning("%s", error)

    def problems(self) -> list[Problem]:
        """The last failure, until a write succeeds."""
        failure = self._failure
        return [Problem(failure.code, Severity.DANGER, failure.message)] if failure else []
