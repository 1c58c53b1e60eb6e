"""The hours and stretches of a day."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from stats_history import length, parsed, together
from stats_history.hours import by_hour, placed, spans_with
from stats_history.models import DAY_SECONDS, MOST_SPANS

SECONDS = st.integers(0, DAY_SECONDS)


@given(SECONDS, SECONDS, SECONDS)
def test_what_is_placed_is_all_there_and_within_the_day(used: int, begin: int, end: int):
    place = placed(used, begin, end)
    if place is not None:
        assert 0 <= place[0] < place[1] <= DAY_SECONDS
        shares = by_hour(used, *place)
        assert sum(shares.values()) == used
        assert all(0 <= hour <= 23 and share > 0 for hour, share in shares.items())


@given(st.lists(st.tuples(SECONDS, SECONDS).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=120))
def test_stretches_are_in_order_apart_few_and_hold_every_one_that_was_added(pairs: list[tuple[int, int]]):
    spans: tuple[str, ...] = ()
    for begin, end in pairs:
        spans = spans_with(spans, begin, end)
    minutes = [parsed(span) for span in spans]

    assert minutes == sorted(minutes)
    assert all(one[1] < after[0] for one, after in pairwise(minutes))
    assert len(spans) <= MOST_SPANS
    assert all(any(start * 60 <= begin and end <= stop * 60 for start, stop in minutes) for begin, end in pairs)
    assert together(spans, spans) == spans


@pytest.mark.parametrize(
    ("some", "others", "both"),
    [
        (["14:00-15:00"], ["14:30-16:00"], ("14:30-15:00",)),
        (["14:00-15:00"], ["15:00-16:00"], ()),
        (["14:00-18:00"], ["15:00-15:10", "17:00-20:00"], ("15:00-15:10", "17:00-18:00")),
        ([], ["00:00-24:00"], ()),
    ],
)
def test_the_time_at_two_computers_at_once(some: list[str], others: list[str], both: tuple[str, ...]):
    assert together(some, others) == both


def test_stretches_that_overlap_last_as_long_as_their_union():
    assert length(["14:00-15:00", "14:30-15:30", "23:00-24:00"]) == 2.5 * 3600
