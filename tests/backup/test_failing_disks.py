"""Disks that fail while a copy is made: it is said which one it was, and nothing half is left."""

from __future__ import annotations

import errno
import io
import itertools
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from backup import check, make
from errors import DataError, DataForbidden, DataUnreadable, NotSaved
from storage.filesystem import Filesystem
from storage.shelf import Shelf
from tests.backup.made import PASSPHRASE
from tests.storage.power import FaultyFilesystem, PowerCutFilesystem
from tests.wishes.family import Family


class Broken(io.FileIO):
    """What a file is on a disk with a bad sector."""

    def read(self, most: int | None = -1) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize(("number", "kind"), [(errno.EACCES, DataForbidden), (errno.EIO, DataUnreadable)])
def test_a_folder_that_cannot_be_read_is_not_the_fault_of_the_folder_with_the_copies(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[DataError]
) -> None:
    real = Filesystem.scan

    def scan(self: Filesystem, path: Path, limit: int) -> list[str]:
        if path.name == "tls":
            raise OSError(number, os.strerror(number), str(path))
        return real(self, path, limit)

    monkeypatch.setattr(Filesystem, "scan", scan)
    with pytest.raises(kind, match="/tls"):
        make(family.core.store.root, Shelf(tmp_path), "x.tar.gz", now=family.clock.now())
    assert not list(tmp_path.glob("*.tar.gz"))


@pytest.mark.parametrize("name", ["key.pem", "known_hosts"])
def test_a_bad_sector_of_the_data_is_not_one_of_the_disk_with_the_copies(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None, name: str
) -> None:
    (family.core.store.root / "ssh" / "known_hosts").write_text("x")
    real: Callable[[Filesystem, Path], BinaryIO] = Filesystem.open_for_reading

    def opened(self: Filesystem, path: Path) -> BinaryIO:
        return cast("BinaryIO", Broken(path)) if path.name == name else real(self, path)

    monkeypatch.setattr(Filesystem, "open_for_reading", opened)
    with pytest.raises(DataUnreadable, match=name):
        make(family.core.store.root, Shelf(tmp_path), "x.tar.gz", now=family.clock.now(), passphrase=PASSPHRASE)
    assert not list(tmp_path.glob("*.tar.gz"))


def test_a_disk_that_fails_at_any_step_keeps_nothing_of_the_copy(family: Family, tmp_path: Path, quick: None) -> None:
    """Also at the last: a copy that counts nowhere would be there for good, and another one an hour later."""
    for step in itertools.count(1):
        folder, fs = tmp_path / f"shelf-{step}", FaultyFilesystem(step)
        folder.mkdir()
        try:
            make(family.core.store.root, Shelf(folder, fs), "x.tar.gz", now=family.clock.now(), passphrase=PASSPHRASE)
        except NotSaved:
            assert not [path.name for path in folder.iterdir() if not path.name.endswith(".part")], step
        else:
            assert [path.name for path in folder.iterdir()] == ["x.tar.gz"]  # it is done in another way
        if fs.count < step:
            break
    assert step > 6


def test_what_has_its_name_is_whole_whenever_the_power_goes(family: Family, tmp_path: Path, quick: None) -> None:
    """Also where the disk keeps names before the bytes."""
    (tmp_path / "disk").mkdir()
    fs, luck, seen = PowerCutFilesystem(tmp_path / "disk"), random.Random(7), []
    now = family.clock.now()

    def cut() -> None:
        left = tmp_path / f"after-{len(seen)}"
        fs.leave_behind(left, luck, names=1, data=0)
        seen.append((left / "x.tar.gz").exists())
        if seen[-1]:
            with (left / "x.tar.gz").open("rb") as file:
                assert check(file, "x", PASSPHRASE).created == now

    fs.before_each = cut
    make(family.core.store.root, Shelf(tmp_path / "disk", fs), "x.tar.gz", now=now, passphrase=PASSPHRASE)
    fs.before_each = lambda: None
    cut()
    assert seen == sorted(seen)
    assert seen[-1]
