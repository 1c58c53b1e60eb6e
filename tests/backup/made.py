"""A family that has something of everything, copies of it, and archives that nobody of ours has written."""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from backup import Manifest, make
from backup.manifest import DATA, MANIFEST, MANIFESTS, Listed
from backup.restoring import Restore, Restored
from backup.tape import Writer
from clock import Clock
from editing import Asked
from pending import Through
from storage.shelf import Shelf
from tests.wishes.family import TINA, Family
from timekpr_rules import Grant, Operation

PASSPHRASE = "correct horse battery staple"
SECRET = "otters-at-midnight"
TOM = Asked("tom", Through.COMMAND)
MADE = datetime(2026, 11, 18, 14, tzinfo=UTC)
OTHER_LINE = "who was where\n"


def furnish(family: Family) -> None:
    """Use everything once."""
    services = family.services
    services.house.change(TINA, **{"mqtt.host": "nas.lan", "mqtt.password": SECRET, "language": "en"})
    family.signed_in("Tom")
    services.changes.create_token("Home Assistant", ["grant"], asked=TINA)
    family.link()
    family.wish()
    services.editing.grant("pc-ben", "ben", Grant(Operation.ADD, 900), TINA)
    family.visit()
    services.editing.grant("pc-anna", "anna", Grant(Operation.ADD, 1800), TINA)
    services.history.flush()
    root = family.core.store.root
    (root / "tls").mkdir(0o700)
    (root / "tls" / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    (root / "notes of mine.txt").write_text(OTHER_LINE)


def content(root: Path) -> dict[str, bytes]:
    """Every file that is to be the same afterwards."""
    gone = (".lock", "backups", "sessions.json", "mail")
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        name: path.read_bytes()
        for path in files
        if not (name := str(path.relative_to(root))).startswith(gone) and ".corrupt-" not in name
    }


def everything(root: Path) -> dict[str, bytes | None]:
    """What is there, to the last byte, but for the lock."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
        if path.name != ".lock"
    }


@dataclass
class Copied:
    """A copy in a file, and where it came from."""

    root: Path
    file: Path
    clock: Clock
    manifest: Manifest

    @classmethod
    def make(cls, family: Family, passphrase: str = "", name: str = "copy.tar.gz") -> Copied:
        made = make(family.core.store.root, Shelf(family.folder), name, now=family.clock.now(), passphrase=passphrase)
        return cls(family.core.store.root, made.path, family.clock, made.manifest)

    def into(self, root: Path, **options: object) -> Restored:
        return Restore(self.file, self.clock, TOM).into(root, **options)


@dataclass
class Forged:
    """An archive in which anything may stand."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    listed: list[Listed] | None = None
    program: str = "0.4.0"
    schema: int = 1
    secrets: str = "left out"

    def write(self, path: Path, tar: bytes | None = None) -> Path:
        path.write_bytes(gzip.compress(self.tar() if tar is None else tar))
        return path

    def manifest(self) -> bytes:
        listed = self.listed
        if listed is None:
            listed = [
                Listed.model_construct(path=DATA + name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
                for name, data in self.files
            ]
        told = Manifest.model_construct(program=self.program, created=MADE, secrets=self.secrets, files=tuple(listed))
        data = MANIFESTS.encode(told)
        return data.replace(b'"schema": 1', f'"schema": {self.schema}'.encode(), 1)

    def tar(self) -> bytes:
        out = io.BytesIO()
        tape, told = Writer(out), self.manifest()
        tape.add(MANIFEST, len(told), 0, io.BytesIO(told))
        for name, data in self.files:
            tape.add(DATA + name, len(data), 0, io.BytesIO(data))
        tape.end()
        return out.getvalue()
