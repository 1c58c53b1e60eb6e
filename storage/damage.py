"""Damaged files: kept aside under a name that says when, restored from the newest good copy, and never passed over.

A damaged copy kept aside stands as a Problem for as long as it lies there. What became of the file is noted in
``backups/damage.jsonl``, so that another process, or this one tomorrow, can still say what was lost.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from i18n import N_, Message
from problems import Problem, Severity

from .files import Files, remove_all
from .paths import aside_name, aside_of, aside_order

log = logging.getLogger(__name__)

MAX_ASIDE = 5
"""Damaged copies of one file that are kept; beyond that the oldest goes."""
MAX_PROBLEMS = 20

Outcome = Literal["latest", "older", "none"]
"""Restored to what was saved last, to an older copy, or not at all."""

LATEST = N_(
    "{path} was damaged ({at}). What was saved last took its place, nothing saved is lost. "
    "The damaged file is kept as {kept}: delete it when you do not need it."
)
OLDER = N_(
    "{path} was damaged ({at}). A copy of {saved_at} took its place: what was changed after that is lost. "
    "The damaged file is kept as {kept}: look whether it helps, then delete it."
)
NONE = N_(
    "{path} was damaged ({at}) and there was no good copy: what was in it is lost. "
    "The damaged file is kept as {kept}: restore it from a backup, or delete it to start afresh."
)
NOT_NOTED = N_(
    "{path} was damaged. The damaged file is kept as {kept}: look whether anything is missing, then delete it."
)
MISSING = N_("{path} was missing ({at}). The copy of {saved_at} took its place.")
SEEN = N_("{path} is damaged. Its copy of {saved_at} is used; the file is put right when the program is started next.")
MORE = N_("Damaged files that are not listed here: {count}.")


@dataclass(frozen=True)
class Note:
    """What became of one damaged file. ``kept`` is empty for one that was missing or that a reader left alone."""

    path: str
    kept: str
    at: str
    outcome: Outcome
    saved_at: str

    def to_line(self) -> str:
        """As one line of the notes."""
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Note | None:
        """The note in a line; None if it is none."""
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            note = cls(**json.loads(line))
            if all(isinstance(value, str) for value in vars(note).values()):
                return note
        return None

    def message(self) -> Message:
        """The note as a sentence."""
        if self.kept:
            template = {"latest": LATEST, "older": OLDER}.get(self.outcome, NONE)
        else:
            template = MISSING if self.at else SEEN
        return Message(template, vars(self))


class DamageLog:
    """The damaged files of one store. Paths are relative to its root. Thread-safe."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._mutex = threading.Lock()
        self._aside: dict[str, set[str]] = {}
        self._notes: dict[str, Note] = {}
        self._passing: dict[str, Note] = {}

    def found_aside(self, folder: str, name: str) -> None:
        """Remember a damaged copy that was found on the disk."""
        path = f"{folder}{aside_of(name)}"
        with self._mutex:
            self._aside.setdefault(path, set()).add(f"{folder}{name}")

    def recall(self, lines: list[str]) -> None:
        """Take in what was noted earlier."""
        for line in lines:
            if note := Note.from_line(line):
                self._notes[note.kept] = note

    def lines(self) -> list[str]:
        """The notes that still have their damaged file, oldest first."""
        with self._mutex:
            standing = {kept for group in self._aside.values() for kept in group}
        return [note.to_line() for kept, note in self._notes.items() if kept in standing]

    def has_aside(self, parts: tuple[str, ...]) -> bool:
        """Whether a damaged copy of this file lies aside."""
        return bool(self._standing("/".join(parts)))

    def set_aside(self, parts: tuple[str, ...], now: datetime) -> str:
        """Move a damaged file, or what is in its place, to its own name; that name, relative to the root."""
        path = self._files.path(parts)
        taken = [name for name in self._files.fs.scan(path.parent, 100_000) if aside_of(name) == path.name]
        target = path.with_name(aside_name(path.name, now, taken))
        self._files.fs.rename(path, target)
        self._files.fs.fsync_dir(path.parent)
        prefix = "".join(f"{part}/" for part in parts[:-1])
        self.found_aside(prefix, target.name)
        for old in sorted(taken, key=aside_order)[: max(0, len(taken) + 1 - MAX_ASIDE)]:
            self._drop(prefix + old)
        log.error("%s is damaged and was moved to %s", "/".join(parts), target.name)
        return prefix + target.name

    def forget(self, parts: tuple[str, ...]) -> None:
        """Remove the damaged copies of a file that is removed itself."""
        for kept in self._standing("/".join(parts)):
            self._drop(kept)
        with self._mutex:
            self._passing.pop("/".join(parts), None)

    def note(
        self, parts: tuple[str, ...], kept: str, outcome: Outcome, now: datetime, saved_at: datetime | None
    ) -> Note:
        """Remember what became of a file; the note, to be written down."""
        note = Note("/".join(parts), kept, stamp(now), outcome, stamp(saved_at) if saved_at else "")
        with self._mutex:
            (self._notes if kept else self._passing)[kept or note.path] = note
        return note

    def seen(self, parts: tuple[str, ...], saved_at: datetime) -> None:
        """Remember that a reader used a copy and left the damaged file where it is."""
        path = "/".join(parts)
        with self._mutex:
            self._passing[path] = Note(path, "", "", "latest", stamp(saved_at))

    def problems(self) -> list[Problem]:
        """One for each file that was damaged and whose damaged copy still lies there."""
        with self._mutex:
            paths = list(self._aside)
            found = list(self._passing.values())
        messages = [note.message() for note in found]
        for path in paths:
            if standing := self._standing(path):
                kept = standing[-1]
                note = self._notes.get(kept)
                messages.append(note.message() if note else Message(NOT_NOTED, {"path": path, "kept": kept}))
        if len(messages) > MAX_PROBLEMS:
            messages[MAX_PROBLEMS:] = [Message(MORE, {"count": len(messages) - MAX_PROBLEMS})]
        return [Problem("data_damaged", Severity.WARNING, message) for message in messages]

    def _standing(self, path: str) -> list[str]:
        """The damaged copies of a file that are still there, oldest first; forgets the others."""
        with self._mutex:
            known = self._aside.get(path, set())
            gone = {kept for kept in known if not self._is_there(kept)}
            known -= gone
            for kept in gone:
                self._notes.pop(kept, None)
            if not known:
                self._aside.pop(path, None)
            return sorted(known, key=lambda kept: aside_order(kept.rpartition("/")[2]))

    def _is_there(self, relative: str) -> bool:
        try:
            self._files.fs.lstat(self._files.root / relative)
        except OSError:
            return False
        return True

    def _drop(self, relative: str) -> None:
        with contextlib.suppress(OSError):
            remove_all(self._files.fs, self._files.root / relative)


def stamp(moment: datetime) -> str:
    """A moment as it is written in a sentence: “2026-01-31 23:59 UTC”."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
