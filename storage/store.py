"""The store: documents, files and lines below the data directory."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from clock import Clock
from errors import AlreadyExists, NotSaved, SaveUnclear, TooBigToSave
from i18n import N_, Message
from problems import Problem

from . import lines
from .damage import DamageLog
from .failures import Saving
from .files import Files
from .filesystem import Filesystem, NotARegularFile
from .generations import Generations
from .kinds import MAX_BYTES, Damaged, Kind, R, parse_object
from .lock import WriterLock
from .opening import Sweep, root_error, usable_root
from .paths import ADDED_TO, DAMAGE_NOTES, checked, is_ours
from .recovery import Check, Recovery
from .stripes import Stripes
from .swap import finish, refuse_unfinished

log = logging.getLogger(__name__)

MAX_NAMES = 100_000
"""At most so many names of one folder are listed."""
NOTES_BYTES = 1024 * 1024
T = TypeVar("T")


class Store:
    """Everything under one data directory; the only way to it.

    ``parts`` are the folders and the file, each a name of our own making (errors.InvalidValue otherwise). What is
    saved is on the disk when a method returns; if it is not, errors.NotSaved is raised, what was there is still there,
    and a Problem stands until a write succeeds. Reading raises other errors.DataError. Thread-safe.
    """

    def __init__(self, root: Path, fs: Filesystem, clock: Clock, lock: WriterLock | None, generations: int) -> None:
        self.clock = clock
        """What stamps whatever is stored."""
        self._files = Files(fs, root)
        self._lock = lock
        self._saving = Saving()
        self._damage = DamageLog(self._files)
        self._generations = Generations(self._files, generations)
        self._recovery = Recovery(
            self._files, self._generations, self._damage, self._saving, clock, writer=lock is not None
        )
        self._stripes = Stripes()
        self._found_at_start = Sweep(fs, root, self._damage, writer=lock is not None).run()
        self._recall_damage()

    @classmethod
    def open(
        cls, root: Path, *, clock: Clock, writer: bool, generations: int = 3, filesystem: Filesystem | None = None
    ) -> Store:
        """Open a data directory.

        A writer makes it if only its parent is there, keeps every other writer out (errors.DataInUse at once), closes
        what other accounts could read and removes what a killed writer left over. A reader works beside a writer and
        changes nothing, but for :meth:`add`. Documents keep ``generations`` older copies. Raises errors.DataError if
        the directory cannot be used; nothing is made then.
        """
        fs = filesystem or Filesystem()
        os.umask(0o077)
        root = usable_root(root, fs, make=writer)
        lock = WriterLock(fs, root) if writer else None
        try:
            if lock:
                lock.take(clock.now())
                finish(fs, root)
            else:
                refuse_unfinished(fs, root)
            return cls(root, fs, clock, lock, generations)
        except BaseException as error:
            if lock:
                lock.release()
            if isinstance(error, OSError):
                raise root_error(error, root) from error
            raise

    def close(self) -> None:
        """Let the next writer in."""
        if self._lock:
            self._lock.release()

    def holder(self) -> str:
        """The name of the process that may write here, "?" if it has none; empty if there is no such process."""
        return WriterLock(self._files.fs, self._files.root).holder()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def root(self) -> Path:
        """The data directory, without links on the way."""
        return self._files.root

    # --- documents ---

    def load(self, kind: Kind[R], *parts: str) -> R | None:
        """A document; None only if there never was one.

        A damaged or missing one is replaced by its newest good copy. Raises DataDamaged if there is none, so that
        nobody takes it for a new beginning, and DataTooNew.
        """
        return self.read_checked(kind.decode, *parts)

    def save(self, kind: Kind[R], value: R, *parts: str) -> None:
        """Save a document, unless it is the same as before. A file of a later format raises DataTooNew."""
        self._write(checked(parts), kind.encode(value), copies=parse_object, check=kind.decode)

    def add(self, kind: Kind[R], value: R, *parts: str) -> None:
        """Add a new document below one of ``ADDED_TO``; this alone needs no writer. Raises AlreadyExists."""
        if checked(parts)[0] not in ADDED_TO:
            raise ValueError(f"only {' and '.join(ADDED_TO)} may be added to")
        with self._saving.of(self._files.path(parts)), self._stripes.one(parts):
            data = _of_a_size(kind.encode(value), self._files.path(parts))
            try:
                self._add(parts, data)
            except FileNotFoundError:  # a writer that was just starting took our temporary file for a leftover
                self._add(parts, data)

    # --- files ---

    def read_checked(self, check: Check[T], *parts: str, limit: int = MAX_BYTES) -> T | None:
        """What ``check`` makes of a file's bytes, with the same care as a document.

        ``check`` raises ValueError for damaged bytes. Raises and returns what :meth:`load` does.
        """
        try:
            return self._recovery.look(checked(parts), check, limit)
        except (FileNotFoundError, Damaged):
            with self._stripes.one(parts):
                return self._recovery.recover(parts, check, limit)

    def read_bytes(self, *parts: str, limit: int) -> bytes | None:
        """A file that can be had again; None if there is none, or if what lies there is larger than ``limit``."""
        path = self._files.path(checked(parts))
        try:
            return self._recovery.read(path, limit)
        except FileNotFoundError:
            return None
        except Damaged as error:
            log.warning("%s: %s", path, error)
            return None

    def write_bytes(self, data: bytes, *parts: str, durable: bool = True, generations: bool = False) -> None:
        """Write a file.

        Without ``durable`` it may be damaged by a power cut. With ``generations`` copies are kept as of a document.
        """
        if generations:
            self._write(checked(parts), data, copies=_not_empty, check=_anything)
        else:
            self._write(checked(parts), data, check=_anything, durable=durable)

    def write_copy(self, data: bytes, *parts: str, durable: bool) -> None:
        """Write a file that can be had again: a third of the work, since nothing is kept of what was there.

        It is never half new. After a power cut it is the old or the new one if ``durable``, else it may be damaged.
        """
        self._need_writer()
        path = self._files.path(checked(parts))
        with self._saving.of(path):
            try:
                draft = self._files.draft(path.parent, data, durable=durable)
            except FileNotFoundError:
                draft = self._files.draft(self._files.ensure_folder(parts[:-1]), data, durable=durable)
            self._files.publish(draft, path, old=None, durable=False)

    def names(self, *parts: str) -> list[str]:
        """The files and folders in a folder, sorted, with those that are missing and can be restored."""
        found = self._files.fs.scan(self._files.path((*checked(parts), "")), MAX_NAMES)
        return sorted({name for name in found if is_ours(name)} | set(self._generations.names(parts, MAX_NAMES)))

    def stamps(self, *parts: str) -> dict[str, int]:
        """When each folder in a folder last got or lost a name: nanoseconds, to be compared and nothing else."""
        folder = self._files.path((*checked(parts), ""))
        found: dict[str, int] = {}
        for name in self._files.fs.scan(folder, MAX_NAMES):
            with contextlib.suppress(FileNotFoundError):
                about = self._files.fs.lstat(folder / name)
                if is_ours(name) and stat.S_ISDIR(about.st_mode):
                    found[name] = about.st_mtime_ns
        return found

    def remove(self, *parts: str) -> None:
        """Remove a file with its copies; nothing if there is none."""
        path = self._files.path(checked(parts))
        self._need_writer()
        with self._saving.of(path), self._stripes.one(parts):
            # Copies first: a file that is gone while copies exist would be restored.
            self._generations.forget(parts)
            self._files.take_away(path)
            self._damage.forget(parts)

    def remove_tree(self, *parts: str) -> None:
        """Remove a folder with everything in it and all copies; nothing if there is none."""
        path = self._files.path(checked(parts))
        self._need_writer()
        with self._saving.of(path), self._stripes.every():
            self._generations.forget(parts)
            self._files.take_away(path)

    # --- lines ---

    def append_line(self, line: str, *parts: str) -> None:
        """Add a line of at most 64 KiB to a file, which is never rewritten."""
        self.append_lines((line,), *parts)

    def append_lines(self, new: Sequence[str], *parts: str) -> None:
        """Add lines of at most 64 KiB to a file, which is never rewritten; a power cut may leave the first ones."""
        self._need_writer()
        path = self._files.path(checked(parts))
        with self._saving.of(path), self._stripes.one(parts):
            self._files.ensure_folder(parts[:-1])
            try:
                lines.append(self._files, path, *new)
            except (NotARegularFile, Damaged):
                self._recovery.set_aside(parts, "none")
                lines.append(self._files, path, *new)

    def read_lines(self, *parts: str, limit: int) -> list[str]:
        """The whole lines among the last ``limit`` bytes of a file, oldest first; a torn last one is no line."""
        path = self._files.path(checked(parts))
        try:
            return lines.read(self._files.fs, path, limit)
        except OSError as error:
            log.warning("%s: %s", path, error)
            return []

    def read_lines_back(self, *parts: str, end: int | None, limit: int) -> lines.Stretch:
        """The whole lines among the ``limit`` bytes before ``end`` (None: the end of the file); see lines.read_back.

        ``limit`` is at least lines.MAX_LINE. What cannot be read is as if it were not there.
        """
        path = self._files.path(checked(parts))
        try:
            return lines.read_back(self._files.fs, path, end, limit)
        except OSError as error:
            log.warning("%s: %s", path, error)
            return lines.Stretch(0, ())

    # --- how it stands ---

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the data directory now, or was put right when it was opened."""
        return (*self._saving.problems(), *self._damage.problems(), *self._found_at_start)

    # --- helpers ---

    def _write(
        self,
        parts: tuple[str, ...],
        data: bytes,
        *,
        check: Check[object],
        copies: Check[object] | None = None,
        durable: bool = True,
    ) -> None:
        """Replace a file. ``check`` judges what is there, ``copies`` (if any are kept) what was kept of it."""
        self._need_writer()
        path = self._files.path(parts)
        with self._stripes.one(parts):
            with self._saving.of(path):
                copy = self._replace(parts, path, _of_a_size(data, path), check, copies, durable=durable)
            if copy and copies:
                with self._saving.of_extra(path):
                    self._generations.publish(copy, parts, copies)

    def _replace(
        self,
        parts: tuple[str, ...],
        path: Path,
        data: bytes,
        check: Check[object],
        copies: Check[object] | None,
        *,
        durable: bool,
    ) -> Path | None:
        """Put the data in the file's place; the draft of its copy, to be published now that this is done."""
        folder = self._files.ensure_folder(parts[:-1])
        newest = self._generations.newest(parts) if copies else None
        old = self._what_is_there(parts, path, check, newest)
        if copies and old is not None and old != newest:  # edited by hand, or the power went before its copy was kept
            self._generations.publish(self._generations.draft(parts, old), parts, copies)
        if copies and old == data:
            return None
        copy = self._generations.draft(parts, data) if copies else None
        try:
            self._files.publish(self._files.draft(folder, data, durable=durable), path, old=old, durable=durable)
        except (OSError, NotSaved):
            if copy:
                self._files.discard(copy)
            raise
        return copy

    def _what_is_there(
        self, parts: tuple[str, ...], path: Path, check: Check[object], newest: bytes | None
    ) -> bytes | None:
        """The bytes that are about to be replaced; damaged ones are moved aside first, later formats are left alone."""
        try:
            data = self._recovery.read(path, MAX_BYTES)
            if data != newest:
                self._recovery.understand(path, data, check)
        except FileNotFoundError:
            return None
        except Damaged:
            self._recovery.set_aside(parts, "latest")
            return None
        return data

    def _add(self, parts: tuple[str, ...], data: bytes) -> None:
        fs, path = self._files.fs, self._files.path(parts)
        folder = self._files.ensure_folder(parts[:-1])
        copy = self._generations.draft(parts, data)
        try:
            draft = self._files.draft(folder, data)
            try:
                fs.link(draft, path)
            finally:
                self._files.discard(draft)
            try:
                fs.fsync_dir(folder)
            except OSError as error:
                try:
                    fs.unlink(path)
                except OSError:
                    raise SaveUnclear(path=str(path)) from error
                raise
        except FileExistsError:
            self._files.discard(copy)
            raise AlreadyExists(what=Message(N_("edit")), name=parts[-1]) from None
        except (OSError, NotSaved):
            self._files.discard(copy)
            raise
        with self._saving.of_extra(path):
            self._generations.publish(copy, parts, parse_object)

    def _recall_damage(self) -> None:
        """Take in the notes of earlier damage; a writer drops those whose damaged file is gone."""
        path = self._files.path(DAMAGE_NOTES)
        try:
            data = self._recovery.read(path, NOTES_BYTES)
        except FileNotFoundError:
            return
        except Damaged:
            data = None
        self._damage.recall((data or b"").decode("utf-8", "replace").split("\n"))
        standing = "".join(f"{line}\n" for line in self._damage.lines()).encode()
        if self._lock and data != standing:
            with self._saving.of_extra(path):
                if data is None:
                    self._files.take_away(path)
                self._files.publish(self._files.draft(path.parent, standing), path, old=None)

    def _need_writer(self) -> None:
        if not self._lock:
            raise RuntimeError("this store was opened for reading")


def _of_a_size(data: bytes, path: Path) -> bytes:
    if len(data) > MAX_BYTES:
        raise TooBigToSave(path=str(path), limit=MAX_BYTES // 1024**2)
    return data


def _anything(data: bytes) -> bytes:
    return data


def _not_empty(data: bytes) -> bytes:
    if not data.strip(b"\0"):
        raise Damaged("empty")
    return data
