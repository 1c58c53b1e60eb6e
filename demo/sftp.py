"""The file side of a played machine: inside its own directory, and faulty where a test asks for it.

Most accounts may only read. One that may write can do what an upload needs and nothing else: make a new file, fill it,
put it in another one's place, take it away. It makes no links, so nothing leads out of the directory.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any, Final, NoReturn

import asyncssh


class Fault(StrEnum):
    """How a machine may misbehave, one way at a time."""

    NONE = "none"
    SILENT = "silent"
    """Accepts connections and never says a word."""
    STALLS_MID_FILE = "stalls mid-file"
    """Sends the first half of a file and then nothing more, ever."""
    DROPS_MID_FILE = "drops mid-file"
    """Sends the first half of a file and then cuts the connection."""
    OTHER_HOST_KEY = "other host key"
    """Shows another host key than its own, as after a new installation or with somebody in the middle."""
    DISK_FULL = "disk full"
    """Every new file has room for :data:`FITS` bytes and no more."""
    READ_ONLY = "read-only"
    """Nobody can change any file, as when the disk is worn out."""


FITS: Final = 1000
"""Bytes that a new file can still take on a full disk."""

NEW_FILE: Final = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_EXCL
WRITE_FLAGS: Final = (
    asyncssh.FXF_WRITE | asyncssh.FXF_APPEND | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC | asyncssh.FXF_EXCL
)


class PlayedFiles(asyncssh.SFTPServer):
    """SFTP as our account has it: everything of Timekpr is readable; it belongs to root, who alone may write."""

    def __init__(
        self,
        chan: asyncssh.SSHServerChannel[bytes],
        root: Path,
        fault: Fault,
        *,
        writable: bool,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(chan, chroot=os.fsencode(root))
        self._fault = fault
        self._writable = writable
        self._now = now

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open for reading, or make a new file where that is allowed: what is there is never written over."""
        if pflags & WRITE_FLAGS:
            self._want_to_change()
            if pflags & NEW_FILE != NEW_FILE:
                refuse()
        return super().open(path, pflags, attrs)

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """A piece of a file, or the fault that was asked for instead of its second half."""
        assert isinstance(file_obj, FileIO)
        if self._fault in {Fault.STALLS_MID_FILE, Fault.DROPS_MID_FILE}:
            size = min(size, os.fstat(file_obj.fileno()).st_size // 2 - offset)
            if size <= 0 and self._fault is Fault.STALLS_MID_FILE:
                await asyncio.Event().wait()
            elif size <= 0:
                self.connection.abort()
                raise asyncssh.SFTPConnectionLost("dropped in the middle of a file")
        file_obj.seek(offset)
        return file_obj.read(size)

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """A piece of a new file, which carries the machine's own time."""
        self._want_to_change()
        assert isinstance(file_obj, FileIO)
        if self._fault is Fault.DISK_FULL and offset + len(data) > FITS:
            fitting = data[: max(FITS - offset, 0)]
            os.pwrite(file_obj.fileno(), fitting, offset)
            raise asyncssh.SFTPFailure("No space left on device")
        written = os.pwrite(file_obj.fileno(), data, offset)
        moment = self._now().timestamp()
        os.utime(file_obj.fileno(), (moment, moment))
        return written

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Change mode or times."""
        self._want_to_change()
        super().setstat(path, only_mode_and_times(attrs))

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """Change mode or times of an open file."""
        self._want_to_change()
        super().fsetstat(file_obj, only_mode_and_times(attrs))

    def remove(self, path: bytes) -> None:
        """Take a file away."""
        self._want_to_change()
        super().remove(path)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file a name that is free; as with OpenSSH, one that is taken is a failure."""
        self._want_to_change()
        if os.path.lexists(self.map_path(newpath)):
            raise asyncssh.SFTPFailure("Failure")
        super().rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Put a file in another one's place, at once."""
        self._want_to_change()
        super().posix_rename(oldpath, newpath)

    def _want_to_change(self) -> None:
        if not self._writable:
            refuse()
        if self._fault is Fault.READ_ONLY:
            raise asyncssh.SFTPFailure("Read-only file system")

    def _refuse(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - stands for methods of many types
        """Not allowed, like everything that an upload does not need."""
        refuse()

    lsetstat = mkdir = rmdir = symlink = link = _refuse


def only_mode_and_times(attrs: asyncssh.SFTPAttrs) -> asyncssh.SFTPAttrs:
    """What may be set of a file. Everything belongs to root there, whoever plays it, so an owner is passed over."""
    if attrs.size is not None:
        refuse()
    mode = None if attrs.permissions is None else attrs.permissions & 0o777
    return asyncssh.SFTPAttrs(permissions=mode, atime=attrs.atime, mtime=attrs.mtime)


def refuse() -> NoReturn:
    """Answer as a file system does that the account may not write to."""
    raise asyncssh.SFTPPermissionDenied("Permission denied")
