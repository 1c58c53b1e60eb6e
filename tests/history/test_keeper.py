"""Readings on their way to the files: nothing is lost on it, whatever happens to the disk or the program."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest

from clock import FakeClock
from stats_history import HISTORY, Day, HistoryFile, Reading, Retention, StatsHistory
from stats_history.keeper import FILES_AT_ONCE
from storage import Store
from tests.history.kept import MONDAY, NOON, clock, on_disk, read, store, two_are_read_twice
from tests.storage.power import PowerCutFilesystem

__all__ = ["clock", "store"]


def journals(store: Store) -> list[str]:
    return [name for name in store.names("history") if name.startswith("readings")]


def test_a_day_is_in_its_file_after_the_cycle_in_which_it_was_first_known(store):
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()

    assert on_disk(store) == {"2026-11-23": 60}
    assert journals(store) == []


def test_newer_figures_are_safe_after_each_cycle_and_in_the_file_after_a_quarter_of_an_hour(store, clock):
    history = StatsHistory(store)
    for minute in range(1, 17):
        history.note("pc", "anna", read(minute * 60, clock.now()))
        history.settle()
        assert StatsHistory(store).days("pc", "anna")[MONDAY].used == minute * 60
        assert on_disk(store)["2026-11-23"] == 60
        clock.advance(60)
    history.note("pc", "anna", read(1000, clock.now()))
    history.settle()

    assert on_disk(store) == {"2026-11-23": 1000}
    assert journals(store) == []


def test_a_stretch_without_use_ends_where_use_begins_again(store, clock):
    history = StatsHistory(store)
    for used in (60, 60, 60, 120):
        history.note("pc", "anna", read(used, clock.now()))
        history.settle()
        clock.advance(600)
    today = history.of("pc", "anna").today

    assert today is not None
    assert [(one.at.minute, one.used) for one in today.samples] == [(0, 60), (20, 60), (30, 120)]


def test_killed_after_any_cycle_everything_that_was_read_in_it_is_there(tmp_path, clock):
    truth: dict[str, int] = {}
    for cycle in range(1, 60):
        with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
            history = StatsHistory(store)
            for user in ("anna", "ben"):
                truth[user] = truth.get(user, 0) + random.randrange(180)
                history.note("pc", user, read(truth[user], clock.now()))
            history.settle()
            assert {user: history.days("pc", user)[MONDAY].used for user in truth} == truth
        clock.advance(60 + cycle)


def test_the_readings_of_a_whole_school_are_safe_after_one_cycle_and_in_files_soon(store, clock):
    history = StatsHistory(store)
    users = [f"pupil{number}" for number in range(10 * FILES_AT_ONCE)]
    for user in users:
        history.note("pc", user, read(60))
    history.settle()
    assert sum(bool(on_disk(store, user)) for user in users) == FILES_AT_ONCE
    assert all(StatsHistory(store).days("pc", user)[MONDAY].used == 60 for user in users)
    for _ in range(10):
        clock.advance(180)
        history.settle()

    assert all(on_disk(store, user) for user in users)
    assert journals(store) == []


def test_what_the_journal_has_and_the_file_too_is_not_there_twice(store, clock):
    """Killed between the file and the end of the journal."""
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.note("pc", "ben", read(60))
    history.settle()
    clock.advance(60)
    history.note("pc", "anna", read(3600, clock.now()))
    history.settle()
    kept = {name: store.read_bytes("history", name, limit=9999) for name in journals(store)}
    clock.advance(900)
    history.note("pc", "anna", read(20, clock.now()))  # set back on the computer
    history.settle()
    for name, data in kept.items():
        store.write_bytes(data or b"", "history", name)
    again = StatsHistory(store)
    again.flush()

    assert again.days("pc", "anna")[MONDAY].used == 3620
    assert again.days("pc", "anna")[MONDAY].resets == 1


def test_an_older_reading_from_the_cache_changes_nothing(store, clock):
    history = StatsHistory(store)
    history.note("pc", "anna", read(3600))
    history.settle()
    again = StatsHistory(store)
    again.note("pc", "anna", read(1800, NOON - timedelta(hours=1)))
    again.flush()

    assert again.days("pc", "anna")[MONDAY].used == 3600


def test_our_own_clock_that_is_set_back_stops_nothing(store, clock):
    there = NOON.replace(tzinfo=None)
    clock.advance(3 * 86_400)
    history = StatsHistory(store)
    history.note("pc", "anna", Reading(at=clock.now(), now=there, checked=there, used=60))
    history.settle()
    clock.advance(-3 * 86_400)
    history.note("pc", "anna", read(600))
    history.flush()

    assert history.days("pc", "anna")[MONDAY].used == 600


def test_a_power_cut_at_any_moment_loses_nothing_of_a_cycle_that_had_ended(tmp_path):
    luck = random.Random()
    for cut in range(1, 60, 2):
        root = tmp_path / f"live{cut}"
        root.mkdir()
        disk = PowerCutFilesystem(root)
        clock = FakeClock(NOON)
        settled = 0
        store = Store.open(root / "data", clock=clock, writer=True, filesystem=disk)
        history = StatsHistory(store)
        history.note("pc", "anna", read(1))
        history.settle()
        disk.at, disk.for_ever = disk.count + cut, True
        for cycle in range(2, 30):
            clock.advance(300)
            history.note("pc", "anna", read(cycle, clock.now()))
            history.settle()
            if disk.count >= disk.at:
                break
            settled = cycle
        left = tmp_path / f"left{cut}"
        disk.leave_behind(left, luck, names=luck.random(), data=luck.random())
        store.close()
        with Store.open(left / "data", clock=clock, writer=True) as after:
            assert StatsHistory(after).days("pc", "anna")[MONDAY].used >= settled


def test_a_damaged_file_costs_at_most_itself(store):
    history = StatsHistory(store)
    for user in ("anna", "ben"):
        history.note("pc", user, read(60))
    history.settle()
    store.root.joinpath("history", "pc", "anna.json").write_text('{"schema": 2, "year": {"2026-11-23": {"used": -1}}}')
    again = StatsHistory(store)

    assert again.days("pc", "anna") in ({}, {MONDAY: again.days("pc", "ben")[MONDAY]})
    assert again.days("pc", "ben")[MONDAY].used == 60
    assert [one.code for one in store.problems()] != []


def test_a_damaged_line_of_the_journal_costs_itself(store, clock):
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()
    clock.advance(60)
    history.note("pc", "anna", read(120, clock.now()))
    history.settle()
    [name] = journals(store)
    good = store.root.joinpath("history", name).read_text()
    bad = '{"server": "pc"}\n[]\nnothing\n{"server": "pc", "user": 7, "used": 1}\n'
    store.root.joinpath("history", name).write_text(bad + good)

    assert StatsHistory(store).days("pc", "anna")[MONDAY].used == 120


@pytest.mark.parametrize("keep", [True, False])
def test_somebody_who_was_let_go_does_not_come_back_out_of_the_journal(store, clock, keep):
    history = StatsHistory(store)
    two_are_read_twice(history, clock)
    history.forget("pc", "anna", keep=keep)
    assert on_disk(store) == {"2026-11-23": 120 if keep else 60}
    store.remove("history", "pc", "anna.json")
    again = StatsHistory(store)
    again.flush()

    assert on_disk(store) == {}
    assert on_disk(store, "ben") == {"2026-11-23": 120}


def test_days_that_are_too_old_go_although_nothing_is_read_any_more(store, clock):
    history = StatsHistory(store, lambda: Retention(year=365))
    history.add_days("pc", "anna", {MONDAY - timedelta(days=ago): Day(used=ago) for ago in range(364, -1, -1)})
    for ahead in (1, 1, 40):
        history.roll("pc", "anna", MONDAY + timedelta(days=ahead))
        history.settle()

    assert min(on_disk(store)) == str(MONDAY + timedelta(days=40 - 364))


def test_a_file_of_the_first_format_is_read_with_its_days(store):
    text = '{"schema": 1, "year": {"2026-11-22": {"used": 5, "playtime": 1, "limit": 7200, "granted": 0}}}'
    store.write_bytes(text.encode(), "history", "pc", "anna.json")

    assert StatsHistory(store).days("pc", "anna") == {MONDAY - timedelta(days=1): Day(used=5, playtime=1, limit=7200)}


def test_what_somebody_added_to_a_file_by_hand_stays_in_it(store):
    text = '{"schema": 2, "note": "holidays", "year": {"2026-11-22": {"used": 5, "note": "ill"}}}'
    store.write_bytes(text.encode(), "history", "pc", "anna.json")
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()

    content = json.loads(store.root.joinpath("history", "pc", "anna.json").read_text())
    assert content["note"] == "holidays"
    assert content["year"]["2026-11-22"]["note"] == "ill"


def test_days_from_elsewhere_are_added_where_nothing_is_known(store):
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.flush()
    added = history.add_days(
        "pc", "anna", {MONDAY: Day(used=1), MONDAY - timedelta(days=1): Day(used=7, imported=True)}
    )

    assert added == 1
    assert on_disk(store) == {"2026-11-22": 7, "2026-11-23": 60}


def test_an_empty_history_is_an_empty_file():
    assert HISTORY.decode(HISTORY.encode(HistoryFile())) == HistoryFile()


def killed_with_all_in_its_file(store, clock, *, twice: bool = False) -> None:
    """A user's file holds all that the journal has too, since another user still needs that."""
    history = StatsHistory(store)
    for used in (0, 600, 1200, 1800):
        for user in ("anna", "ben"):
            history.note("pc", user, read(used, clock.now()))
        history.settle()
        clock.advance(250)
    assert on_disk(store)["2026-11-23"] < 1800
    for line in store.read_lines("history", journals(store)[0], limit=1 << 20) * twice:
        store.append_line(line, "history", journals(store)[0])
    history._save([("pc", "anna")])
    assert on_disk(store)["2026-11-23"] == 1800
    assert journals(store)


@pytest.mark.parametrize("hours", [-24, -1, -0.2, 0, 1])
def test_what_a_file_has_already_is_not_taken_from_the_journal_again_by_a_clock_that_is_behind(store, clock, hours):
    """A small computer without a clock of its own begins with the time of its last hours."""
    killed_with_all_in_its_file(store, clock)
    clock.advance(hours * 3600)

    day = StatsHistory(store).days("pc", "anna")[MONDAY]

    assert (day.used, day.resets) == (1800, 0)


def test_what_is_in_the_journal_twice_counts_once(store, clock):
    killed_with_all_in_its_file(store, clock, twice=True)

    day = StatsHistory(store).days("pc", "ben")[MONDAY]

    assert (day.used, day.resets) == (1800, 0)


def test_what_came_after_our_clock_went_back_is_not_lost_with_the_program(store, clock):
    history = StatsHistory(store)
    history.note("pc", "anna", read(600, clock.now()))
    history.settle()
    later = NOON.replace(tzinfo=None) + timedelta(minutes=10)
    clock.advance(-3600)
    history.note("pc", "anna", read(1200, clock.now()).model_copy(update={"now": later, "checked": later}))
    history.settle()
    clock.advance(7200)

    assert StatsHistory(store).days("pc", "anna")[MONDAY].used == 1200
