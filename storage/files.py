"""Files below the root: found without following links, replaced as a whole or not at all.

A file is replaced in this order: temporary file in the same folder, every byte, fsync, rename, fsync of the folder.
"""

from __future__ import annotations

import contextlib
import logging
import stat
from pathlib import Path

from errors import DataIsLink, DataNotAFolder, SaveUnclear

from .filesystem import Filesystem, write_all
from .paths import temporary_name, trash_name

log = logging.getLogger(__name__)


class Files:
    """The tree below one root, addressed by validated parts."""

    def __init__(self, fs: Filesystem, root: Path) -> None:
        self.fs = fs
        self.root = root

    def path(self, parts: tuple[str, ...]) -> Path:
        """Where something is. Raises DataIsLink or DataNotAFolder if a folder on the way is something else."""
        folder = self.root
        for part in parts[:-1]:
            folder /= part
            try:
                mode = self.fs.lstat(folder).st_mode
            except FileNotFoundError:
                break
            if stat.S_ISLNK(mode):
                raise DataIsLink(path=str(folder))
            if not stat.S_ISDIR(mode):
                raise DataNotAFolder(path=str(folder))
        return self.root.joinpath(*parts)

    def ensure_folder(self, parts: tuple[str, ...]) -> Path:
        """A folder, made durably with those above it where they are missing."""
        missing = []
        folder = self.path((*parts, ""))
        while folder != self.root and not self._is_folder(folder):
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            with contextlib.suppress(FileExistsError):  # another thread or process was quicker
                self.fs.mkdir(new)
            self.fs.fsync_dir(new.parent)
        return self.root.joinpath(*parts)

    def draft(self, folder: Path, data: bytes, *, durable: bool = True) -> Path:
        """A complete temporary file that waits for its name; leaves nothing behind if that fails."""
        path = folder / temporary_name()
        fd = self.fs.create(path)
        try:
            try:
                write_all(self.fs, fd, data)
                if durable:
                    self.fs.fsync(fd)
            finally:
                self.fs.close(fd)
        except OSError:
            self.discard(path)
            raise
        return path

    def publish(self, draft: Path, target: Path, *, old: bytes | None, durable: bool = True) -> None:
        """Give a draft its name. ``old`` is put back if the disk fails after the renaming.

        Raises SaveUnclear if that fails too, else the OSError itself.
        """
        try:
            self.fs.rename(draft, target)
        except OSError:
            self.discard(draft)
            raise
        if not durable:
            return
        try:
            self.fs.fsync_dir(target.parent)
        except OSError:
            self._roll_back(target, old)
            raise

    def discard(self, path: Path) -> None:
        """Remove a temporary file; if the disk refuses even that, the next writer does it."""
        with contextlib.suppress(OSError):
            self.fs.unlink(path)

    def take_away(self, path: Path) -> None:
        """Remove a file, or a folder and all in it: its name goes in one durable step, the rest after that."""
        trash = path.with_name(trash_name())
        try:
            self.fs.rename(path, trash)
        except FileNotFoundError:
            return
        try:
            self.fs.fsync_dir(path.parent)
        except OSError as error:
            try:
                self.fs.rename(trash, path)
            except OSError:
                raise SaveUnclear(path=str(path)) from error
            raise
        with contextlib.suppress(OSError):  # what is left of it goes when the next writer opens the store
            remove_all(self.fs, trash)

    def _roll_back(self, target: Path, old: bytes | None) -> None:
        try:
            if old is None:
                self.fs.unlink(target)
            else:
                self.fs.rename(self.draft(target.parent, old), target)
            self.fs.fsync_dir(target.parent)
        except OSError as error:
            log.exception("%s: neither the new nor the old content is certain", target)
            raise SaveUnclear(path=str(target)) from error

    def _is_folder(self, path: Path) -> bool:
        try:
            return stat.S_ISDIR(self.fs.lstat(path).st_mode)
        except FileNotFoundError:
            return False


def remove_all(fs: Filesystem, path: Path) -> None:
    """Remove a file, or a folder with all that is in it; links are removed, not followed."""
    if not stat.S_ISDIR(fs.lstat(path).st_mode):
        fs.unlink(path)
        return
    while names := fs.scan(path, limit=1000):
        for name in names:
            remove_all(fs, path / name)
    fs.rmdir(path)
