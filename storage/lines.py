"""Files of lines that are only added to: JSON lines of the audit and of other notes.

A line counts once it ends with a newline and is on the disk. A line torn by a power cut is no line: readers pass it
over and the next writer cuts it off.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from .files import Files
from .filesystem import Filesystem, write_all
from .kinds import Damaged

MAX_LINE = 64 * 1024
"""Bytes of one line with its newline."""


def append(files: Files, path: Path, *lines: str) -> None:
    """Add lines to a file in an existing folder; on the disk when this returns.

    Raises ValueError for a line that is not one line or too long, Damaged if what is there are no lines, OSError if the
    disk does not take it; the file is then as it was.
    """
    if any("\n" in line or len(line.encode()) >= MAX_LINE for line in lines):
        raise ValueError("a line has no line feed inside and at most 64 KiB")
    data = "".join(f"{line}\n" for line in lines).encode()
    fs = files.fs
    fd = fs.open_for_append(path)
    try:
        size = _whole_lines(fs, fd)
        try:
            write_all(fs, fd, data)
            fs.fsync(fd)
            if size == 0:
                fs.fsync_dir(path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                fs.truncate(fd, size)
            raise
    finally:
        with contextlib.suppress(OSError):  # the line is on the disk by now, or was taken back
            fs.close(fd)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines of a file, oldest first, each with where it begins; ``start``: what is before it is still unread.

    A place in such a file stays what it is while lines are added.
    """

    start: int
    lines: tuple[tuple[int, str], ...]


def read(fs: Filesystem, path: Path, limit: int) -> list[str]:
    """The whole lines among the last ``limit`` bytes, oldest first; none if there is no file.

    What is no UTF-8 is shown with replacement characters: whoever parses a line finds out that it is damaged.
    """
    return [line for _, line in read_back(fs, path, None, limit).lines]


def read_back(fs: Filesystem, path: Path, end: int | None, limit: int) -> Stretch:
    """The same of the ``limit`` bytes before ``end`` (None: the end of the file), to go back through a long file.

    Calling it again with the ``start`` it gave leads to the beginning of any file, in which every line comes once.
    """
    try:
        data, start = fs.read_end(path, limit, end)
    except FileNotFoundError:
        return Stretch(0, ())
    # What is before the first line feed belongs to a line of the next stretch.
    at = start + data.find(b"\n") + 1 if start else 0
    begins = at
    lines: list[tuple[int, str]] = []
    for line in data[at - start :].split(b"\n")[:-1]:
        lines.append((at, line.decode("utf-8", "replace")))
        at += len(line) + 1
    # Without a line all of it is a part of something longer than any line of ours, which is passed over.
    return Stretch(begins if lines else start, tuple(lines))


def _whole_lines(fs: Filesystem, fd: int) -> int:
    """How long the file is without a torn last line, which is cut off.

    Raises Damaged if the end is longer than any line: that is no line of ours, and cutting would not reach its start.
    """
    size = os.fstat(fd).st_size
    end = os.pread(fd, MAX_LINE, max(0, size - MAX_LINE))
    torn = len(end) - (end.rfind(b"\n") + 1)
    if torn == len(end) < size:
        raise Damaged("no line within the last 64 KiB")
    if torn:
        fs.truncate(fd, size - torn)
    return size - torn
