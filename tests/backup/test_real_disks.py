"""A data directory that is a mount point, as in a container, and disks without room, for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backup import make
from backup.restoring import Restore
from errors import DiskFull, RestoreMounted
from opening import open_core
from storage.shelf import Shelf
from tests.backup.made import PASSPHRASE, TOM, Copied, content, everything
from tests.support import disks
from tests.wishes.family import Family

pytestmark = pytest.mark.real


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "volume", "2m") as folder:
        yield folder


@pytest.fixture
def mounted() -> Iterator[Callable[[Path], None]]:
    """Make a mount point of something that is there, with the same in it."""
    with ExitStack() as mounts:
        yield lambda path: mounts.enter_context(disks.mounted(path, "--bind", str(path)))


def test_a_volume_of_a_container_is_restored_within_itself(copied: Copied, family: Family, volume: Path) -> None:
    with (core := open_core(volume, family.clock, writer=True)).store:
        core.fleet.add("other", "other.lan")
    restored = copied.into(volume, passphrase=PASSPHRASE)
    assert restored.old is not None
    assert restored.old.parent == volume / "backups"
    assert b"other.lan" in (restored.old / "servers.json").read_bytes()
    assert content(volume)["ssh/id_ed25519"] == content(copied.root)["ssh/id_ed25519"]
    assert not list(volume.parent.glob("volume.*"))
    again = copied.into(volume, passphrase=PASSPHRASE)
    assert again.old != restored.old


def test_a_disk_without_room_for_it_is_left_as_it_was(copied: Copied, family: Family, volume: Path) -> None:
    with open_core(volume, family.clock, writer=True).store as store:
        store.write_bytes(b"x" * 2_050_000, "cache", "big", "timekpr.conf")
    before = everything(volume)
    with pytest.raises(DiskFull, match="Free some space"):
        copied.into(volume, passphrase=PASSPHRASE)
    assert everything(volume) == before


def test_a_full_disk_gets_no_half_copy(family: Family, quick: None, volume: Path) -> None:
    family.core.store.write_bytes(bytes(range(256)) * 2, "cache", "pc-ben", "timekpr.conf")
    (volume / "fill").write_bytes(b"x" * (2 * 1024 * 1024 - 4096))
    with pytest.raises(DiskFull):
        make(family.core.store.root, Shelf(volume), "x.tar.gz", now=family.clock.now(), passphrase=PASSPHRASE)
    assert [path.name for path in volume.iterdir()] == ["fill"]
    (volume / "fill").unlink()
    made = make(family.core.store.root, Shelf(volume), "x.tar.gz", now=family.clock.now(), passphrase=PASSPHRASE)
    assert Restore(made.path, family.clock, TOM).check(PASSPHRASE) == made.manifest


@pytest.mark.parametrize("name", ["settings.json", "ssh", "backups", "backups/generations"])
def test_what_is_mounted_within_the_directory_is_no_trap(
    copied: Copied, family: Family, tmp_path: Path, name: str, mounted: Callable[[Path], None]
) -> None:
    """Nobody can move a mount point: an exchange that had begun would end neither now nor with the next start."""
    root = tmp_path / "with a space"
    with (core := open_core(root, family.clock, writer=True)).store as store:
        for port in ("8001", "8002"):
            store.write_bytes(f'{{"port": {port}}}'.encode(), "settings.json", generations=True)
        store.write_bytes(b"x", "ssh", "known_hosts")
        core.fleet.add("other", "other.lan")
    before = everything(root)
    mounted(root / name)
    with pytest.raises(RestoreMounted, match="with a space"):
        copied.into(root, passphrase=PASSPHRASE)
    assert everything(root) == before
    open_core(root, family.clock, writer=True).store.close()


def test_a_disk_for_copies_among_those_of_the_directory_stays(
    copied: Copied, family: Family, tmp_path: Path, mounted: Callable[[Path], None]
) -> None:
    root = tmp_path / "data"
    open_core(root, family.clock, writer=True).store.close()
    (root / "backups" / "disk").mkdir(parents=True)
    (root / "backups" / "disk" / "copy").write_text("precious")
    mounted(root / "backups" / "disk")
    assert copied.into(root, passphrase=PASSPHRASE).secrets == "backup"
    assert (root / "backups" / "disk" / "copy").read_text() == "precious"
