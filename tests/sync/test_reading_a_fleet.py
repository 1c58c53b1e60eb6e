"""A cycle over a real computer: what is kept, what is told, what is written."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import ConnectionRefused, DiskFull, FileMissing
from storage import Store

from .conftest import Computer, Engine, take_in

pytestmark = pytest.mark.real


def test_the_first_cycle_reads_all_and_the_cache_holds_the_same_bytes(engine: Engine, computer: Computer) -> None:
    report = engine.cycle()

    assert sorted(report.servers[0].changed) == ["anna.conf", "anna.time", "ben.conf", "ben.time", "timekpr.conf"]
    assert engine.cached("pc", "timekpr.conf").read_bytes() == (computer.root / "timekpr.conf").read_bytes()
    for user in ("anna", "ben"):
        assert engine.cached("pc", "users", f"{user}.conf").read_bytes() == computer.path(user).read_bytes()
        assert engine.cached("pc", "stats", f"{user}.time").read_bytes() == computer.spent(user).read_bytes()


def test_what_has_not_changed_is_not_written_again(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    before = {path: path.stat().st_ino for path in engine.cached("pc").rglob("*") if path.is_file()}

    report = engine.cycle()

    assert report.servers[0].changed == ()
    assert {path: path.stat().st_ino for path in before} == before


def test_a_change_within_the_same_second_is_seen(engine: Engine, computer: Computer) -> None:
    """SFTP tells mtimes in whole seconds, so only the bytes can tell."""
    engine.cycle()
    path = computer.spent("anna")
    status = path.stat()
    path.write_text(path.read_text().replace("TIME_SPENT_DAY = 0", "TIME_SPENT_DAY = 1"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert engine.cycle().servers[0].changed == ("anna.time",)
    assert engine.state().users["anna"].spent.model.spent_day == 1


def test_users_are_found_in_the_directory_that_timekpr_conf_names(engine: Engine, computer: Computer) -> None:
    (computer.root / "config/timekpr.carla.conf").touch()
    engine.cycle()

    assert engine.state().found == ("anna", "ben", "carla")
    assert engine.state().directories.config == str(computer.root / "config")


def test_a_damaged_file_is_told_and_the_copy_stays_the_last_good_one(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    good = computer.path("anna").read_bytes()
    computer.path("anna").write_bytes(good + b"LIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n")
    engine.cycle()

    assert engine.state().users["anna"].config.damaged
    assert engine.cached("pc", "users", "anna.conf").read_bytes() == good


def test_a_missing_user_file_is_told_and_the_rest_is_read(engine: Engine, computer: Computer) -> None:
    computer.path("anna").unlink()
    engine.cycle()

    assert isinstance(engine.state().users["anna"].error, FileMissing)
    assert engine.state().users["ben"].config is not None
    assert engine.state().error is None


def test_after_a_restart_everything_is_there_before_the_first_cycle(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    before = engine.state()
    engine.restart()

    after = engine.state()
    assert after.read_at == before.read_at
    assert after.found == before.found
    assert after.clock == replace(before.clock, doubtful=True)  # ours may have been set since
    assert after.users == before.users
    assert engine.cycle().servers[0].changed == ()


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"TIME"])
def test_a_copy_that_a_power_cut_has_spoilt_is_not_shown_and_is_read_again(
    engine: Engine, computer: Computer, content: bytes
) -> None:
    engine.cycle()
    before = engine.state()
    spoilt = ["timekpr.conf", "users/anna.conf", "stats/anna.time"]
    for path in spoilt:
        engine.cached("pc", path).write_bytes(content)
    engine.restart()

    assert engine.state().main is None
    assert engine.state().users["anna"].config is None
    assert engine.state().users["anna"].spent is None
    assert engine.state().users["ben"] == before.users["ben"]
    assert set(engine.cycle().servers[0].changed) == {"timekpr.conf", "anna.conf", "anna.time"}
    after = engine.state().users["anna"]
    assert (after.config, after.spent) == (before.users["anna"].config, before.users["anna"].spent)
    assert all(engine.cached("pc", path).read_bytes() not in (b"", content) for path in spoilt)


def test_a_computer_that_goes_away_keeps_its_values_and_their_age(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    read_at = engine.state().read_at
    computer.sshd.stop()
    engine.cycle()

    assert isinstance(engine.state().error, ConnectionRefused)
    assert engine.state().read_at == read_at
    assert engine.state().users["anna"].config is not None


def test_going_away_and_coming_back_is_logged_once_each(
    engine: Engine, computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cycle")
    engine.cycle()
    computer.sshd.stop()
    for _ in range(3):
        engine.cycle()
    computer.sshd.start()
    for _ in range(2):
        engine.cycle()

    told = [record.getMessage() for record in caplog.records if record.name == "cycle"]
    assert len(told) == 2
    assert "takes no SSH connection" in told[0]
    assert told[1] == "pc is back"


def test_one_that_stays_off_is_tried_less_often_but_at_once_when_asked(engine: Engine, computer: Computer) -> None:
    computer.sshd.stop()
    tried = [bool(engine.cycle(eager=set()).servers) for _ in range(20)]

    assert tried[:4] == [True] * 4
    assert 0 < sum(tried[-6:]) < 4
    assert engine.cycle(eager={"pc"}).servers
    assert engine.cycle(eager=None).servers


def test_a_disk_that_is_full_costs_no_knowledge_and_is_caught_up_later(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise DiskFull(path="cache")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write_copy", full)
        engine.cycle()
    assert engine.state().error is None
    assert engine.state().users["anna"].config is not None
    assert not engine.cached("pc", "users", "anna.conf").exists()

    engine.cycle()

    assert engine.cached("pc", "users", "anna.conf").read_bytes() == computer.path("anna").read_bytes()


def test_a_computer_that_is_taken_in_while_running_is_read_in_the_next_cycle(
    engine: Engine, computer: Computer
) -> None:
    engine.cycle()
    take_in(engine.core, "second", computer.root, computer.sshd)

    assert {one.server.id for one in engine.cycle().servers} == {"pc", "second"}


def test_a_computer_that_is_removed_or_switched_off_here_is_not_read(engine: Engine, computer: Computer) -> None:
    take_in(engine.core, "second", computer.root, computer.sshd)
    engine.cycle()
    engine.core.fleet.remove("second", keep_data=True)
    engine.core.fleet.update("pc", enabled=False)

    assert engine.cycle().servers == ()
    assert engine.state("second").read_at is None


def test_the_clock_is_asked_at_first_contact_and_then_once_an_hour(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    first = engine.state().clock
    engine.cycle()

    assert first.read_at is not None
    assert abs(first.ahead) <= 2
    assert engine.state().clock == first

    old = first.read_at - timedelta(hours=1)
    engine.syncer._states["pc"] = replace(engine.state(), clock=replace(first, read_at=old))
    engine.cycle()
    assert engine.state().clock.read_at > first.read_at


def test_a_counter_file_that_contradicts_the_zone_makes_it_ask_again(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    first = engine.state().clock
    now = datetime.now(UTC) + timedelta(seconds=first.utc_offset, hours=3)
    _write_last_checked(computer.spent("anna"), now)
    engine.cycle()
    assert engine.state().clock.doubtful

    engine.cycle()

    assert engine.state().clock.read_at > first.read_at


def _write_last_checked(path: Path, at: datetime) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(
        "".join(f"LAST_CHECKED = {at:%Y-%m-%d %H:%M:%S}\n" if "LAST_CHECKED" in line else line for line in lines)
    )
