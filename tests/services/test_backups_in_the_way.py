"""Where something is in the way of the copy of a night: it is told, and tried again."""

from __future__ import annotations

import errno
import itertools
import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import services.backups
from backup import copy_name, load_last, make
from clock import FakeClock
from errors import BackupFolderMissing, BackupFolderStrange, DiskFull, SettingsInvalid
from opening import open_core
from services import Services
from services.standing import problems_as_kept
from storage.shelf import Shelf
from tests.backup.conftest import quick
from tests.services.nights import TINA, again, clock, codes, copies, house, night, on_a_nas, set_to
from tests.storage.power import FaultyFilesystem

__all__ = ["clock", "house", "quick"]


def test_a_disk_that_hangs_is_told_at_once_and_holds_up_nobody(
    house: Services, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder on a network, whose server has gone: whatever touches it waits for ever."""
    answers, scan = threading.Event(), Shelf.sizes
    (tmp_path / "nas").mkdir()
    set_to(house, folder=str(tmp_path / "nas"))
    monkeypatch.setattr("patience.Look.LONGEST", 0.05)
    monkeypatch.setattr(Shelf, "sizes", lambda shelf: answers.wait(60) and scan(shelf))
    house.chores.turn()
    assert codes(house) == ["backup_failed"]
    assert "its disk does not answer" in house.backups.view().error.text()
    with pytest.raises(BackupFolderMissing):
        house.backups.make_now(TINA)
    with pytest.raises(BackupFolderMissing), house.backups.reading("x"):
        pass
    answers.set()
    monkeypatch.setattr("patience.Look.LONGEST", 10)
    clock.advance(3601)
    house.chores.turn()
    assert codes(house) == []
    assert len(copies(tmp_path / "nas")) == 1


def test_a_folder_whose_disk_hangs_is_not_taken(
    house: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr("patience.Look.LONGEST", 0.05)
    monkeypatch.setattr(Path, "is_dir", lambda _path: answers.wait(60))
    with pytest.raises(SettingsInvalid, match="Its disk does not answer"):
        house.backups.check_changes({"folder": str(tmp_path / "nas")})
    answers.set()


def test_why_there_is_no_copy_is_known_after_a_restart_and_beside_the_program(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = on_a_nas(house, tmp_path)
    nas.rmdir()
    house.chores.turn()
    (problem,) = house.fleet_view().problems
    assert str(nas) in problem.message.text()
    assert list(problems_as_kept(open_core(house.core.store.root, clock, writer=False))) == [problem]

    later = again(house, clock)
    with later.core.store:
        assert later.fleet_view().problems == (problem,)
        nas.mkdir()
        later.chores.turn()
        assert codes(later) == []
        assert list(problems_as_kept(open_core(later.core.store.root, clock, writer=False))) == []


def test_with_other_settings_what_was_in_the_way_is_forgotten_on_the_disk_too(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = on_a_nas(house, tmp_path)
    nas.rmdir()
    house.chores.turn()
    set_to(house, enabled=False)

    assert list(problems_as_kept(open_core(house.core.store.root, clock, writer=False))) == []


def test_a_folder_that_is_gone_is_told_and_tried_again_each_hour(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = on_a_nas(house, tmp_path)
    house.chores.turn()
    assert len(copies(nas)) == 1
    nas.rename(tmp_path / "away")
    tries = []
    made = house.backups._made
    house.backups._made = lambda **named: tries.append(clock.now()) or made(**named)
    night(house, clock, 24)
    assert codes(house) == ["backup_failed"]
    (problem,) = house.fleet_view().problems
    assert str(nas) in problem.message.text()
    assert 8 <= len(tries) <= 10  # from twenty to four until noon
    assert {(later - one) for one, later in itertools.pairwise(tries)} == {timedelta(hours=1)}
    night(house, clock, 72)
    assert codes(house) == ["backup_failed", "backup_old"]
    (tmp_path / "away").rename(nas)
    night(house, clock, 2)
    assert codes(house) == []
    assert len(copies(nas)) == 2


def test_an_empty_folder_in_the_place_of_a_mounted_one_is_not_filled(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = on_a_nas(house, tmp_path)
    house.chores.turn()
    for one in nas.iterdir():
        one.unlink()
    night(house, clock, 24)
    assert codes(house) == ["backup_failed"]
    assert copies(nas) == []
    assert isinstance(house.backups._failed[0], BackupFolderStrange)
    house.backups.make_now(TINA)  # somebody says that it is right like that
    assert codes(house) == []
    night(house, clock, 24)
    assert len(copies(nas)) == 2


def test_a_copy_made_by_the_command_says_as_well_that_another_folder_is_right(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = on_a_nas(house, tmp_path)
    house.chores.turn()
    for one in nas.iterdir():
        one.unlink()
    maker = load_last(house.core.store).maker
    old = copy_name(clock.now() - timedelta(days=1), has_secrets=False, maker=maker)
    (nas / old).write_text("of the disk that was there before")
    night(house, clock, 24)
    assert codes(house) == ["backup_failed"]
    make(house.core.store.root, Shelf(nas), copy_name(clock.now(), has_secrets=False, maker=maker), now=clock.now())
    night(house, clock, 24)
    assert codes(house) == []
    assert len(copies(nas)) == 3


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 9, 10])
def test_a_full_disk_leaves_no_half_file_and_is_told(
    house: Services, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    nas = on_a_nas(house, tmp_path)
    fs = FaultyFilesystem(number, errno.ENOSPC, for_ever=True)
    monkeypatch.setattr("backup.copies.Shelf", lambda folder: shelf(folder, fs))
    from storage.shelf import Shelf as shelf  # noqa: N813, PLC0415 - the real one, before it is replaced

    house.chores.turn()
    if fs.count >= number:
        assert codes(house) == ["backup_failed"]
        assert isinstance(house.backups._failed[0], DiskFull)
    assert copies(nas) == []
    monkeypatch.undo()
    for one in nas.iterdir():  # what a full disk did not even let us remove goes a day later
        assert one.name.endswith(".part")


def test_what_a_kill_has_left_half_written_goes_a_day_later(house: Services, clock: FakeClock, tmp_path: Path) -> None:
    import os  # noqa: PLC0415

    folder = house.core.store.root / "backups"
    folder.mkdir(exist_ok=True)
    for name, days in ((".timekpr-mngr-0123456789abcdef.part", 2), (".timekpr-mngr-1123456789abcdef.part", 0.5)):
        (folder / name).write_text("half")
        at = (clock.now() - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    house.chores.turn()
    assert [path.name for path in folder.glob(".*.part")] == [".timekpr-mngr-1123456789abcdef.part"]


def test_old_ones_stay_where_the_new_one_was_not_read_back(
    house: Services, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to(house, keep_days=1, keep_weeks=0, keep_months=0)
    folder = house.core.store.root / "backups"
    house.chores.turn()
    before = copies(folder)
    monkeypatch.setattr("backup.making.check", lambda _file, _name: SimpleNamespace())
    night(house, clock, 24)
    assert copies(folder) == before
    assert codes(house) == ["backup_failed"]
    monkeypatch.undo()
    night(house, clock, 2)
    assert len(copies(folder)) == 1
    assert copies(folder) != before


def test_other_settings_are_tried_at_once(house: Services, clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "nas").mkdir()
    set_to(house, folder=str(tmp_path / "nas"))
    (tmp_path / "nas").rmdir()
    house.chores.turn()
    assert codes(house) == ["backup_failed"]
    set_to(house, folder="")
    house.chores.turn()
    assert codes(house) == []


def test_a_folder_set_by_hand_within_the_data_is_told(house: Services) -> None:
    root = house.core.store.root
    house.core.settings = house.core.settings.changed(**{"backup.folder": str(root / "audit")})
    with pytest.raises(BackupFolderMissing, match="in the data directory"):
        house.backups.make_now(TINA)


def test_a_data_disk_that_takes_nothing_does_not_make_a_copy_an_hour(
    house: Services, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nas = on_a_nas(house, tmp_path)

    def full(*_: object) -> None:
        raise DiskFull(path="last.json")

    monkeypatch.setattr(services.backups, "save_last", full)
    night(house, clock, 24)
    assert len(copies(nas)) == 1 + 1
    assert house.backups._failed is None
