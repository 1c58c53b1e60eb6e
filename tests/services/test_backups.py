"""Copies each night: made, tried again, and told where something is in the way."""

from __future__ import annotations

import errno
import itertools
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

import services.backups
from backup import copy_name, load_last, make
from clock import FakeClock
from editing import Asked
from errors import BackupFolderMissing, BackupFolderStrange, Busy, DiskFull, PassphraseUnreadable, SettingsInvalid
from opening import open_core
from pending import Through
from services import Services
from services.standing import problems_as_kept
from storage.shelf import Shelf
from tests.backup.conftest import quick
from tests.storage.power import FaultyFilesystem

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TINA = Asked("Tina", Through.PAGE, "192.168.1.7")
PASSPHRASE = "correct horse battery staple"
__all__ = ["quick"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock, quick: None):
    core = open_core(tmp_path / "data", clock, writer=True)
    with core.store:
        yield Services(core)


def again(house: Services, clock: FakeClock) -> Services:
    """After a restart."""
    house.core.store.close()
    return Services(open_core(house.core.store.root, clock, writer=True))


def codes(house: Services) -> list[str]:
    return [one.code for one in house.fleet_view().problems]


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("timekpr-mngr-*"))


def night(house: Services, clock: FakeClock, hours: float = 24) -> None:
    """So much time goes by, with a look each minute as the thread has it, though not quite as often."""
    for _ in range(int(hours * 12)):
        clock.advance(300)
        house.chores.turn()


def set_to(house: Services, **settings: object) -> None:
    house.backups.check_changes(settings)
    house.house.change(TINA, **{f"backup.{name}": value for name, value in settings.items()})


def test_a_copy_is_made_each_night_and_after_a_start_for_the_nights_before(house: Services, clock: FakeClock) -> None:
    folder = house.core.store.root / "backups"
    house.chores.turn()
    assert len(copies(folder)) == 1
    night(house, clock, 24)
    assert len(copies(folder)) == 2
    clock.advance(5 * 86_400)
    later = again(house, clock)
    with later.core.store:
        later.chores.turn()
        later.chores.turn()
        assert len(copies(folder)) == 3
        view = later.backups.view()
        assert (view.last.name, view.last.has_secrets, view.error) == (copies(folder)[-1], False, None)
        assert view.next > clock.now()


def test_over_months_old_ones_go_and_nothing_else(house: Services, clock: FakeClock) -> None:
    folder = house.core.store.root / "backups"
    for _ in range(120):
        clock.advance(86_400)
        house.chores.turn()
    assert 12 <= len(copies(folder)) <= 17
    assert (folder / "generations").is_dir()
    assert codes(house) == []


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


def test_the_passphrase_that_is_set_encrypts(house: Services, clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{PASSPHRASE}\n")
    for settings in ({"passphrase": PASSPHRASE}, {"passphrase": "", "passphrase_file": str(tmp_path / "secret")}):
        house.core.settings = house.core.settings.changed(**{f"backup.{key}": value for key, value in settings.items()})
        clock.advance(86_400)
        house.chores.turn()
        assert house.backups.view().last.has_secrets
    (tmp_path / "secret").unlink()
    with pytest.raises(PassphraseUnreadable):
        house.backups.make_now(TINA)
    assert codes(house) == ["backup_failed"]


def test_why_there_is_no_copy_is_known_after_a_restart_and_beside_the_program(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
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
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
    nas.rmdir()
    house.chores.turn()
    set_to(house, enabled=False)

    assert list(problems_as_kept(open_core(house.core.store.root, clock, writer=False))) == []


def test_a_weak_passphrase_and_odd_settings_are_not_taken(house: Services, tmp_path: Path) -> None:
    (tmp_path / "nas").mkdir()
    for settings in (
        {"passphrase": "short"}, {"passphrase": " " * 12}, {"at": "25:00"}, {"at": "3:40"}, {"keep_days": 0},
        {"keep_weeks": -1}, {"folder": "nas"}, {"folder": str(tmp_path / "missing")},
        {"folder": str(house.core.store.root)}, {"folder": str(house.core.store.root / "backups")},
        {"folder": str(house.core.store.root / "x" / ".." / "audit")},
    ):  # fmt: skip
        with pytest.raises(SettingsInvalid):
            set_to(house, **settings)
    assert house.core.settings.backup == house.core.settings.changed().backup
    set_to(house, folder=str(tmp_path / "nas"))
    assert house.backups.view().place == str(tmp_path / "nas")


def test_a_folder_that_leads_into_the_data_by_a_link_is_not_taken(house: Services, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(house.core.store.root / "audit")
    with pytest.raises(SettingsInvalid, match="copied with it"):
        set_to(house, folder=str(tmp_path / "way"))


def test_the_passphrase_is_in_no_view_and_no_audit(house: Services) -> None:
    set_to(house, passphrase=PASSPHRASE)
    assert PASSPHRASE not in repr(house.backups.view())
    assert PASSPHRASE not in repr(house.audit.newest(10))
    assert house.core.settings.backup.passphrase == SecretStr(PASSPHRASE)


def test_a_folder_that_is_gone_is_told_and_tried_again_each_hour(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
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
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
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


@pytest.mark.parametrize("at", ["2026-11-18T03:40:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_none_in_what_is_remembered_spoils_neither_pages_nor_copies(
    house: Services, clock: FakeClock, at: str
) -> None:
    last = {"name": "x", "at": at, "folder": "/x", "size": 1, "secrets": False}
    house.core.store.write_bytes(json.dumps({"schema": 1, "last": last}).encode(), "backups", "last.json")
    house = again(house, clock)
    house.chores.turn()
    assert "backup_failed" not in codes(house)
    assert house.backups.view().last.at == NOON


def test_a_copy_made_by_the_command_says_as_well_that_another_folder_is_right(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
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
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
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


def test_nothing_is_made_where_it_is_switched_off(house: Services, clock: FakeClock) -> None:
    set_to(house, enabled=False)
    night(house, clock, 24 * 5)
    assert not (house.core.store.root / "backups" / "last.json").exists()
    assert house.backups.view().next is None
    assert codes(house) == []
    house.backups.make_now(TINA)
    clock.advance(86_400 * 10)
    assert codes(house) == []


def test_other_settings_are_tried_at_once(house: Services, clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "nas").mkdir()
    set_to(house, folder=str(tmp_path / "nas"))
    (tmp_path / "nas").rmdir()
    house.chores.turn()
    assert codes(house) == ["backup_failed"]
    set_to(house, folder="")
    house.chores.turn()
    assert codes(house) == []


def test_two_at_the_same_moment_are_one(house: Services) -> None:
    with house.backups._at_work, pytest.raises(Busy):
        house.backups.make_now(TINA)
    assert house.backups.make_now(TINA).name


def test_several_in_one_second_have_a_name_each(house: Services) -> None:
    made = [house.backups.make_now(TINA).name for _ in range(3)]
    assert len({*made}) == 3


def test_who_made_one_is_in_the_audit(house: Services) -> None:
    made = house.backups.make_now(TINA)
    (entry,) = house.audit.newest(5)
    assert (entry.what, entry.kind, entry.who, entry.after) == ("backup", "made", "Tina", {"file": made.name})


def test_one_that_comes_while_the_program_ends_is_not_begun_and_no_failure(house: Services) -> None:
    house.chores._stop.set()
    house.backups.run()
    assert house.backups._failed is None
    assert copies(house.core.store.root / "backups") == []


def test_what_is_remembered_is_not_part_of_a_copy(house: Services) -> None:
    house.backups.make_now(TINA)
    kept = json.loads((house.core.store.root / "backups" / "last.json").read_text())
    assert kept["last"]["name"] == house.backups.view().last.name


def test_a_folder_set_by_hand_within_the_data_is_told(house: Services) -> None:
    root = house.core.store.root
    house.core.settings = house.core.settings.changed(**{"backup.folder": str(root / "audit")})
    with pytest.raises(BackupFolderMissing, match="in the data directory"):
        house.backups.make_now(TINA)


def test_a_data_disk_that_takes_nothing_does_not_make_a_copy_an_hour(
    house: Services, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))

    def full(*_: object) -> None:
        raise DiskFull(path="last.json")

    monkeypatch.setattr(services.backups, "save_last", full)
    night(house, clock, 24)
    assert len(copies(nas)) == 1 + 1
    assert house.backups._failed is None
