"""A folder in which finished files are put, in the data directory or elsewhere: copies that are to outlive it."""

from __future__ import annotations

import io
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Final

from errors import AlreadyExists, BackupUnreadable, NotSaved
from i18n import N_, Message

from .failures import not_saved
from .filesystem import Filesystem, NotARegularFile, write_all

MOST_NAMES: Final = 10_000
OLD: Final = timedelta(days=1)
"""A file that is still being written is not as old as that."""
IN_MEMORY: Final = 16 * 1024**2
_PART = re.compile(r"\.timekpr-mngr-[0-9a-f]{16}\.part")


class Shelf:
    """One folder. What stands there under its name was complete and on the disk before it got it."""

    def __init__(self, folder: Path, fs: Filesystem | None = None) -> None:
        self.folder = folder
        self._fs = fs or Filesystem()

    def sizes(self) -> dict[str, int]:
        """The regular files by name, in bytes; none if there is no such folder. Raises OSError."""
        found = {}
        for name in self._fs.scan(self.folder, MOST_NAMES):
            with suppress(FileNotFoundError):
                about = self._fs.lstat(self.folder / name)
                if stat.S_ISREG(about.st_mode):
                    found[name] = about.st_size
        return found

    def ensure(self) -> None:
        """Make the folder if only its own name is missing. Raises NotSaved."""
        try:
            with suppress(FileExistsError):
                self._fs.mkdir(self.folder)
                self._fs.fsync_dir(self.folder.parent)
        except OSError as error:
            raise not_saved(error, str(self.folder)) from error

    def put(self, name: str, write: Callable[[BinaryIO], None], check: Callable[[BinaryIO], None]) -> int:
        """Let ``write`` write a new file and ``check`` read it back; only then it has its name. How large it is.

        Raises AlreadyExists, NotSaved, and what the two raise; then nothing of it is left.
        """
        path = self.folder / name
        draft = self.folder / f".timekpr-mngr-{secrets.token_hex(8)}.part"
        try:
            if self._is_there(path):
                raise AlreadyExists(what=Message(N_("file")), name=str(path))
            fd = self._fs.create(draft)
            try:
                try:
                    with io.BufferedWriter(_Writer(self._fs, fd), 256 * 1024) as out:
                        write(out)
                    self._fs.fsync(fd)
                finally:
                    self._fs.close(fd)
                with self._fs.open_for_reading(draft) as file:
                    check(file)
                size = self._fs.lstat(draft).st_size
                self._publish(draft, path)
            except BaseException:
                with suppress(OSError):
                    self._fs.unlink(draft)
                raise
        except OSError as error:
            raise not_saved(error, str(path)) from error
        return size

    @contextmanager
    def spool(self) -> Iterator[IO[bytes]]:
        """A nameless file for what is being collected, in memory while it is small. Raises NotSaved."""
        try:
            with SpooledTemporaryFile(IN_MEMORY, dir=str(self.folder)) as file:
                yield file
        except OSError as error:
            raise not_saved(error, str(self.folder)) from error

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """One of the files. Raises BackupUnreadable, also for what goes wrong while it is read."""
        path = self.folder / name
        try:
            with self._fs.open_for_reading(path) as file:
                yield file
        except NotARegularFile as error:
            raise BackupUnreadable(path=str(path), why=Message(N_("it is not a file"))) from error
        except NotSaved:
            raise
        except OSError as error:
            raise BackupUnreadable(path=str(path), why=error.strerror or type(error).__name__) from error

    def remove(self, name: str) -> None:
        """Remove one of the files. Raises NotSaved."""
        try:
            self._fs.unlink(self.folder / name)
        except FileNotFoundError:
            return
        except OSError as error:
            raise not_saved(error, str(self.folder / name)) from error

    def sweep(self, now: datetime) -> None:
        """Remove what was left half-written by a kill, a day ago or longer."""
        for name in self._fs.scan(self.folder, MOST_NAMES):
            with suppress(OSError):
                if _PART.fullmatch(name):
                    age = now.timestamp() - self._fs.lstat(self.folder / name).st_mtime
                    if age > OLD.total_seconds():
                        self._fs.unlink(self.folder / name)

    def _publish(self, draft: Path, path: Path) -> None:
        """Give it its name, which nobody has; where a disk knows no second names, as far as one can see."""
        try:
            self._fs.link(draft, path)
        except FileExistsError:
            raise AlreadyExists(what=Message(N_("file")), name=str(path)) from None
        except OSError:
            if self._is_there(path):
                raise AlreadyExists(what=Message(N_("file")), name=str(path)) from None
            self._fs.rename(draft, path)
        try:
            with suppress(FileNotFoundError):
                self._fs.unlink(draft)
            self._fs.fsync_dir(self.folder)
        except OSError:
            with suppress(OSError):
                self._fs.unlink(path)  # what counts for nobody would be there for good, and each try adds another one
            raise

    def _is_there(self, path: Path) -> bool:
        try:
            self._fs.lstat(path)
        except FileNotFoundError:
            return False
        return True


class _Writer(io.RawIOBase):
    """Writes by way of the file system that was given."""

    def __init__(self, fs: Filesystem, fd: int) -> None:
        self._fs = fs
        self._fd = fd

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        write_all(self._fs, self._fd, bytes(view))
        return view.nbytes
