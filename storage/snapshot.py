"""Everything that is in a data directory, each file whole, while a program may be writing there.

Files are replaced as a whole, so one that is open stays what it is. Files of lines end with their last whole line. A
document that is damaged or missing is taken from its newest good copy, as reading it would do.
"""

from __future__ import annotations

import io
import itertools
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, cast

from errors import BackupTooBig, DataForbidden, DataUnreadable
from i18n import N_, Message

from .files import Files
from .filesystem import Filesystem, NotARegularFile, TooBig
from .generations import Copy, Generations
from .kinds import MAX_BYTES, Damaged, parse_object
from .lines import MAX_LINE
from .paths import BACKUPS, PENDING, is_in_passing

MOST_NAMES: Final = 100_000
"""Names of one folder that are looked at."""
DEEPEST: Final = 10
DOCUMENT: Final = ".json"
LINES: Final = ".jsonl"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: ``size`` bytes are to be read of ``content``, before the next piece is asked for."""

    parts: tuple[str, ...]
    size: int
    modified: int
    """When it was written last (seconds since 1970)."""
    content: BinaryIO


@dataclass(slots=True)
class Snapshot:
    """One walk over the data directory below ``root``. It changes nothing and needs no lock.

    Copies of files and of the directory (``backups/``) are no part of it, neither are locks, what is half-done, and
    damaged files that were moved aside.
    """

    root: Path
    fs: Filesystem = field(default_factory=Filesystem)
    left_out: list[str] = field(default_factory=list)
    """What is there besides and is no file that could be kept: links, devices, damaged documents without a copy."""

    def pieces(self) -> Iterator[Piece]:
        """All files. Raises DataForbidden for what we may not read, DataUnreadable, BackupTooBig; so does ``content``.

        What waits comes before what has ended, and a journal before the files in its folders: an edit that ends
        meanwhile, or a line that goes into its file, is found twice and not never, and whoever reads it knows that.
        """
        files = Files(self.fs, self.root)
        with _ours(self.root):
            yield from self._below(files, Generations(files, 0), ())

    def _below(self, files: Files, copies: Generations, parts: tuple[str, ...]) -> Iterator[Piece]:
        folder = self.root.joinpath(*parts)
        with suppress(NotADirectoryError):
            there = self.fs.scan(folder, MOST_NAMES)
            if len(there) >= MOST_NAMES:
                raise BackupTooBig(what=Message(N_("too many files")), limit=MOST_NAMES)
            found = {*there, *copies.names(parts, MOST_NAMES)}
            if not parts:
                found.discard(BACKUPS)
            for name in sorted(found, key=lambda name: (name != PENDING, not name.endswith(LINES), name)):
                if not is_in_passing(name):
                    yield from self._one(files, copies, (*parts, name))

    def _one(self, files: Files, copies: Generations, parts: tuple[str, ...]) -> Iterator[Piece]:
        path = self.root.joinpath(*parts)
        has_copies = copies.exist(parts) if _is_plain(parts) else False
        try:
            mode = self.fs.lstat(path).st_mode
        except FileNotFoundError:
            mode = stat.S_IFREG if has_copies else stat.S_IFDIR
        if not _is_plain(parts) or len(parts) > DEEPEST or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            self.left_out.append(ascii("/".join(parts))[1:-1])
        elif stat.S_ISDIR(mode):
            yield from self._below(files, copies, parts)
        elif parts[-1].endswith(DOCUMENT):
            yield from self._document(copies, parts, path)
        else:
            yield from self._stream(copies, parts, path)

    def _document(self, copies: Generations, parts: tuple[str, ...], path: Path) -> Iterator[Piece]:
        data, modified = b"", 0
        is_there = True
        try:
            modified = int(self.fs.lstat(path).st_mtime)
            data = self.fs.read(path, MAX_BYTES)
            parse_object(data)
        except FileNotFoundError:
            is_there = False
        except (Damaged, NotARegularFile, TooBig):
            pass
        else:
            yield Piece(parts, len(data), modified, io.BytesIO(data))
            return
        for copy in copies.copies(parts):
            with suppress(Damaged):
                parse_object(copy.data)
                yield _copied(parts, copy)
                return
        if is_there:
            self.left_out.append("/".join(parts))

    def _stream(self, copies: Generations, parts: tuple[str, ...], path: Path) -> Iterator[Piece]:
        try:
            file = self.fs.open_for_reading(path)
        except FileNotFoundError:
            yield from (_copied(parts, copy) for copy in itertools.islice(copies.copies(parts), 1))
            return
        with file:
            about = os.fstat(file.fileno())
            size = _whole_lines(file, about.st_size) if parts[-1].endswith(LINES) else about.st_size
            file.seek(0)
            yield Piece(parts, size, int(about.st_mtime), cast("BinaryIO", _Content(file, path)))


class _Content:
    """A file whose errors say that it is the data that cannot be read, not the disk to which they are copied."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path

    def read(self, most: int = -1) -> bytes:
        with _ours(self._path):
            return self._file.read(most)


@contextmanager
def _ours(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise DataForbidden(path=str(error.filename or path)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DataUnreadable(path=str(error.filename or path), why=why) from error


def _copied(parts: tuple[str, ...], copy: Copy) -> Piece:
    return Piece(parts, len(copy.data), int(copy.saved_at.timestamp()), io.BytesIO(copy.data))


def _whole_lines(file: BinaryIO, size: int) -> int:
    """How much of a file of lines ends with a line; all of it if its end is none of ours."""
    start = max(0, size - MAX_LINE)
    file.seek(start)
    end = file.read(size - start)
    return start + end.rfind(b"\n") + 1 if b"\n" in end or start == 0 else size


def _is_plain(parts: tuple[str, ...]) -> bool:
    """Whether a name can stand in an archive and be read by people."""
    name = parts[-1]
    return name.isprintable() and "\\" not in name
