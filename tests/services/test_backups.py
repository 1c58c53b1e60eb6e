"""Copies each night: made, thinned out, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from backup import load_last
from clock import FakeClock
from errors import Busy, PassphraseUnreadable, SettingsInvalid
from opening import open_core
from services import Services
from tests.backup.conftest import quick
from tests.services.nights import NOON, PASSPHRASE, TINA, again, clock, codes, copies, house, night, set_to
from tests.support.program import ok

__all__ = ["clock", "house", "quick"]


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


def test_one_that_a_command_has_made_beside_us_counts_and_is_in_the_audit_once(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    data = house.core.store.root
    night(house, clock, 1)
    clock.advance(5 * 86_400)
    assert codes(house) == ["backup_old"]
    made = json.loads(ok(data, "backup", "create", "--without-secrets", "--json"))
    ok(data, "backup", "create", str(tmp_path), "--without-secrets")
    assert codes(house) == ["backup_old"]
    house.backups.due(clock.now())
    house.backups.due(clock.now())

    assert codes(house) == []
    assert house.backups.view().last.name == Path(made["path"]).name
    entries = [one for one in house.audit.newest(9) if one.what == "backup"]
    assert len(entries) == 2
    assert all((one.kind, one.through) == ("made", "command") for one in entries)
    assert not list((data / "told" / "backup").iterdir())
    assert load_last(house.core.store).last.name == Path(made["path"]).name


def test_one_that_a_command_has_made_with_nobody_else_there_is_known_at_the_next_start(
    house: Services, clock: FakeClock
) -> None:
    data = house.core.store.root
    house.core.store.close()
    ok(data, "backup", "create", "--without-secrets")
    with (core := open_core(data, clock, writer=True)).store:
        assert load_last(core.store).last is not None
        assert Services(core).audit.newest(1)[0].what == "backup"


def test_over_months_old_ones_go_and_nothing_else(house: Services, clock: FakeClock) -> None:
    folder = house.core.store.root / "backups"
    for _ in range(120):
        clock.advance(86_400)
        house.chores.turn()
    assert 12 <= len(copies(folder)) <= 17
    assert (folder / "generations").is_dir()
    assert codes(house) == []


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


def test_nothing_is_made_where_it_is_switched_off(house: Services, clock: FakeClock) -> None:
    set_to(house, enabled=False)
    night(house, clock, 24 * 5)
    assert not (house.core.store.root / "backups" / "last.json").exists()
    assert house.backups.view().next is None
    assert codes(house) == []
    house.backups.make_now(TINA)
    clock.advance(86_400 * 10)
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
