"""Putting a copy back: everything is looked at first, then it takes the place of what is there in one step."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from accounts.sessions import SESSIONS_JSON
from audit import Audit, Entry
from backup.manifest import Manifest
from backup.reading import Nowhere, Sink, check, manifest_of, unpack
from backup.secret import SETTINGS, is_secret_file, made_fit
from backup.waiting import Settled, settle
from clock import Clock
from core import Core
from digest.schedule import FILE as DIGESTS_JSON, SENT, load_sent
from editing import Asked
from errors import (
    BackupUnsound,
    DataError,
    NotSaved,
    PassphraseWanted,
    RestoreNotEmpty,
    SettingsInvalid,
)
from i18n import Message
from mail.records import FOLDER as LETTERS
from opening import open_core
from own_key import PUBLIC
from problems import Problem
from soundness import read_all
from storage import Store
from storage.kinds import MAX_BYTES
from storage.paths import TOLD
from storage.shelf import Shelf
from storage.snapshot import Snapshot
from storage.swap import Place, is_empty, remove_if_unused

NEVER_BACK: Final = frozenset({SESSIONS_JSON, LETTERS, TOLD})
"""Files and folders. Who was signed in then is not signed in again: somebody may have signed out since, or have another
password. Letters that waited then have gone out since, or are too old; what commands had told is known since."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what somebody has to know of it."""

    manifest: Manifest
    old: Path | None
    """Where what was there is kept; None if there was nothing."""
    secrets: str
    """``backup``: they came along; ``kept``: those that were there; ``none``."""
    settled: Settled
    elsewhere: tuple[str, ...] = ()
    """Groups of settings that are turned off: they lead to another server than those that were there."""
    enforced: tuple[str, ...] = ()
    """Computers on which the rules are set back to those of the backup."""
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Restore:
    """One copy that is to be put back. ``file`` is where it is."""

    file: Path
    clock: Clock
    asked: Asked
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.file.parent)

    def manifest(self) -> Manifest:
        """What it says of itself. Raises BackupUnreadable, NotABackup, BackupTooNew, BackupDamaged."""
        with self.shelf.reading(self.file.name) as source:
            return manifest_of(source, str(self.file))

    def check(self, passphrase: str = "") -> Manifest:
        """Look at every byte of it. Raises as :meth:`manifest`, and PassphraseWrong."""
        with self.shelf.reading(self.file.name) as source:
            return check(source, str(self.file), passphrase)

    def into(
        self,
        root: Path,
        *,
        passphrase: str = "",
        without_secrets: bool = False,
        keep_secrets: bool = True,
        must_be_empty: bool = False,
    ) -> Restored:
        """Let it be what is in the data directory ``root``, of which nobody else may be the writer.

        Secrets that it has not are taken from what is there, unless they are not to be kept. Raises DataInUse and other
        DataErrors, RestoreNotEmpty, RestoreMounted, PassphraseWanted, BackupUnsound, and what :meth:`check` does; then
        nothing has changed.
        """
        if self.manifest().has_secrets and not passphrase and not without_secrets:
            raise PassphraseWanted(path=str(self.file))
        if without_secrets:
            passphrase = ""
        is_new = not root.exists()
        if must_be_empty and not is_empty(root):
            raise RestoreNotEmpty(path=str(root))
        try:
            with Store.open(root, clock=self.clock, writer=True) as there:
                return self._exchange(there, passphrase, keep_secrets=keep_secrets)
        finally:
            if is_new:
                remove_if_unused(root)

    def _exchange(self, there: Store, passphrase: str, *, keep_secrets: bool) -> Restored:
        place = Place(there.root)
        try:
            with self.shelf.reading(self.file.name) as source:
                manifest = unpack(source, str(self.file), _WithoutSessions(place), passphrase)
            _keep_sent(there, place)
            secrets = "backup" if passphrase and manifest.has_secrets else "none"
            elsewhere: tuple[str, ...] = ()
            if secrets == "none":
                found, elsewhere = _take_over(there if keep_secrets else None, place)
                secrets = "kept" if found else "none"
            settled, enforced, problems = self._made_sound(place, manifest)
            old = place.put(self.clock.now())
        except BaseException:
            place.discard()
            raise
        return Restored(manifest, old, secrets, settled, elsewhere, enforced, problems)

    def _made_sound(self, place: Place, manifest: Manifest) -> tuple[Settled, tuple[str, ...], tuple[Problem, ...]]:
        """Open it as the program will, and settle what must not be done twice."""
        try:
            core = open_core(place.root, self.clock, writer=True)
            with core.store:
                self._refuse_lost(core, place)
                settled = settle(core, manifest.created)
                self._note(core, manifest)
                enforced = tuple(server.name for server in core.fleet.servers() if server.mode == "enforce")
                return settled, enforced, tuple(core.fleet.problems())
        except (NotSaved, BackupUnsound):
            raise
        except (DataError, SettingsInvalid) as error:
            raise BackupUnsound(path=str(self.file), why=_within(error.message, place)) from error

    def _refuse_lost(self, core: Core, place: Place) -> None:
        # In a place that was made just now the store has nothing to tell but of what came in.
        for problem in (*read_all(core), *core.store.problems()):
            raise BackupUnsound(path=str(self.file), why=_within(problem.message, place))

    def _note(self, core: Core, manifest: Manifest) -> None:
        made = {"made": f"{manifest.created.astimezone():%Y-%m-%d %H:%M}", "file": self.file.name}
        asked = self.asked
        entry = Entry(
            at=core.clock.now(), what="backup", kind="restored", who=asked.who, through=asked.through.value, after=made
        )
        Audit(core.store).add(entry)


class _WithoutSessions:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, parts: tuple[str, ...], content: BinaryIO) -> None:
        (Nowhere() if parts[0] in NEVER_BACK else self._sink).write(parts, content)


def _keep_sent(there: Store, place: Place) -> None:
    """What has gone out by mail since the copy was made does not go out again."""
    with suppress(DataError):
        sent = load_sent(there)
        if sent.mailed or sent.told:
            place.write((DIGESTS_JSON,), io.BytesIO(SENT.encode(sent)))


def _take_over(there: Store | None, place: Place) -> tuple[bool, tuple[str, ...]]:
    """Make what came without secrets fit, with those of a data directory; whether there were any, and what is off now.

    See :class:`backup.secret.Bare`.
    """
    found, others = False, None
    for piece in Snapshot(there.root).pieces() if there else ():
        if piece.parts == SETTINGS:
            others = piece.content.read(MAX_BYTES)
        elif is_secret_file(piece.parts):
            place.write(piece.parts, piece.content)
            found = True
        elif piece.parts == PUBLIC:  # nothing secret, but of the key that stays
            place.write(piece.parts, piece.content)
    bare = made_fit(place.read(*SETTINGS, limit=MAX_BYTES), others)
    if bare is None:
        return found, ()
    place.write(SETTINGS, io.BytesIO(bare.content))
    return found or bare.keeps_secrets, bare.elsewhere


def _within(message: Message, place: Place) -> Message:
    """The same of a file as it is called in the backup."""
    begins = f"{place.root}/"
    fields = {
        name: value.replace(begins, "") if isinstance(value, str) else value for name, value in message.fields.items()
    }
    return Message(message.template, fields)
