"""The use cases of copies of the data directory: one each night, one at once, and which there are."""

from __future__ import annotations

import logging
import math
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

import speech
from backup import (
    Copies,
    Copy,
    Last,
    LastFile,
    Made,
    ToldBackup,
    is_due,
    load_last,
    make,
    next_night,
    save_last,
    told_backups,
)
from backup.passphrase import passphrase_of
from backup.schedule import AGAIN, TOO_OLD
from backup_views import BACKUP, BACKUP_FAILED, BACKUP_KEYS, BACKUP_OLD, BackupView, CopyView
from core import Core
from editing import Asked
from error_record import recorded, restored
from errors import BackupFolderMissing, BackupFolderStrange, Busy, DataError, GoingDown, MngrError, SettingsInvalid
from i18n import N_, Message
from patience import Look
from pending import Through
from problems import Problem, Severity
from services.changes import Changes
from settings import BackupSettings, set_by_environment

logger = logging.getLogger(__name__)

NO_FOLDER: Final = N_("There is no such folder on this machine.")
HANGS: Final = N_("Its disk does not answer.")
SILENT: Final = N_("its disk does not answer")
WITHIN: Final = N_("It is in the data directory, and would be copied with it. Choose another one, or leave it empty.")


class Backups:
    """Copies are made one at a time, by whichever thread asks. A chore of ``chores.Chores`` is among them."""

    def __init__(
        self,
        core: Core,
        changes: Changes,
        *,
        is_stopping: Callable[[], bool] = lambda: False,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_change`` is called when something is wrong that was not, or is not any more."""
        self._core = core
        self._changes = changes
        self._is_stopping = is_stopping
        self._on_change = on_change
        self._at_work = threading.Lock()
        self._lists: Look[tuple[Copy, ...]] = Look()
        self._folders: Look[str] = Look()
        self._failed: tuple[MngrError, float] | None = None
        self._settings = core.settings.backup
        try:
            kept = load_last(core.store)
        except DataError as error:
            logger.warning("%s", error)
            kept = LastFile()
        self._told = told_backups(core.store)
        self._last = kept.last
        self._maker = kept.maker or secrets.token_hex(4)
        if kept.failed is not None:
            self._failed = restored(kept.failed), -math.inf  # and it is tried again at once

    # --- by itself ---

    def due(self, now: datetime) -> bool:
        """Whether a night has begun without a copy; an hour after a try that did not work, it is due again.

        Those that a command has made beside us are taken in before.
        """
        if self._told.hear(self.keep, self._at_work):
            self._on_change()
        if self._failed is not None and self._core.clock.monotonic() - self._failed[1] < AGAIN.total_seconds():
            return False
        return is_due(self._core.settings.backup, self._last.at if self._last else None, now.astimezone())

    def run(self) -> None:
        """Make the copy of this night; what is in its way becomes a Problem."""
        try:
            self._make(by_itself=True)
        except (Busy, GoingDown):
            return  # there is one in a moment, or at the next start
        except MngrError as error:
            logger.warning("no backup: %s", error)

    def problems(self) -> Iterator[Problem]:
        """What somebody has to look at. Reads no disk."""
        core, last = self._core, self._last
        if self._failed is not None:
            yield Problem(BACKUP_FAILED, Severity.WARNING, self._failed[0].message)
        if core.settings.backup.enabled and last is not None and core.clock.now() - last.at > TOO_OLD:
            now = core.clock.now().astimezone()
            said = speech.moment(last.at, now, core.style.language, core.style.time_format)
            yield Problem(
                BACKUP_OLD, Severity.WARNING, Message(N_("The last backup is of {moment}."), {"moment": said})
            )

    def settings_changed(self) -> None:
        """What was in the way may be gone with other settings."""
        before, self._settings = self._settings, self._core.settings.backup
        if before != self._settings and self._failed is not None:
            self._went(None)

    # --- for people ---

    def view(self) -> BackupView:
        """How it stands."""
        core = self._core
        settings, copies, error = core.settings.backup, Copies(core.store.root, core.settings.backup), self._failed
        try:
            found = self._list(copies)
            why = error[0].message if error else None
        except BackupFolderMissing as missing:
            found, why = (), missing.message
        fixed = set_by_environment(os.environ)
        return BackupView(
            **settings.model_dump(exclude={"passphrase"}),
            has_passphrase=bool(settings.passphrase.get_secret_value()),
            fixed=tuple(key for key in BACKUP_KEYS if key in fixed),
            data=str(core.store.root),
            place=str(copies.folder),
            copies=tuple(_copy_view(one) for one in found),
            last=self._last_view(found),
            next=self._next(settings),
            is_running=self._at_work.locked(),
            error=why,
        )

    def make_now(self, asked: Asked) -> CopyView:
        """Make a copy at once; returns when it is there and was read back.

        Raises Busy, BackupFolderMissing, NotSaved, PassphraseUnreadable, NotSealed and what is wrong with the data.
        """
        made = self._make(by_itself=False)
        self._changes.note(asked, "backup", "made", after={"file": made.path.name})
        return CopyView(made.path.name, made.manifest.created, made.size, made.manifest.has_secrets)

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[Copy, BinaryIO]]:
        """A copy in the folder, to be read. Raises NotFound, BackupFolderMissing, BackupUnreadable."""
        copies = Copies(self._core.store.root, self._core.settings.backup)
        self._list(copies)  # a disk that hangs holds up nobody
        with copies.reading(name) as found:
            yield found

    def note_download(self, name: str, asked: Asked) -> None:
        """Write down that somebody has taken a copy away."""
        self._changes.note(asked, "backup", "downloaded", after={"file": name})

    def check_changes(self, changes: Mapping[str, object]) -> None:
        """Look at new settings, by their names, as far as they are about this machine. Raises SettingsInvalid."""
        folder = changes.get("folder")
        if not isinstance(folder, str) or not folder.startswith("/") or folder == self._core.settings.backup.folder:
            return
        try:
            why = self._folders.at(folder, lambda: _why_not(Path(folder), self._core.store.root))
        except TimeoutError:
            why = HANGS
        if why:
            raise SettingsInvalid(key=f"{BACKUP}folder", why=_wrong(folder, why))

    # --- helpers ---

    def keep(self, told: ToldBackup) -> None:
        """Remember a copy that a command has made; one of ours, if it is where ours are. Raises NotSaved."""
        last, folder = told.last, Copies(self._core.store.root, self._core.settings.backup).folder
        if last.folder == str(folder) and (self._last is None or last.at > self._last.at):
            save_last(self._core.store, LastFile(last=last, maker=self._maker))
            self._last, self._failed = last, None
        self._changes.note(Asked(told.who, Through.COMMAND), "backup", "made", after={"file": last.name})

    def _list(self, copies: Copies) -> tuple[Copy, ...]:
        """The copies in the folder, the newest first. Raises BackupFolderMissing, also where its disk hangs."""
        try:
            return self._lists.at(str(copies.folder), copies.list)
        except TimeoutError:
            raise BackupFolderMissing(folder=str(copies.folder), why=Message(SILENT)) from None

    def _make(self, *, by_itself: bool) -> Made:
        if not self._at_work.acquire(blocking=False):
            raise Busy
        try:
            made = self._made(by_itself=by_itself)
        except (Busy, GoingDown):
            raise
        except MngrError as error:
            self._went(error)
            raise
        finally:
            self._at_work.release()
            self._on_change()
        return made

    def _made(self, *, by_itself: bool) -> Made:
        core, now = self._core, self._core.clock.now()
        settings, copies = core.settings.backup, Copies(core.store.root, core.settings.backup)
        self._list(copies)  # a disk that hangs is told at once
        if settings.folder and _is_within(copies.folder, core.store.root):
            raise BackupFolderMissing(folder=settings.folder, why=Message(N_("it is in the data directory")))
        copies.ready()
        if by_itself:
            self._refuse_strange(copies)
        copies.shelf.sweep(now)
        passphrase = passphrase_of(settings)
        name = copies.free_name(now, has_secrets=bool(passphrase), maker=self._maker)
        made = make(
            core.store.root,
            copies.shelf,
            name,
            now=now,
            passphrase=passphrase,
            is_wanted=lambda: not self._is_stopping(),
        )
        self._last = Last(
            name=name, at=now, folder=str(copies.folder), size=made.size, secrets=made.manifest.has_secrets
        )
        self._went(None)
        try:
            copies.thin_out(settings, None, name)
        except MngrError as error:  # the new one is there, which matters more
            logger.warning("after a backup: %s", error)
        return made

    def _went(self, error: MngrError | None) -> None:
        """Remember how the last try went; what cannot be saved holds in this run."""
        self._failed = None if error is None else (error, self._core.clock.monotonic())
        failed = None if error is None else recorded(error)
        try:
            save_last(self._core.store, LastFile(last=self._last, maker=self._maker, failed=failed))
        except DataError as unsaved:
            logger.warning("how a backup went: %s", unsaved)

    def _refuse_strange(self, copies: Copies) -> None:
        """A folder that is there although the disk is not mounted looks like any other, but for what is in it."""
        last = self._last
        if last is None or last.folder != str(copies.folder) or copies.folder.is_relative_to(self._core.store.root):
            return
        ours = [one for one in copies.list() if one.maker in {self._maker, ""}]
        if all(one.name != last.name and one.at <= last.at for one in ours):  # a later one is of the command
            raise BackupFolderStrange(folder=str(copies.folder))

    def _last_view(self, found: tuple[Copy, ...]) -> CopyView | None:
        last = self._last
        newest = _copy_view(found[0]) if found else None
        if last is not None and (newest is None or newest.at < last.at.replace(microsecond=0)):
            return CopyView(last.name, last.at, last.size, last.secrets)
        return newest

    def _next(self, settings: BackupSettings) -> datetime | None:
        if not settings.enabled:
            return None
        now = self._core.clock.now().astimezone()
        if is_due(settings, self._last.at if self._last else None, now):
            tried = self._failed
            waits = AGAIN.total_seconds() - (self._core.clock.monotonic() - tried[1]) if tried else 0
            return now + timedelta(seconds=max(0.0, waits))
        return next_night(settings, now)


def _copy_view(one: Copy) -> CopyView:
    return CopyView(one.name, one.at, one.size, one.has_secrets)


def _why_not(folder: Path, root: Path) -> str:
    """Why no copies can be put there, as a sentence; empty if they can."""
    if _is_within(folder, root):
        return WITHIN
    return "" if folder.is_dir() else NO_FOLDER


def _is_within(folder: Path, root: Path) -> bool:
    try:
        folder = folder.resolve()
    except (OSError, RuntimeError):
        return False
    return folder == root or folder.is_relative_to(root)


def _wrong(folder: str, sentence: str) -> Message:
    return Message(N_("“{value}” cannot be used. {allowed}"), {"value": folder, "allowed": Message(sentence)})
