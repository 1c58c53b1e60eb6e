"""Putting a whole other content into a data directory, so that a kill at any moment leaves the old or the new one.

A directory may be a mount point or lie in a folder that is not ours, so it is not renamed: its contents are exchanged.
The new content is complete in ``.tmp-…/new`` first, which is nothing that counts. One renaming makes that
``.swap-<stamp>``, and from then on the new content holds: whoever opens the directory for writing next goes on from
where it was interrupted, and whoever only reads is told to wait for that.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from errors import RestoreMounted, RestoreUnfinished

from .failures import not_saved
from .files import remove_all
from .filesystem import Filesystem, write_all
from .paths import (
    BACKUPS,
    DAMAGE_NOTES,
    GENERATIONS,
    LOCK_NAME,
    is_leftover,
    swap_name,
    swap_stamp,
    temporary_name,
    trash_name,
)

log = logging.getLogger(__name__)

NEW: Final = "new"
LEAVING: Final = "leaving"
"""What was there, while not all of it has been moved yet."""
OLD: Final = "old"
BITE: Final = 1024 * 1024
MOST_NAMES: Final = 100_000
STORES_OWN: Final = (GENERATIONS, DAMAGE_NOTES)
"""What in ``backups/`` belongs to the content; the rest, copies of the whole directory, stays."""
MOUNTS: Final = Path("/proc/self/mountinfo")
_CANNOT_LEAVE: Final = frozenset({errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})


class Place:
    """A new content that is being put together inside of a directory, and does not count yet. One thread."""

    def __init__(self, root: Path, fs: Filesystem | None = None) -> None:
        """Begin one in a directory that exists, of which the caller is the writer. Raises NotSaved, RestoreMounted."""
        _refuse_mounts(root)
        self._fs = fs or Filesystem()
        self._home = root
        self._folder = root / temporary_name()
        self.root = self._folder / NEW
        """Where the new content is; it may be opened as a store."""
        try:
            self._fs.mkdir(self._folder)
            self._fs.mkdir(self.root)
        except OSError as error:
            raise not_saved(error, str(self._folder)) from error

    def write(self, parts: tuple[str, ...], content: BinaryIO) -> None:
        """Write one file, in the place of one that was written before. ``parts`` were checked. Raises NotSaved."""
        folder, path = self.root, self.root.joinpath(*parts)
        try:
            for part in parts[:-1]:
                folder /= part
                with suppress(FileExistsError):
                    self._fs.mkdir(folder)
            with suppress(FileNotFoundError):
                self._fs.unlink(path)
            fd = self._fs.create(path)
        except OSError as error:
            raise not_saved(error, str(path)) from error
        try:
            self._write_all(fd, path, content)
        finally:
            with suppress(OSError):  # it was synced
                self._fs.close(fd)

    def _write_all(self, fd: int, path: Path, content: BinaryIO) -> None:
        """What is raised by reading the content is not ours: it may be an OSError too."""
        while bite := content.read(BITE):
            try:
                write_all(self._fs, fd, bite)
            except OSError as error:
                raise not_saved(error, str(path)) from error
        try:
            self._fs.fsync(fd)
        except OSError as error:
            raise not_saved(error, str(path)) from error

    def read(self, *parts: str, limit: int) -> bytes | None:
        """One of the files; None if it is not there."""
        try:
            return self._fs.read(self.root.joinpath(*parts), limit)
        except FileNotFoundError:
            return None

    def discard(self) -> None:
        """Let it not have been; what the disk keeps of it goes when the next writer comes."""
        with suppress(OSError):
            remove_all(self._fs, self._folder)

    def put(self, now: datetime) -> Path | None:
        """Let it take the place of what is there; where that is from now on, None if there was nothing.

        Raises NotSaved if it does not count. Whatever happens later, :func:`finish` comes to the same.
        """
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        try:
            _sync_folders(self._fs, self.root)
            self._fs.fsync_dir(self._folder)
            self._fs.rename(self._folder, self._home / swap_name(stamp))
            self._fs.fsync_dir(self._home)
        except OSError as error:
            raise not_saved(error, str(self._home)) from error
        return finish(self._fs, self._home)


def _refuse_mounts(root: Path) -> None:
    """Nobody can move a mount point, so an exchange that has begun would never come to its end, nor the next start."""
    with suppress(OSError, ValueError):  # where the system tells nothing of its mounts, there is none to be seen
        for line in MOUNTS.read_bytes().splitlines():
            named = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), line.split(b" ")[4])
            path = Path(os.fsdecode(named))
            if path != root and path.is_relative_to(root) and not _stays(path.relative_to(root).parts):
                raise RestoreMounted(path=str(path))


def _stays(parts: tuple[str, ...]) -> bool:
    """Whether something in the directory is not exchanged, but stays where it is."""
    return len(parts) > 1 and parts[0] == BACKUPS and parts[:2] not in STORES_OWN


def is_empty(root: Path) -> bool:
    """Whether nothing is there, or an empty folder."""
    try:
        return next(root.iterdir(), None) is None
    except FileNotFoundError:
        return True
    except OSError:
        return False


def remove_if_unused(root: Path, fs: Filesystem | None = None) -> None:
    """Remove a data directory that was made for nothing."""
    fs = fs or Filesystem()
    with suppress(OSError):
        if set(fs.scan(root, 2)) <= {LOCK_NAME}:
            with suppress(FileNotFoundError):
                fs.unlink(root / LOCK_NAME)
            fs.rmdir(root)


def refuse_unfinished(fs: Filesystem, root: Path) -> None:
    """Raises RestoreUnfinished where an exchange was interrupted, for whoever may not go on with it."""
    if any(swap_stamp(name) for name in fs.scan(root, MOST_NAMES)):
        raise RestoreUnfinished(path=str(root))


def finish(fs: Filesystem, root: Path) -> Path | None:
    """Go on with an exchange that was begun, by the writer; where the old content is, None if there is none.

    Raises NotSaved where the disk refuses it; it is gone on with by the next writer then.
    """
    kept = None
    for name in sorted(name for name in fs.scan(root, MOST_NAMES) if swap_stamp(name)):
        try:
            kept = _finish(fs, root, root / name) or kept
        except OSError as error:
            raise not_saved(error, str(root)) from error
    return kept


def _finish(fs: Filesystem, root: Path, swap: Path) -> Path | None:
    names = fs.scan(swap, MOST_NAMES)
    if OLD not in names and NEW in names:
        _ensure(fs, swap / LEAVING)
        _move_units(fs, root, swap / LEAVING)
        fs.rename(swap / LEAVING, swap / OLD)
        fs.fsync_dir(swap)
    if NEW in names:
        _move_units(fs, swap / NEW, root)
        remove_all(fs, swap / NEW)
        fs.fsync_dir(swap)
    kept = _keep(fs, root, swap) if OLD in fs.scan(swap, MOST_NAMES) else None
    trash = root / trash_name()
    fs.rename(swap, trash)
    fs.fsync_dir(root)
    with suppress(OSError):
        remove_all(fs, trash)
    return kept


def _keep(fs: Filesystem, root: Path, swap: Path) -> Path | None:
    """Put the old content beside the directory; within it, among the copies, where that cannot be."""
    old = swap / OLD
    if not fs.scan(old, 1):
        return None
    called = f"before-restore-{swap_stamp(swap.name)}"
    beside = root.with_name(f"{root.name}.{called}")
    try:
        if not _exists(fs, beside):
            fs.rename(old, beside)
            fs.fsync_dir(beside.parent)
            fs.fsync_dir(swap)
            return beside
    except OSError as error:
        if error.errno not in _CANNOT_LEAVE:
            raise
        log.info("%s cannot be beside %s: %s", called, root, error)
        if _exists(fs, beside):  # only the folder that it is in could not be synced
            return beside
    _ensure(fs, root / BACKUPS)
    inside, count = root / BACKUPS / called, 1
    while _exists(fs, inside):
        count += 1
        inside = inside.with_name(f"{called}-{count}")
    fs.rename(old, inside)
    fs.fsync_dir(inside.parent)
    fs.fsync_dir(swap)
    return inside


def _move_units(fs: Filesystem, source: Path, target: Path) -> None:
    """Move all that is the content of a data directory; what was moved before is not there any more."""
    touched = {source, target}
    for parts in list(_units(fs, source)):
        here, there = source.joinpath(*parts), target.joinpath(*parts)
        if len(parts) > 1:
            _ensure(fs, there.parent)
            touched |= {here.parent, there.parent}
        fs.rename(here, there)
    for folder in sorted(touched):
        fs.fsync_dir(folder)


def _units(fs: Filesystem, folder: Path) -> Iterator[tuple[str, ...]]:
    """The least that is moved at once."""
    for name in fs.scan(folder, MOST_NAMES):
        if name == BACKUPS:
            yield from (parts for parts in STORES_OWN if _exists(fs, folder.joinpath(*parts)))
        elif name != LOCK_NAME and not is_leftover(name) and swap_stamp(name) is None:
            yield (name,)


def _ensure(fs: Filesystem, folder: Path) -> None:
    if not _exists(fs, folder):
        fs.mkdir(folder)
        fs.fsync_dir(folder.parent)


def _exists(fs: Filesystem, path: Path) -> bool:
    try:
        fs.lstat(path)
    except FileNotFoundError:
        return False
    return True


def _sync_folders(fs: Filesystem, folder: Path) -> None:
    for name in fs.scan(folder, MOST_NAMES):
        if stat.S_ISDIR(fs.lstat(folder / name).st_mode):
            _sync_folders(fs, folder / name)
    fs.fsync_dir(folder)
