"""One writer at a time: a lock on a file in the root that the system gives back however the process ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from errors import DataInUse
from process import own_name

from .filesystem import FILE_MODE, Filesystem, write_all
from .paths import LOCK_NAME, aside_name

_HOLDER_BYTES = 200


class WriterLock:
    """The right to write below a root, held from :meth:`take` to :meth:`release` or the end of the process."""

    def __init__(self, fs: Filesystem, root: Path) -> None:
        self._fs = fs
        self._path = root / LOCK_NAME
        self._fd: int | None = None

    def take(self, now: datetime) -> None:
        """Take it at once, or raise DataInUse with the name of the process that has it."""
        with _only_one(self._path.parent):
            self._make_room(now)
            writing = self._fs.open_for_append(self._path)
            try:
                fd = self._lock(writing)
            except BaseException:
                os.close(writing)
                raise
        try:
            self._fs.truncate(writing, 0)
            with contextlib.suppress(OSError):  # on a full disk the lock holds all the same, it only has no name
                write_all(self._fs, writing, own_name().encode("utf-8", "replace")[:_HOLDER_BYTES])
        except BaseException:
            os.close(fd)
            raise
        finally:
            os.close(writing)
        self._fd = fd

    def _lock(self, writing: int) -> int:
        """Lock a descriptor that is open for reading only.

        One for writing would keep an administrator from remounting the disk read-only; network disks lock no other.
        """
        fd = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise
            except OSError:
                os.dup2(writing, fd, inheritable=False)
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _printable(os.pread(fd, _HOLDER_BYTES, 0))
            os.close(fd)
            raise DataInUse(path=str(self._path.parent), holder=holder or "?") from None
        return fd

    def holder(self) -> str:
        """The name of the process that has it, "?" if it gives none; empty if nobody has. Changes nothing."""
        with contextlib.suppress(OSError), _only_one(self._path.parent):  # so that a writer who comes just now waits
            fd = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                # Shared and given back at once. Where a disk knows no such lock, nobody can be told to have it.
                fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _printable(os.pread(fd, _HOLDER_BYTES, 0)) or "?"
            finally:
                os.close(fd)
        return ""

    def release(self) -> None:
        """Give it back; nothing if it is not held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _make_room(self, now: datetime) -> None:
        """Move away what is not a file of ours; one process at a time, so that nobody's fresh lock is moved."""
        try:
            found = self._fs.lstat(self._path).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISREG(found):
            taken = self._fs.scan(self._path.parent, 1000)
            self._fs.rename(self._path, self._path.with_name(aside_name(LOCK_NAME, now, taken)))
        elif stat.S_IMODE(found) != FILE_MODE:
            self._fs.chmod(self._path, FILE_MODE)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # a network disk may not lock folders; there the repair is merely unguarded
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _printable(data: bytes) -> str:
    return "".join(char for char in data.decode("utf-8", "replace") if char.isprintable()).strip()
