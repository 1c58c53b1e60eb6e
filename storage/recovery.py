"""Reading a file that must not be lost: if it is damaged or missing, its newest good copy takes its place."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from clock import Clock
from errors import DataDamaged, DataForbidden, DataTooNew, DataUnreadable

from . import lines
from .damage import DamageLog, Note, Outcome
from .failures import Saving
from .files import Files
from .filesystem import FILE_MODE, NotARegularFile, TooBig
from .generations import Copy, Generations
from .kinds import Damaged, TooNew
from .paths import DAMAGE_NOTES

log = logging.getLogger(__name__)

T = TypeVar("T")
Check = Callable[[bytes], T]
"""Makes a value of a file's bytes, or raises Damaged (a ValueError will do) or TooNew."""


class Recovery:
    """Reads below one root. A writer puts right what is damaged; a reader only looks past it."""

    def __init__(
        self, files: Files, generations: Generations, damage: DamageLog, saving: Saving, clock: Clock, *, writer: bool
    ) -> None:
        self.files = files
        self.generations = generations
        self.damage = damage
        self.saving = saving
        self.clock = clock
        self.writer = writer

    def look(self, parts: tuple[str, ...], check: Check[T], limit: int) -> T:
        """What the file itself holds.

        Raises FileNotFoundError, Damaged, DataTooNew, DataForbidden, DataUnreadable.
        """
        path = self.files.path(parts)
        return self.understand(path, self.read(path, limit), check)

    def recover(self, parts: tuple[str, ...], check: Check[T], limit: int) -> T | None:
        """What the file holds, or else its newest good copy, which a writer restores; None if it never was.

        The caller holds the file's lock. Raises DataDamaged if there was something and none of it is good, and what
        :meth:`look` raises but for the first two.
        """
        path = self.files.path(parts)
        try:
            return self.look(parts, check, limit)
        except FileNotFoundError:
            missing = True
        except Damaged as error:
            missing = False
            log.warning("%s: %s", path, error)
        good = self._newest_good(path, parts, check)
        if missing and good is None:
            if self.damage.has_aside(parts) or self.generations.exist(parts):
                raise DataDamaged(path=str(path))
            return None
        if not self.writer:
            if good is None:
                raise DataDamaged(path=str(path))
            self.damage.seen(parts, good[0].saved_at)
            return good[1]
        with self.saving.of_extra(path):
            self._put_right(parts, path, good[0] if good else None, missing=missing)
        if good is None:
            raise DataDamaged(path=str(path))
        return good[1]

    def set_aside(self, parts: tuple[str, ...], outcome: Outcome, copy: Copy | None = None) -> None:
        """Move a damaged file away and note what takes its place."""
        now = self.clock.now()
        kept = self.damage.set_aside(parts, now)
        self.write_down(self.damage.note(parts, kept, outcome, now, copy.saved_at if copy else None))

    def write_down(self, note: Note) -> None:
        """Add a note to those on the disk."""
        folder = self.files.ensure_folder(DAMAGE_NOTES[:-1])
        try:
            lines.append(self.files, folder / DAMAGE_NOTES[-1], note.to_line())
        except (OSError, Damaged) as error:  # the note only helps to explain; putting the file right matters more
            log.warning("the note about %s was not written: %s", note.path, error)

    def read(self, path: Path, limit: int) -> bytes:
        """The bytes of a file; Damaged if it is none, is too big, or lies on a bad spot of the disk."""
        try:
            try:
                return self.files.fs.read(path, limit)
            except PermissionError:
                if not self._open_to_us(path):
                    raise
                return self.files.fs.read(path, limit)
        except FileNotFoundError:
            raise
        except (NotARegularFile, TooBig) as error:
            raise Damaged(type(error).__name__) from error
        except PermissionError as error:
            raise DataForbidden(path=str(path)) from error
        except OSError as error:
            if error.errno in (errno.EIO, errno.ELOOP):
                raise Damaged(os.strerror(error.errno)) from error
            raise DataUnreadable(path=str(path), why=os.strerror(error.errno or errno.EIO)) from error

    def understand(self, path: Path, data: bytes, check: Check[T]) -> T:
        """What ``check`` makes of the bytes; raises Damaged or DataTooNew."""
        try:
            return check(data)
        except TooNew as error:
            raise DataTooNew(path=str(path), found=error.found, known=error.known) from error
        except Damaged:
            raise
        except ValueError as error:
            raise Damaged(str(error)) from error

    def _open_to_us(self, path: Path) -> bool:
        """Give a file of ours back the mode that it must have; whether that was possible."""
        if not self.writer or not stat.S_ISREG(self.files.fs.lstat(path).st_mode):
            return False
        try:
            self.files.fs.chmod(path, FILE_MODE)
        except OSError:
            return False
        return True

    def _put_right(self, parts: tuple[str, ...], path: Path, copy: Copy | None, *, missing: bool) -> None:
        if missing and copy:
            now = self.clock.now()
            self.damage.note(parts, "", "latest", now, copy.saved_at)
        else:
            self.set_aside(parts, _outcome(copy), copy)
        if copy:
            folder = self.files.ensure_folder(parts[:-1])
            self.files.publish(self.files.draft(folder, copy.data), path, old=None)

    def _newest_good(self, path: Path, parts: tuple[str, ...], check: Check[T]) -> tuple[Copy, T] | None:
        for copy in self.generations.copies(parts):
            try:
                return copy, self.understand(path, copy.data, check)
            except Damaged as error:
                log.warning("a copy of %s: %s", path, error)
        return None


def _outcome(copy: Copy | None) -> Outcome:
    if copy is None:
        return "none"
    return "latest" if copy.newest else "older"
