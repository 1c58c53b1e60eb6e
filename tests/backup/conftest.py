from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backup.sealing import NotOpened
from tests.backup.made import PASSPHRASE, SECRET, Copied, furnish
from tests.wishes.family import Family

MARK = b"played age\n"


def played_seal(data: bytes, passphrase: str) -> bytes:
    return MARK + passphrase.encode() + b"\n" + bytes(byte ^ 0x5A for byte in data)


def played_unseal(data: bytes, passphrase: str) -> bytes:
    begins = MARK + passphrase.encode() + b"\n"
    if not data.startswith(begins):
        raise NotOpened
    return bytes(byte ^ 0x5A for byte in data.removeprefix(begins))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encrypting takes two seconds on purpose: where it is not what is tried, something plain stands there."""
    monkeypatch.setattr("backup.making.seal", played_seal)
    monkeypatch.setattr("backup.reading.unseal", played_unseal)


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Family]:
    """A data directory in which there is something of everything."""
    from tests.web.house import quick as quick_passwords  # noqa: PLC0415 - NiceGUI behind it takes its time

    monkeypatch.setattr("accounts.book.Passwords", quick_passwords)
    family = Family(tmp_path / "home")
    furnish(family)
    yield family
    family.stop()


@pytest.fixture
def copied(family: Family, quick: None) -> Copied:
    """The same, with a copy of it beside."""
    return Copied.make(family, PASSPHRASE)


__all__ = ["SECRET"]
