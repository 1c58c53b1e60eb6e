"""Reading a copy that anybody may have made: every byte is compared with the manifest, and bounded before that."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, Protocol, cast

from backup.manifest import (
    MANIFEST,
    MANIFESTS,
    MOST_IN_ALL,
    MOST_OF_A_MANIFEST,
    MOST_SECRETS,
    SEALED,
    SEALS,
    SECRETS,
    Listed,
    Manifest,
    digest_of,
    parts_of,
)
from backup.sealing import NotOpened, TooHard, unseal
from backup.secret import SETTINGS, is_secret_file
from backup.tape import BITE, Member, NotOurTape, members
from errors import BackupDamaged, BackupTooHard, BackupTooNew, NotABackup, PassphraseWrong
from i18n import N_, Message
from storage import Damaged, TooNew
from version import VERSION

AROUND: Final = 1024**2
"""Bytes of encrypted data beyond what is in them: headers, and the ends of tars."""
BROKEN: Final = N_("it is cut off or changed")
ANOTHER: Final = N_("{file} is not what it was")
ELSEWHERE: Final = N_("it has files that belong nowhere")


class Sink(Protocol):
    """Where the files go; see storage.swap.Place."""

    def write(self, parts: tuple[str, ...], content: BinaryIO) -> None:
        """Take one file, which may be there already."""
        ...


class Nowhere:
    """Only looks."""

    def write(self, parts: tuple[str, ...], content: BinaryIO) -> None:
        """Read it to its end."""
        del parts
        while content.read(BITE):
            pass


def check(source: BinaryIO, name: str, passphrase: str = "") -> Manifest:
    """Look at every byte of a copy and change nothing; with a passphrase also at what is secret.

    ``name`` is what it is called where it is refused. Raises what :func:`unpack` does.
    """
    return unpack(source, name, Nowhere(), passphrase)


def unpack(source: BinaryIO, name: str, sink: Sink, passphrase: str = "") -> Manifest:
    """Hand out every file of a copy; without a passphrase those that are not secret.

    What is handed out may be used only when this has returned. Raises NotABackup, BackupTooNew, BackupDamaged,
    PassphraseWrong, BackupTooHard, NotSealed, and what ``sink`` and ``source`` raise (OSError).
    """
    with _as_sentences(name), gzip.GzipFile(fileobj=source, mode="rb") as packed:
        tape = members(cast("BinaryIO", packed))
        manifest = _manifest(tape, name)
        sealed = _files(tape, manifest.files, sink, name)
        if passphrase and sealed is not None:
            try:
                inner = unseal(sealed, passphrase)
            except NotOpened:
                raise PassphraseWrong(path=name) from None
            except TooHard:
                raise BackupTooHard(path=name) from None
            _secrets(io.BytesIO(inner), manifest, sink, name)
    return manifest


def manifest_of(source: BinaryIO, name: str) -> Manifest:
    """What a copy says of itself, which only :func:`check` proves. Raises NotABackup, BackupTooNew, BackupDamaged."""
    with _as_sentences(name), gzip.GzipFile(fileobj=source, mode="rb") as packed:
        return _manifest(members(cast("BinaryIO", packed)), name)


@contextmanager
def _as_sentences(name: str) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, zlib.error, EOFError, NotOurTape, Damaged) as error:
        raise BackupDamaged(path=name, why=Message(BROKEN)) from error


def _manifest(tape: Iterator[Member], name: str) -> Manifest:
    try:
        first = next(tape, None)
        if first is None or first.path != MANIFEST or first.size > MOST_OF_A_MANIFEST:
            raise NotABackup(path=name)
        manifest = MANIFESTS.decode(_whole(first))
    except TooNew as error:
        raise BackupTooNew(path=name, found=f"({error.found})", known=f"({error.known})") from error
    except (gzip.BadGzipFile, zlib.error, EOFError, NotOurTape, Damaged) as error:
        raise NotABackup(path=name) from error
    if _numbers(manifest.program) > _numbers(VERSION):
        raise BackupTooNew(path=name, found=manifest.program, known=VERSION)
    _look_at_paths(manifest, name)
    return manifest


def _look_at_paths(manifest: Manifest, name: str) -> None:
    paths = [one.path for one in manifest.files]
    _refuse_strange(list(manifest.plain), name)
    has_secrets = SECRETS in paths
    well_ordered = not has_secrets or paths[-1] == SECRETS
    bounded = sum(one.size for one in manifest.files) <= MOST_IN_ALL + MOST_SECRETS + AROUND
    if has_secrets != manifest.has_secrets or not well_ordered or not bounded or len(set(paths)) != len(paths):
        raise BackupDamaged(path=name, why=Message(ELSEWHERE))
    for one in manifest.plain:
        # A secret that lies open was put there by somebody else; so a changed copy brings no accounts along.
        if is_secret_file(parts_of(one.path)) and parts_of(one.path) != SETTINGS:
            raise BackupDamaged(path=name, why=Message(ELSEWHERE))


def _refuse_strange(files: list[Listed], name: str) -> None:
    """No file outside, none twice, and none that would be a folder of another one."""
    found: set[tuple[str, ...]] = set()
    try:
        for one in files:
            found.add(parts_of(one.path))
    except ValueError as error:
        raise BackupDamaged(path=name, why=Message(ELSEWHERE)) from error
    folders = {parts[:length] for parts in found for length in range(1, len(parts))}
    if len(found) != len(files) or found & folders:
        raise BackupDamaged(path=name, why=Message(ELSEWHERE))


def _files(tape: Iterator[Member], listed: tuple[Listed, ...], sink: Sink, name: str) -> bytes | None:
    """Hand out what is listed, in order; what is encrypted."""
    sealed = None
    for one in listed:
        member = next(tape, None)
        if member is None or (member.path, member.size) != (one.path, one.size):
            raise BackupDamaged(path=name, why=Message(ANOTHER, {"file": one.path}))
        if one.path == SECRETS:
            if one.size > MOST_SECRETS + AROUND:
                raise BackupDamaged(path=name, why=Message(ELSEWHERE))
            sealed = _whole(member)
            digest = hashlib.sha256(sealed).hexdigest()
        else:
            digest = _hand_out(member, sink)
        if digest != one.sha256:
            raise BackupDamaged(path=name, why=Message(ANOTHER, {"file": one.path}))
    if next(tape, None) is not None:
        raise BackupDamaged(path=name, why=Message(ELSEWHERE))
    return sealed


def _secrets(inner: BinaryIO, manifest: Manifest, sink: Sink, name: str) -> None:
    tape = members(inner)
    first = next(tape, None)
    if first is None or first.path != SEALED or first.size > MOST_OF_A_MANIFEST:
        raise NotOurTape("no seal")
    seals = SEALS.decode(_whole(first))
    if seals.plain != digest_of(manifest.plain):
        raise BackupDamaged(path=name, why=Message(ANOTHER, {"file": MANIFEST}))
    files = list(seals.files)
    plain = {parts_of(one.path) for one in manifest.plain} - {SETTINGS}
    _refuse_strange(files, name)
    if plain & {parts_of(one.path) for one in files}:
        raise BackupDamaged(path=name, why=Message(ELSEWHERE))
    _files(tape, seals.files, sink, name)


class _Hashed:
    """Reads a file and hashes what was read."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self.digest = hashlib.sha256()

    def read(self, most: int = -1) -> bytes:
        data = self._member.read(most)
        self.digest.update(data)
        return data


def _hand_out(member: Member, sink: Sink) -> str:
    content = _Hashed(member)
    sink.write(parts_of(member.path), cast("BinaryIO", content))
    return content.digest.hexdigest()


def _whole(member: Member) -> bytes:
    found = bytearray()
    while bite := member.read(BITE):
        found += bite
    return bytes(found)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
