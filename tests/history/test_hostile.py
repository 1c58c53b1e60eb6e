"""Histories and lines of the journal that were damaged or written by hand: they cost themselves at most."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from clock import FakeClock
from history_export import Range, wanted_range
from history_views import history_view
from stats_history import MOST_YEAR, Reading, StatsHistory
from storage import Store

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
LINE = {
    "server": "pc",
    "user": "anna",
    "at": "2026-11-24T11:00:00Z",
    "now": "2026-11-24T11:00:00",
    "checked": "2026-11-24T11:00:00",
    "used": 300,
}
DAY = {"used": 300, "counted": 300}
FILE = {
    "schema": 2,
    "as_of": "2026-11-24T11:00:00Z",
    "checked": "2026-11-24T11:00:00",
    "counted_on": "2026-11-24",
    "week_counted": 300,
    "month_counted": 300,
    "month": {"2026-11-24": DAY},
    "year": {"2026-11-24": {"used": 300}},
}


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=FakeClock(NOON), writer=True) as store:
        yield store


def a_cycle(store: Store) -> tuple[int, int]:
    """A program starts, reads two users, shows them and ends; what it has of both."""
    history = StatsHistory(store)
    history.roll("pc", "anna", TUESDAY)
    shown(history)
    for user in ("anna", "ben"):
        local = NOON.replace(tzinfo=None)
        history.note("pc", user, Reading(at=NOON, now=local, checked=local, used=600, week=600, month=600))
    history.settle()
    history.flush()
    shown(history)
    return history.days("pc", "anna")[TUESDAY].used, history.days("pc", "ben")[TUESDAY].used


def shown(history: StatsHistory) -> None:
    histories = [(("pc", user), history.of("pc", user)) for user in ("anna", "ben")]
    assert history_view(histories, TUESDAY - timedelta(days=6), TUESDAY, hours=7).days


@pytest.mark.parametrize(
    "line",
    [
        "[" * 30_000,
        '{"server": "pc", "user": "anna", "at": NaN, "used": 1e999}',
        *(
            json.dumps({**LINE, **wrong})
            for wrong in (
                {"server": ".."},
                {"user": "a/../../b"},
                {"user": "a" * 99},
                {"at": "2026-11-24T11:00:00"},
                {"now": "2026-11-24T11:00:00Z"},
                {"checked": "2026-11-24T11:00:00Z"},
                {"ahead": "2027-11-24T11:00:00Z"},
                {"checked": "0001-01-01T11:00:00"},
                {"now": "0001-01-01T11:00:00", "checked": "0001-01-01T11:00:00"},
                {"now": "9999-12-31T23:59:59", "checked": "9999-12-31T23:59:59"},
                {"used": -1},
                {"used": 10**400},
            )
        ),
    ],
)
def test_a_damaged_line_of_the_journal_costs_itself(store, line):
    store.append_lines([line], "history", "readings-000001.jsonl")

    assert a_cycle(store) == (600, 600)


def test_numbers_beyond_all_reason_and_keys_of_a_later_release_in_the_journal_do_no_harm(store):
    strange = {"week": 10**3000, "month": 10**3000, "balance": -(10**3000), "later": {"a": ["ü" * 20_000]}}
    store.append_lines([json.dumps({**LINE, **strange}, ensure_ascii=False)], "history", "readings-000001.jsonl")

    assert a_cycle(store) == (600, 600)


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": "2026-11-24T11:00:00"},
        {"checked": "2026-11-24T11:00:00Z"},
        {"ahead": "2026-11-24T11:00:00Z"},
        {"counted_on": "0001-01-01"},
        {"counted_on": "9999-12-31"},
        {"week_counted": 10**3000},
        {"month": {}, "year": {"2026-11-24": {**DAY, "until": "11:00:00Z"}}},
        {"month": {}, "year": {"2026-11-24": DAY}},
        {"month": {}, "year": {"2026-11-24": {"used": 300, "spans": "by hand"}}},
        {"month": {"2026-11-24": {**DAY, "spans": ["18:00-14:00", "14:00-24:59"]}}},
        {"year": {"2026-11-24": {"used": 300}, "9999-12-31": {"used": 300}, "0001-01-01": {"used": 3}}},
        {"today": {"day": "9999-12-31", "samples": [{"at": "10:00:00Z", "used": 3}, {"at": "09:00:00", "used": 3}]}},
        {"today": {"day": "2026-11-24", "samples": [{"at": "10:00:00Z", "used": 3}, {"at": "09:00:00", "used": 3}]}},
    ],
)
def test_a_history_that_was_edited_by_hand_costs_itself(store, wrong):
    folder = store.root / "history" / "pc"
    folder.mkdir(parents=True)
    (folder / "anna.json").write_text(json.dumps({**FILE, **wrong}))

    anna, ben = a_cycle(store)

    assert ben == 600
    assert 300 <= anna <= 900


@pytest.mark.parametrize("days", [None, MOST_YEAR])
def test_the_first_days_of_all_calendars_can_be_asked_for(days):
    assert wanted_range(TUESDAY, days, None, "0001-01-05") == Range(date.min, date(1, 1, 5))
