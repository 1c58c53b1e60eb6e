"""Where the disk is in the way of a history: nothing is lost, nothing is taken for empty, and it is told."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from clock import FakeClock
from errors import DataDamaged, DataUnreadable, DiskFull, NotSaved
from stats_history import Day, StatsHistory
from stats_history.keeper import MOST_READINGS, SAVED_EVERY, UNREADABLE
from stats_history.models import MOST_BYTES
from storage import Store
from tests.history.kept import MONDAY, clock, on_disk, read, store, two_are_read_twice
from tests.storage.power import FaultyFilesystem

__all__ = ["clock", "store"]

SUNDAY = MONDAY - timedelta(days=1)


@contextmanager
def unreadable(store: Store) -> Iterator[None]:
    """No file can be read just now."""

    def refuse(*_: object) -> None:
        raise DataUnreadable(path="history/pc/anna.json", why="Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "load", refuse)
        yield


def test_a_full_disk_loses_nothing_that_it_takes_later(tmp_path: Path, clock: FakeClock) -> None:
    disk = FaultyFilesystem()
    with Store.open(tmp_path / "data", clock=clock, writer=True, filesystem=disk) as store:
        history = StatsHistory(store)
        history.note("pc", "anna", read(60))
        history.settle()
        disk.error, disk.for_ever, disk.at = errno.ENOSPC, True, disk.count + 1
        for minute in range(2 * MOST_READINGS):
            clock.advance(180)
            history.note("pc", "anna", read(60 + minute, clock.now()))
            history.settle()
        disk.at = None
        clock.advance(900)
        history.settle()

        assert on_disk(store)["2026-11-23"] == 60 + 2 * MOST_READINGS - 1
        assert StatsHistory(store).days("pc", "anna") == history.days("pc", "anna")


def test_a_full_disk_is_asked_once_in_a_quarter_of_an_hour_also_after_midnight(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()
    tries: list[float] = []

    def full(*_: object) -> None:
        tries.append(clock.monotonic())
        raise DiskFull(path="anna.json")

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", full)
        clock.advance(86_400)
        for _ in range(20):
            history.note("pc", "anna", read(5, clock.now()))
            history.settle()
            clock.advance(180)
    assert len(tries) == 4
    assert min(later - one for one, later in pairwise(tries)) >= SAVED_EVERY
    clock.advance(SAVED_EVERY)
    history.settle()
    assert on_disk(store) == {"2026-11-23": 60, "2026-11-24": 5}


def test_a_file_that_cannot_be_read_for_a_while_is_not_written_over(store: Store, clock: FakeClock) -> None:
    StatsHistory(store).add_days("pc", "anna", {SUNDAY: Day(used=60)})
    history = StatsHistory(store)
    with unreadable(store):
        history.note("pc", "anna", read(5))
        history.settle()
    clock.advance(900)
    history.settle()

    assert on_disk(store) == {"2026-11-22": 60, "2026-11-23": 5}


def test_a_file_that_cannot_be_read_is_never_taken_for_an_empty_one_and_is_told(store: Store) -> None:
    StatsHistory(store).add_days("pc", "anna", {SUNDAY: Day(used=60)})
    history = StatsHistory(store)
    with unreadable(store):
        for ask in (history.of, history.whole, history.days):
            with pytest.raises(DataUnreadable):
                ask("pc", "anna")
        (problem,) = history.problems()
        assert problem.code == UNREADABLE
        assert "history/pc/anna.json" in problem.message.text()
    assert history.of("pc", "anna").year[SUNDAY].used == 60
    assert list(history.problems()) == []


def test_a_damaged_file_is_begun_anew_but_not_for_whoever_would_put_it_in_the_place_of_more(store: Store) -> None:
    store.write_bytes(b"{", "history", "pc", "anna.json")
    history = StatsHistory(store)

    with pytest.raises(DataDamaged):
        history.whole("pc", "anna")
    assert history.of("pc", "anna").year == {}
    assert list(history.problems()) == []
    assert [one.code for one in store.problems()] != []


def test_a_file_that_somebody_has_made_huge_costs_itself_and_is_told(store: Store) -> None:
    StatsHistory(store).add_days("pc", "ben", {SUNDAY: Day(used=60)})
    store.write_bytes(b'{"schema": 2, "note": "' + b"x" * MOST_BYTES + b'"}', "history", "pc", "anna.json")
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()

    assert on_disk(store) == {"2026-11-23": 60}
    assert history.days("pc", "ben")[SUNDAY].used == 60
    assert [one.code for one in store.problems()] == ["data_damaged"]


def test_what_cannot_be_kept_of_somebody_who_is_let_go_is_not_forgotten(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = StatsHistory(store)
    two_are_read_twice(history, clock)

    def full(*_: object) -> None:
        raise DiskFull(path="anna.json")

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", full)
        with pytest.raises(NotSaved):
            history.forget("pc", keep=True)
    again = StatsHistory(store)
    for one in (history, again):
        assert [one.days("pc", user)[MONDAY].used for user in ("anna", "ben")] == [120, 120]
    again.forget("pc", "anna", keep=True)
    assert on_disk(store) == {"2026-11-23": 120}


def test_where_nothing_waits_somebody_can_be_let_go_though_their_file_cannot_be_read(store: Store) -> None:
    history = StatsHistory(store)
    history.note("pc", "anna", read(60))
    history.settle()
    with unreadable(store):
        history.roll("pc", "anna", MONDAY)
        history.forget("pc", keep=True)

    assert on_disk(store) == {"2026-11-23": 60}


def test_one_who_was_let_go_is_no_problem_any_more(store: Store) -> None:
    history = StatsHistory(store)
    history.note("pc", "anna", read(5))
    with unreadable(store), pytest.raises(DataUnreadable):
        history.of("pc", "anna")
    history.forget("pc", "anna", keep=False)

    assert list(history.problems()) == []
