"""A disk whose power can be cut: it knows what would be left of everything that was done.

Beside doing each operation for real, it keeps what a disk may have: the bytes of a file as of its last fsync, and the
names of a folder as of its last fsync, with the later changes of names in the order in which they were made. After a
cut, unsynced bytes may be there, gone or half there, and of the unsynced names any may have reached the disk.
"""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

from storage import Filesystem


class FaultyFilesystem(Filesystem):
    """Fails the operation of a number, and all after it if told so, with an error of the system."""

    def __init__(self, at: int | None = None, error: int = errno.EIO, *, for_ever: bool = False) -> None:
        self.count = 0
        self.at = at
        self.error = error
        self.for_ever = for_ever

    def _step(self) -> None:
        self.count += 1
        if self.at is not None and (self.count == self.at or (self.for_ever and self.count > self.at)):
            raise OSError(self.error, os.strerror(self.error))

    def create(self, path: Path) -> int:
        self._step()
        return super().create(path)

    def open_for_append(self, path: Path) -> int:
        self._step()
        return super().open_for_append(path)

    def write(self, fd: int, data: memoryview) -> int:
        half = max(1, len(data) // 2)
        try:
            self._step()
        except OSError:
            super().write(fd, data[:half])  # a full disk takes some of it
            raise
        return super().write(fd, data[:half])

    def truncate(self, fd: int, size: int) -> None:
        self._step()
        super().truncate(fd, size)

    def fsync(self, fd: int) -> None:
        self._step()
        super().fsync(fd)

    def close(self, fd: int) -> None:
        super().close(fd)
        self._step()

    def rename(self, source: Path, target: Path) -> None:
        self._step()
        super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        self._step()
        super().link(source, target)

    def unlink(self, path: Path) -> None:
        self._step()
        super().unlink(path)

    def rmdir(self, path: Path) -> None:
        self._step()
        super().rmdir(path)

    def mkdir(self, path: Path) -> None:
        self._step()
        super().mkdir(path)

    def chmod(self, path: Path, mode: int) -> None:
        self._step()
        super().chmod(path, mode)

    def fsync_dir(self, path: Path) -> None:
        self._step()
        super().fsync_dir(path)


FOLDER = None
"""What a folder has instead of bytes."""


class _File:
    def __init__(self) -> None:
        self.bytes = b""
        self.synced = b""


Names = dict[Path, "_File | None"]


class PowerCutFilesystem(FaultyFilesystem):
    """Remembers what the disk is sure to have, from an empty root on."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.before_each: Callable[[], None] = lambda: None
        self.sure: Names = {}
        self.now: Names = {}
        self.pending: list[tuple[set[Path], Callable[[Names], None]]] = []
        self.open: dict[int, _File] = {}

    def _step(self) -> None:
        super()._step()
        self.before_each()

    def create(self, path: Path) -> int:
        fd = super().create(path)
        file = self.open[fd] = _File()
        self._rename_later({path.parent}, lambda names: names.update({path: file}))
        return fd

    def open_for_append(self, path: Path) -> int:
        new = path not in self.now
        fd = super().open_for_append(path)
        if new:
            file = _File()
            self._rename_later({path.parent}, lambda names: names.update({path: file}))
        found = self.now[path]
        assert found
        self.open[fd] = found
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        taken = super().write(fd, data)
        self.open[fd].bytes += bytes(data[:taken])
        return taken

    def truncate(self, fd: int, size: int) -> None:
        super().truncate(fd, size)
        self.open[fd].bytes = self.open[fd].bytes[:size]

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.open[fd].synced = self.open[fd].bytes

    def close(self, fd: int) -> None:
        self.open.pop(fd, None)
        super().close(fd)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._rename_later({source.parent, target.parent}, lambda names: _move(names, source, target))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        file = self.now[source]
        self._rename_later({target.parent}, lambda names: names.update({target: file}))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._rename_later({path.parent}, lambda names: names.pop(path, None))

    def rmdir(self, path: Path) -> None:
        super().rmdir(path)
        self._rename_later({path.parent}, lambda names: names.pop(path, None))

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        self._rename_later({path.parent}, lambda names: names.update({path: FOLDER}))

    def fsync_dir(self, path: Path) -> None:
        super().fsync_dir(path)
        keep = []
        for folders, change in self.pending:
            if path in folders:
                change(self.sure)
            else:
                keep.append((folders, change))
        self.pending = keep

    def _rename_later(self, folders: set[Path], change: Callable[[Names], None]) -> None:
        self.pending.append((folders, change))
        change(self.now)

    def leave_behind(self, target: Path, luck: random.Random, *, names: float, data: float) -> None:
        """Lay out what a cut may leave: each unsynced name with this chance, each file's unsynced bytes with that."""
        left = dict(self.sure)
        for _, change in self.pending:
            if luck.random() < names:
                change(left)
        target.mkdir(0o700)
        for path, file in sorted(left.items()):
            place = target / path.relative_to(self.root)
            if not place.parent.is_dir():
                continue  # the folder's own name did not survive
            if file is FOLDER:
                place.mkdir(0o700, exist_ok=True)
            else:
                whole = luck.random() < data
                place.write_bytes(file.bytes if whole else _torn(file, luck))


def _torn(file: _File, luck: random.Random) -> bytes:
    """What was synced, with some of what came after it: nothing, the beginning, or as many NULs."""
    added = file.bytes.removeprefix(file.synced)
    if not file.bytes.startswith(file.synced):  # it was cut shorter, and that may not have reached the disk
        return luck.choice([file.synced, file.bytes])
    return file.synced + luck.choice([b"", added[: luck.randrange(len(added) + 1)], b"\0" * len(added)])


def _move(names: Names, source: Path, target: Path) -> None:
    moved = [path for path in names if path == source or source in path.parents]
    for path in moved:
        names[target / path.relative_to(source) if path != source else target] = names.pop(path)


ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES]
