"""Hours that are opened longer for a day."""

from datetime import datetime

import pytest
from hypothesis import given, settings, strategies as st

from tests.rules import made
from timekpr_rules import Interval
from timekpr_rules.openings import hours_left, open_until, opened, opened_until


@pytest.mark.parametrize(
    ("there", "start", "end", "found"),
    [
        ((), 930, 960, (Interval(930, 960),)),
        ((Interval(900, 910),), 930, 960, (Interval(900, 960),)),
        ((Interval(900, 910, True),), 930, 990, (Interval(900, 960, True), Interval(960, 990))),
        ((Interval(900, 960),), 960, 990, (Interval(900, 990),)),
        ((Interval(900, 960),), 1440, 1440, (Interval(900, 960),)),
    ],
)
def test_hours_are_opened_as_timekpr_can_store_them(there: object, start: int, end: int, found: object) -> None:
    assert opened(there, start, end) == found


@settings(max_examples=200, deadline=None)
@given(
    hours=made.seeded(made.hours), now=made.seeded(made.moment), wanted=made.seeded(lambda rng: rng.randint(0, 90_000))
)
def test_hours_are_opened_until_there_is_time_enough(hours: tuple[Interval, ...], now: datetime, wanted: int) -> None:
    end, longer = opened_until(hours, now, wanted)
    assert hours_left(longer, now) >= wanted or end == 1440
    assert hours_left(longer, now) >= hours_left(hours, now)
    assert end % 30 == 0
    minutes = {minute for start, stop, _ in hours for minute in range(start, stop)}
    assert minutes <= {minute for start, stop, _ in longer for minute in range(start, stop)}


@pytest.mark.parametrize(
    ("there", "minute", "end", "found"),
    [
        ((Interval(480, 1200),), 900, 1230, (Interval(480, 1230),)),
        ((Interval(480, 1200),), 900, 1080, (Interval(480, 1080),)),
        ((Interval(480, 600), Interval(1080, 1200)), 900, 1110, (Interval(480, 600), Interval(900, 1110))),
        ((Interval(480, 600), Interval(1080, 1200)), 630, 720, (Interval(480, 600), Interval(630, 720))),
        ((Interval(480, 610),), 630, 720, (Interval(480, 720),)),
        ((Interval(900, 1020, True),), 930, 990, (Interval(900, 990, True),)),
        ((), 0, 1440, (Interval(0, 1440),)),
    ],
)
def test_a_day_is_open_from_now_until_then_and_not_after(there: object, minute: int, end: int, found: object) -> None:
    assert open_until(there, minute, end) == found


@settings(max_examples=200, deadline=None)
@given(hours=made.seeded(made.hours), minute=made.seeded(lambda rng: rng.randint(0, 1439)), data=st.data())
def test_whatever_the_hours_were_it_is_open_until_then_and_not_after(
    hours: tuple[Interval, ...], minute: int, data: st.DataObject
) -> None:
    end = data.draw(st.integers(minute + 1, 1440))
    found = {one for first, last, _ in open_until(hours, minute, end) for one in range(first, last)}
    there = {one for first, last, _ in hours for one in range(first, last)}
    assert set(range(minute, end)) <= found
    assert not {one for one in found if one >= end}
    assert {one for one in there if one < minute} <= found
