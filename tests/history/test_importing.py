"""Another program's history, as it may come."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from errors import InvalidValue
from stats_history import Day
from stats_history.importing import parse_days

TODAY = date(2026, 11, 23)


def test_each_day_has_its_figures():
    data = (
        b'\xef\xbb\xbf{"2026-11-22": {"time_spent": 3600.7, "playtime_spent": null}, "2026-11-23": {"time_spent": 0}}'
    )

    assert parse_days(data, TODAY) == {
        date(2026, 11, 22): Day(used=3600, imported=True),
        TODAY: Day(used=0, imported=True),
    }


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        {"2026-11-24": {"time_spent": 1}},
        {"2026-11-22": 5},
        {"2026-11-22": {}},
        {"2026-11-22": {"time_spent": -1}},
        {"2026-11-22": {"time_spent": 86401}},
        {"2026-11-22": {"time_spent": True}},
        {"2026-11-22": {"time_spent": "60"}},
        {"2026-11-22": {"time_spent": 1, "playtime_spent": 1e9}},
        {"": {"time_spent": 1}},
    ],
    ids=str,
)
def test_what_is_wrong_is_named_and_nothing_is_taken(content: Any):
    with pytest.raises(InvalidValue):
        parse_days(json.dumps(content).encode(), TODAY)


@pytest.mark.parametrize("data", [b"", b"\xff", b"{", b"[" * 100_000, b'{"2026-11-22": {"time_spent": NaN}}'])
def test_what_is_no_such_file_is_refused(data: bytes):
    with pytest.raises(InvalidValue):
        parse_days(data, TODAY)


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps).map(str.encode)
)
def test_whatever_comes_is_days_or_one_sentence(data: bytes):
    with suppress(InvalidValue):
        assert all(day <= TODAY for day in parse_days(data, TODAY))
