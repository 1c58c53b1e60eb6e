"""The days of each user, as they are kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clock import FakeClock
from errors import DataUnreadable, DiskFull
from stats_history import MOST_DAYS, Day, StatsHistory
from storage import Store

MONDAY = date(2026, 11, 23)


@pytest.fixture
def clock():
    return FakeClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        yield store


def on_disk(store: Store) -> dict[str, int]:
    content = json.loads(store.root.joinpath("history", "pc", "anna.json").read_text())
    return {day: figures["used"] for day, figures in content["year"].items()}


def test_a_day_is_on_the_disk_as_soon_as_it_is_first_known(store):
    StatsHistory(store).record("pc", "anna", MONDAY, Day(used=60))

    assert on_disk(store) == {"2026-11-23": 60}


def test_newer_figures_of_a_day_replace_the_older_and_are_saved_within_a_quarter_of_an_hour(store, clock):
    history = StatsHistory(store)
    for minute in range(1, 16):
        history.record("pc", "anna", MONDAY, Day(used=minute * 60))
        assert history.days("pc", "anna")[MONDAY].used == minute * 60
        assert on_disk(store) == {"2026-11-23": 60}
        clock.advance(60)
    history.record("pc", "anna", MONDAY, Day(used=1000))

    assert on_disk(store) == {"2026-11-23": 1000}


def test_what_was_in_memory_alone_is_saved_at_the_end(store):
    history = StatsHistory(store)
    history.record("pc", "anna", MONDAY, Day(used=60))
    history.record("pc", "anna", MONDAY, Day(used=120))
    history.flush()

    assert on_disk(store) == {"2026-11-23": 120}


def test_the_last_figures_of_a_day_that_are_read_later_complete_that_day(store):
    history = StatsHistory(store)
    history.record("pc", "anna", MONDAY, Day(used=60, limit=7200))
    history.record("pc", "anna", MONDAY + timedelta(days=1), Day(used=5))
    history.record("pc", "anna", MONDAY, Day(used=3600))

    assert history.days("pc", "anna")[MONDAY] == Day(used=3600, limit=7200)


def test_a_full_disk_loses_nothing_that_it_takes_later(store, clock, monkeypatch):
    history = StatsHistory(store)

    def full(*_: object) -> None:
        raise DiskFull(path="history", why="full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", full)
        history.record("pc", "anna", MONDAY, Day(used=60))
    clock.advance(900)
    history.record("pc", "anna", MONDAY, Day(used=61))

    assert on_disk(store) == {"2026-11-23": 61}


def test_a_damaged_file_costs_at_most_itself(store):
    StatsHistory(store).record("pc", "anna", MONDAY, Day(used=60))
    StatsHistory(store).record("pc", "ben", MONDAY, Day(used=60))
    store.root.joinpath("history", "pc", "anna.json").write_text('{"schema": 1, "year": {"2026-11-23": {"used": -1}}}')

    history = StatsHistory(store)

    assert history.days("pc", "anna") in ({}, {MONDAY: Day(used=60)})
    assert history.days("pc", "ben") == {MONDAY: Day(used=60)}


def test_a_file_that_cannot_be_read_for_a_while_is_not_written_over(store, monkeypatch):
    StatsHistory(store).record("pc", "anna", MONDAY, Day(used=60))
    history = StatsHistory(store)

    def unreadable(*_: object) -> None:
        raise DataUnreadable(path="history/pc/anna.json", why="Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(store, "load", unreadable)
        history.record("pc", "anna", MONDAY + timedelta(days=1), Day(used=5))
        assert history.days("pc", "anna") == {}
    history.record("pc", "anna", MONDAY + timedelta(days=1), Day(used=6))

    assert on_disk(store) == {"2026-11-23": 60, "2026-11-24": 6}


def test_somebody_who_was_let_go_is_forgotten(store):
    history = StatsHistory(store)
    history.record("pc", "anna", MONDAY, Day(used=60))
    store.remove("history", "pc", "anna.json")
    history.forget("pc", "anna")
    history.flush()

    assert not store.root.joinpath("history", "pc", "anna.json").exists()


@settings(deadline=None, max_examples=40)  # each one opens a store
@given(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 86_400)), max_size=60))
def test_the_days_are_the_newest_figures_of_the_newest_days_in_order(tmp_path_factory, read):
    clock = FakeClock(datetime(2026, 11, 23, tzinfo=UTC))
    with Store.open(tmp_path_factory.mktemp("h") / "data", clock=clock, writer=True) as store:
        history = StatsHistory(store)
        truth: dict[date, int] = {}
        for day, used in read:
            history.record("pc", "anna", MONDAY + timedelta(days=day), Day(used=used))
            truth[MONDAY + timedelta(days=day)] = used
        days = history.days("pc", "anna")

    assert list(days) == sorted(truth)[-MOST_DAYS:]
    assert all(days[day].used == truth[day] for day in days)
