"""Tar, as far as a copy needs it: regular files one after the other, in the format that every ``tar`` reads (ustar).

Python's own reader follows links, takes headers of any length into memory and guesses at what is damaged; this one
takes what :class:`Writer` writes, and refuses everything else.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Final

BLOCK: Final = 512
RECORD: Final = 10_240
"""A tar ends with a whole number of these."""
BITE: Final = 256 * 1024
MOST_BYTES: Final = 4 * 1024**3
"""Of one file."""


class NotOurTape(ValueError):
    """These bytes were not written by :class:`Writer`, or not like that. The text is for the log."""


class NameTooLong(ValueError):
    """There is no room for such a name."""


class Writer:
    """Writes one tar, file by file."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._written = 0

    def add(self, path: str, size: int, modified: int, content: BinaryIO) -> None:
        """Write a file of exactly so many bytes. Raises NameTooLong before, EOFError if there are fewer."""
        self._write(header(path, size, modified))
        left = size
        while left:
            bite = content.read(min(BITE, left))
            if not bite:
                raise EOFError(path)
            self._write(bite)
            left -= len(bite)
        self._write(b"\0" * (-size % BLOCK))

    def end(self) -> None:
        """Write the end of the tar."""
        self._write(b"\0" * (2 * BLOCK))
        self._write(b"\0" * (-self._written % RECORD))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._written += len(data)


def header(path: str, size: int, modified: int) -> bytes:
    """The block before a file. Raises NameTooLong."""
    about = tarfile.TarInfo(path)
    about.size, about.mtime, about.mode = size, max(0, modified), 0o600
    try:
        return about.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
    except ValueError as error:  # one that cannot be encoded is among them
        raise NameTooLong(path) from error


class Member:
    """One file of a tar: what is not read of it is passed over."""

    def __init__(self, source: BinaryIO, path: str, size: int) -> None:
        self.path = path
        self.size = size
        self._source = source
        self._left = size

    def read(self, most: int = -1) -> bytes:
        """The next bytes; none at the end. Raises NotOurTape if the tar ends before the file does."""
        wanted = self._left if most < 0 else min(most, self._left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise NotOurTape(f"{self.path} is cut off")
        self._left -= len(data)
        return data

    def end(self) -> None:
        """Go to the end of it."""
        while self._left:
            self.read(BITE)
        padding = _exactly(self._source, -self.size % BLOCK)
        if padding.strip(b"\0"):
            raise NotOurTape("something behind a file")


def members(source: BinaryIO) -> Iterator[Member]:
    """The files of a tar, which ends with ``source``. Raises NotOurTape."""
    while (block := _exactly(source, BLOCK)).strip(b"\0"):
        member = _member(source, block)
        yield member
        member.end()
    rest = source.read(2 * RECORD)
    while more := source.read(2 * RECORD):
        rest += more
        if len(rest) > 2 * RECORD:
            raise NotOurTape("something behind the end")
    if len(rest) < BLOCK or rest.strip(b"\0"):
        raise NotOurTape("no end, or something behind it")


def _member(source: BinaryIO, block: bytes) -> Member:
    path = _text(block[345:500]) + "/" if block[345] else ""
    path += _text(block[:100])
    size, modified = _number(block[124:136]), _number(block[136:148])
    # Made once more it has to come to the same: so there is no field that anybody could hide something in.
    try:
        same = header(path, size, modified)
    except (NameTooLong, ValueError) as error:
        raise NotOurTape("a header of another kind") from error
    if same != block or size > MOST_BYTES:
        raise NotOurTape("a header of another kind")
    return Member(source, path, size)


def _text(field: bytes) -> str:
    try:
        return field.split(b"\0", 1)[0].decode("utf-8")
    except ValueError as error:
        raise NotOurTape("a name that is no text") from error


def _number(field: bytes) -> int:
    digits = field.rstrip(b"\0 ")
    if not digits or set(digits) - set(b"01234567"):
        raise NotOurTape("a number that is none")
    return int(digits, 8)


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size) if size else b""
    while len(data) < size:
        more = source.read(size - len(data))
        if not more:
            raise NotOurTape("it is cut off")
        data += more
    return data
