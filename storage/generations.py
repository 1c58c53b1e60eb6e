"""Copies of what was saved: the newest equals the file itself, the others are what it was before.

They lie in ``backups/generations/<path of the file>/@<number>``. A file that is damaged later is therefore restored to
exactly what was saved last; older copies serve if that one is damaged too. Numbers count up and need no clock.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .files import Files, remove_all
from .filesystem import NotARegularFile, TooBig
from .kinds import MAX_BYTES, Damaged
from .paths import GENERATIONS, is_ours

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"@([0-9]{8,18})")  # no part of a path has an @, so a folder of copies is told from one of files
_SCAN_LIMIT = 1000


@dataclass(frozen=True)
class Copy:
    """One kept copy. ``newest``: no later one was kept, so it is what was saved last."""

    data: bytes
    saved_at: datetime
    newest: bool


class Generations:
    """The copies of all files that keep any; ``keep`` older ones beside the newest."""

    def __init__(self, files: Files, keep: int) -> None:
        self.files = files
        self.keep = keep

    def exist(self, parts: tuple[str, ...]) -> bool:
        """Whether any copy of a file was kept."""
        return bool(self._numbers(self._folder(parts)))

    def newest(self, parts: tuple[str, ...]) -> bytes | None:
        """The bytes of the newest copy, if it can be read."""
        numbers = self._numbers(self._folder(parts))
        return self._read(self._folder(parts), numbers[0]) if numbers else None

    def copies(self, parts: tuple[str, ...]) -> Iterator[Copy]:
        """All copies that can be read, newest first."""
        folder = self._folder(parts)
        for index, number in enumerate(self._numbers(folder)):
            data = self._read(folder, number)
            with contextlib.suppress(FileNotFoundError):
                if data is not None:
                    changed = self.files.fs.lstat(folder / _name(number)).st_mtime
                    yield Copy(data, datetime.fromtimestamp(changed, UTC), newest=index == 0)

    def draft(self, parts: tuple[str, ...], data: bytes) -> Path:
        """A copy, complete on the disk, that does not count yet."""
        return self.files.draft(self.files.ensure_folder((*GENERATIONS, *parts)), data)

    def publish(self, draft: Path, parts: tuple[str, ...], check: Callable[[bytes], object]) -> None:
        """Let a draft count as the newest copy and drop the oldest beyond those to keep.

        ``check`` raises Damaged for a copy that is none any more: such a one does not count as kept.
        """
        folder = self._folder(parts)
        numbers = self._numbers(folder)
        self.files.publish(draft, folder / _name(numbers[0] + 1 if numbers else 1), old=None)
        good = 0
        for number in numbers:
            if good >= self.keep:
                remove_all(self.files.fs, folder / _name(number))
            elif self._is_good(folder, number, check):
                good += 1

    def names(self, parts: tuple[str, ...], limit: int) -> list[str]:
        """The names in a folder of which copies exist."""
        folder = self._folder(parts)
        return [name for name in self.files.fs.scan(folder, limit) if is_ours(name) and self._scan(folder / name)]

    def forget(self, parts: tuple[str, ...]) -> None:
        """Remove all copies of a file or of a whole folder, durably."""
        self.files.take_away(self._folder(parts))

    def _folder(self, parts: tuple[str, ...]) -> Path:
        return self.files.path((*GENERATIONS, *parts))

    def _scan(self, folder: Path) -> list[str]:
        with contextlib.suppress(NotADirectoryError):
            return self.files.fs.scan(folder, _SCAN_LIMIT)
        return []

    def _numbers(self, folder: Path) -> list[int]:
        found = (_NUMBER.fullmatch(name) for name in self._scan(folder))
        return sorted((int(match[1]) for match in found if match), reverse=True)

    def _read(self, folder: Path, number: int) -> bytes | None:
        try:
            return self.files.fs.read(folder / _name(number), MAX_BYTES)
        except (NotARegularFile, TooBig, FileNotFoundError):
            return None
        except OSError as error:
            log.warning("%s: copy %d cannot be read: %s", folder, number, error)
            return None

    def _is_good(self, folder: Path, number: int, check: Callable[[bytes], object]) -> bool:
        data = self._read(folder, number)
        if data is None:
            return False
        try:
            check(data)
        except Damaged:
            return False
        return True


def _name(number: int) -> str:
    return f"@{number:08d}"
