"""The few operations of the operating system that everything under the data directory is made of.

Each change of the disk is one method here, so that a test can let the n-th of them fail, or cut the power after it.
Errors are the system's own :class:`OSError`; whoever knows what was being done turns them into a sentence.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_NEVER_A_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


class NotARegularFile(OSError):
    """A folder, a link, a pipe or a device is where a file should be."""


class TooBig(OSError):
    """A file is larger than what its reader takes."""


class Filesystem:
    """The real disk."""

    # --- changes ---

    def create(self, path: Path) -> int:
        """Make a new file, readable by us alone from its first byte, and open it for writing."""
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NEVER_A_LINK, FILE_MODE)
        _give_to_owner(fd, path.parent)
        return fd

    def open_for_append(self, path: Path) -> int:
        """Open a regular file for reading and for adding to its end; made if there is none."""
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise NotARegularFile
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | _NEVER_A_LINK, FILE_MODE)
        _give_to_owner(fd, path.parent)
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        """Write some of the data; how many bytes it took."""
        return os.write(fd, data)

    def truncate(self, fd: int, size: int) -> None:
        """Cut an open file to so many bytes."""
        os.ftruncate(fd, size)

    def fsync(self, fd: int) -> None:
        """Return when the bytes of an open file are on the disk."""
        os.fsync(fd)

    def close(self, fd: int) -> None:
        """Close; some file systems report a failed write only here."""
        os.close(fd)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file its name, replacing what had it, in one step."""
        source.rename(target)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name; FileExistsError if something has it."""
        target.hardlink_to(source)

    def unlink(self, path: Path) -> None:
        """Remove a file or a link."""
        path.unlink()

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def mkdir(self, path: Path) -> None:
        """Make a folder for us alone."""
        path.mkdir(FOLDER_MODE)
        _give_to_owner(path, path.parent)

    def chmod(self, path: Path, mode: int) -> None:
        """Set who may use a file or folder."""
        path.chmod(mode)

    def fsync_dir(self, path: Path) -> None:
        """Return when the names in a folder are on the disk."""
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _NEVER_A_LINK)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    # --- looking ---

    def read(self, path: Path, limit: int) -> bytes:
        """All bytes of a regular file; raises :class:`NotARegularFile` or, beyond ``limit`` bytes, :class:`TooBig`."""
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind):
            raise NotARegularFile
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NEVER_A_LINK), "rb") as file:
            data = file.read(limit + 1) if os.fstat(file.fileno()).st_size <= limit else None
        if data is None or len(data) > limit:
            raise TooBig
        return data

    def read_end(self, path: Path, limit: int, end: int | None = None) -> tuple[bytes, int]:
        """The last ``limit`` bytes of a regular file, or those before ``end``, and where in it they begin."""
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotARegularFile
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NEVER_A_LINK), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            end = size if end is None else min(end, size)
            start = max(0, end - limit)
            file.seek(start)
            return file.read(end - start), start

    def open_for_reading(self, path: Path) -> BinaryIO:
        """A regular file, which stays the one that it is now even if another one takes its name."""
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotARegularFile
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NEVER_A_LINK), "rb")

    def lstat(self, path: Path) -> os.stat_result:
        """What lies there, without following a link."""
        return path.lstat()

    def scan(self, path: Path, limit: int) -> list[str]:
        """The names in a folder, at most ``limit`` of them; none if there is no such folder."""
        found: list[str] = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if len(found) >= limit:
                        break
                    found.append(entry.name)
        except FileNotFoundError:
            return []
        return found


def _give_to_owner(made: int | Path, folder: Path) -> None:
    """What root makes in somebody's directory is theirs: else a command run with sudo would lock the program out."""
    if os.geteuid() == 0:
        owner = folder.stat()
        if owner.st_uid:
            os.chown(made, owner.st_uid, owner.st_gid)


def write_all(fs: Filesystem, fd: int, data: bytes) -> None:
    """Write every byte; the system may take them in several bites."""
    rest = memoryview(data)
    while rest:
        rest = rest[fs.write(fd, rest) :]
