"""Making a copy of a data directory, beside whoever works in it."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

from backup.manifest import (
    DATA,
    MANIFEST,
    MANIFESTS,
    MOST_FILES,
    MOST_IN_ALL,
    MOST_OF_A_MANIFEST,
    MOST_SECRETS,
    SEALED,
    SEALS,
    SECRETS,
    WITH_NOTE,
    WITHOUT_NOTE,
    Listed,
    Manifest,
    Sealed,
    digest_of,
)
from backup.reading import check
from backup.sealing import seal
from backup.secret import SETTINGS, is_secret_file, without_secrets
from backup.tape import BITE, NameTooLong, Writer, header
from errors import BackupDamaged, BackupTooBig, GoingDown
from i18n import N_, Message
from storage.kinds import MAX_BYTES
from storage.shelf import Shelf
from storage.snapshot import Piece, Snapshot
from version import VERSION


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that is on the disk, was read back, and has its name."""

    path: Path
    size: int
    manifest: Manifest


def make(
    root: Path,
    shelf: Shelf,
    name: str,
    *,
    now: datetime,
    passphrase: str = "",
    is_wanted: Callable[[], bool] = lambda: True,
) -> Made:
    """Copy the data directory below ``root`` into a new file ``name`` on ``shelf``, and read that back.

    Without a passphrase what is secret is left out. ``is_wanted`` is asked between files. Raises NotSaved,
    DataForbidden, DataUnreadable, AlreadyExists, BackupTooBig, NotSealed, GoingDown; then there is no new file.
    """
    with shelf.spool() as spool:
        kept = _Kept(spool, with_secrets=bool(passphrase), is_wanted=is_wanted)
        snapshot = Snapshot(root)
        for piece in snapshot.pieces():
            kept.take(piece, snapshot.left_out)
        manifest, sealed = kept.finished(passphrase, tuple(snapshot.left_out), now)

        def read_back(file: BinaryIO) -> None:
            if check(file, name) != manifest:
                raise BackupDamaged(path=name, why=Message(N_("the disk holds something else than was written")))

        size = shelf.put(name, lambda out: kept.write(out, manifest, sealed), read_back)
    return Made(shelf.folder / name, size, manifest)


@dataclass(slots=True)
class _Kept:
    """What was read so far."""

    spool: IO[bytes]
    with_secrets: bool
    is_wanted: Callable[[], bool]
    plain: list[tuple[Listed, int]] = field(default_factory=list)
    secret: list[tuple[Listed, int, bytes]] = field(default_factory=list)
    bytes_of_secrets: int = 0
    bytes_in_all: int = 0

    def take(self, piece: Piece, left_out: list[str]) -> None:
        """Read one file to its end."""
        if not self.is_wanted():
            raise GoingDown
        path = DATA + "/".join(piece.parts)
        try:
            header(path, piece.size, piece.modified)
        except NameTooLong:
            left_out.append("/".join(piece.parts))
            return
        if piece.parts == SETTINGS:
            data = piece.content.read(MAX_BYTES)
            self._take_secret(path, piece.modified, data)
            if (harmless := without_secrets(data)) is not None:
                self._take_plain(path, piece.modified, io.BytesIO(harmless), len(harmless))
        elif is_secret_file(piece.parts):
            if self.with_secrets:
                self._room(piece.size, MOST_SECRETS - self.bytes_of_secrets, MOST_SECRETS)
                self._take_secret(path, piece.modified, piece.content.read(piece.size))
        else:
            self._take_plain(path, piece.modified, cast("IO[bytes]", piece.content), piece.size)

    def finished(self, passphrase: str, left_out: tuple[str, ...], now: datetime) -> tuple[Manifest, bytes | None]:
        """The manifest, and what is encrypted. Raises BackupTooBig, NotSealed."""
        plain = tuple(one for one, _ in self.plain)
        sealed = seal(self._inner(plain), passphrase) if passphrase else None
        files = (*plain, *([_listed(SECRETS, sealed)] if sealed is not None else []))
        manifest = Manifest(
            program=VERSION,
            created=now,
            secrets="encrypted" if passphrase else "left out",
            note=WITH_NOTE if passphrase else WITHOUT_NOTE,
            left_out=left_out,
            files=files,
        )
        if len(MANIFESTS.encode(manifest)) > MOST_OF_A_MANIFEST:
            raise BackupTooBig(what=Message(N_("too many files")), limit=MOST_FILES)
        return manifest, sealed

    def write(self, out: BinaryIO, manifest: Manifest, sealed: bytes | None) -> None:
        """Write the whole copy."""
        # No moment in the header of gzip: what is the same in the data directory makes the same bytes.
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed:
            tape, told = Writer(cast("BinaryIO", packed)), MANIFESTS.encode(manifest)
            at = int(manifest.created.timestamp())
            tape.add(MANIFEST, len(told), at, io.BytesIO(told))
            self.spool.seek(0)
            for one, modified in self.plain:
                tape.add(one.path, one.size, modified, cast("BinaryIO", self.spool))
            if sealed is not None:
                tape.add(SECRETS, len(sealed), at, io.BytesIO(sealed))
            tape.end()

    def _inner(self, plain: tuple[Listed, ...]) -> bytes:
        out = io.BytesIO()
        tape = Writer(out)
        seals = SEALS.encode(Sealed(plain=digest_of(plain), files=tuple(one for one, _, _ in self.secret)))
        tape.add(SEALED, len(seals), 0, io.BytesIO(seals))
        for one, modified, data in self.secret:
            tape.add(one.path, one.size, modified, io.BytesIO(data))
        tape.end()
        return out.getvalue()

    def _take_secret(self, path: str, modified: int, data: bytes) -> None:
        if self.with_secrets:
            self.bytes_of_secrets += len(data)
            self.secret.append((_listed(path, data), modified, data))

    def _take_plain(self, path: str, modified: int, content: IO[bytes], size: int) -> None:
        self._room(size, MOST_IN_ALL - self.bytes_in_all, MOST_IN_ALL)
        digest, left = hashlib.sha256(), size
        while left and (bite := content.read(min(BITE, left))):
            digest.update(bite)
            self.spool.write(bite)
            left -= len(bite)
        # A file that is shorter than it was when it was opened was no whole one; what is missing is not made up.
        size -= left
        self.bytes_in_all += size
        self.plain.append((Listed(path=path, size=size, sha256=digest.hexdigest()), modified))

    def _room(self, size: int, room: int, limit: int) -> None:
        if size > room:
            raise BackupTooBig(what=Message(N_("too many bytes")), limit=f"{limit // 1024**2} MiB")
        if len(self.plain) + len(self.secret) >= MOST_FILES:
            raise BackupTooBig(what=Message(N_("too many files")), limit=MOST_FILES)


def _listed(path: str, data: bytes) -> Listed:
    return Listed(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())
