"""Hours that are opened longer for a day."""

from datetime import datetime

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import Interval
from timekpr_rules.openings import hours_left, opened, opened_until


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
