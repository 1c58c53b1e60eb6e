"""The file side of a played machine: read-only, inside its own directory, and faulty where a test asks for it."""

from __future__ import annotations

import asyncio
import os
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any, NoReturn

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


WRITE_FLAGS = asyncssh.FXF_WRITE | asyncssh.FXF_APPEND | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC | asyncssh.FXF_EXCL


class ReadOnlyFiles(asyncssh.SFTPServer):
    """SFTP as our account has it: everything of Timekpr is readable, and nothing is writable (it belongs to root)."""

    def __init__(self, chan: asyncssh.SSHServerChannel[bytes], root: Path, fault: Fault) -> None:
        super().__init__(chan, chroot=os.fsencode(root))
        self._fault = fault

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open for reading only."""
        if pflags & WRITE_FLAGS:
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

    def _refuse(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - stands for methods of many types
        """Not allowed, like everything that would change something."""
        refuse()

    write = setstat = lsetstat = fsetstat = _refuse
    remove = mkdir = rmdir = _refuse
    rename = posix_rename = symlink = link = _refuse


def refuse() -> NoReturn:
    """Answer as a file system does that the account may not write to."""
    raise asyncssh.SFTPPermissionDenied("Permission denied")
