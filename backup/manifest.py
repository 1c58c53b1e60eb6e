"""What is in a copy: its first file, which says how to take the rest."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, Literal

from pydantic import Field

from storage import Kind, Moment, Record
from storage.paths import BACKUPS, is_in_passing

MANIFEST: Final = "manifest.json"
SECRETS: Final = "secrets.age"
SEALED: Final = "sealed.json"
"""The first file within the secrets."""
DATA: Final = "data/"
"""What the path of each file of the data directory begins with."""
MOST_FILES: Final = 100_000
MOST_OF_A_MANIFEST: Final = 32 * 1024**2
MOST_SECRETS: Final = 64 * 1024**2
"""Bytes: encrypting is done in memory, and all that is secret is small."""
MOST_IN_ALL: Final = 4 * 1024**3
DEEPEST: Final = 10
LONGEST_PART: Final = 255

WITH_NOTE: Final = (
    "The file secrets.age holds what is secret: the SSH key, accounts, tokens, links and passwords. "
    "It is opened with its passphrase: age -d secrets.age | tar -x"
)
WITHOUT_NOTE: Final = (
    "What is secret is NOT in this copy: the SSH key, accounts, tokens, links and passwords. After restoring it, a new "
    "key has to go to every computer, and somebody has to set up the first account anew."
)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Listed(Record):
    """One file: its path within the copy, its bytes, and their SHA-256."""

    path: Annotated[str, Field(max_length=300)]
    size: Annotated[int, Field(ge=0)]
    sha256: Digest


class Manifest(Record):
    """``manifest.json``."""

    program: Annotated[str, Field(pattern=r"^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}$")]
    """The version that made it."""
    created: Moment
    """When it was made (UTC)."""
    secrets: Literal["encrypted", "left out"]
    note: Annotated[str, Field(max_length=1000)] = ""
    left_out: Annotated[tuple[str, ...], Field(max_length=MOST_FILES)] = ()
    """What else is not in it: links, devices, documents that were damaged."""
    files: Annotated[tuple[Listed, ...], Field(max_length=MOST_FILES)]
    """In their order, ``secrets.age`` last."""

    @property
    def has_secrets(self) -> bool:
        """Whether it can be used without doing anything by hand."""
        return self.secrets == "encrypted"

    @property
    def plain(self) -> tuple[Listed, ...]:
        """The files that are not encrypted."""
        return tuple(one for one in self.files if one.path != SECRETS)


class Sealed(Record):
    """``sealed.json``: it is within what is encrypted, so nobody without the passphrase can exchange what is not."""

    plain: Digest
    """Of the list of the plain files; see :func:`digest_of`."""
    files: Annotated[tuple[Listed, ...], Field(max_length=MOST_FILES)]


MANIFESTS: Final = Kind(Manifest, schema=1)
SEALS: Final = Kind(Sealed, schema=1)


def digest_of(files: tuple[Listed, ...]) -> str:
    """A digest of which files there are, and what is in them."""
    told = "".join(f"{one.sha256} {one.size} {one.path}\n" for one in files)
    return hashlib.sha256(told.encode()).hexdigest()


def parts_of(path: str) -> tuple[str, ...]:
    """Where in the data directory a file belongs. Raises ValueError for what belongs nowhere in it."""
    parts = tuple(path.removeprefix(DATA).split("/"))
    good = path.startswith(DATA) and len(parts) <= DEEPEST and parts[0] != BACKUPS
    if not good or not all(_is_a_name(part) for part in parts):
        raise ValueError("a path that leads elsewhere")
    return parts


def _is_a_name(part: str) -> bool:
    if part in {"", ".", ".."} or is_in_passing(part) or part.startswith((".tmp-", ".trash-", ".swap-")):
        return False
    return part.isprintable() and "\\" not in part and len(part.encode()) <= LONGEST_PART
