"""A span of time is said in whole minutes that are really there."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import speech


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (1, "under 1 min"),
        (59.9, "under 1 min"),
        (60, "1 min"),
        (7 * 60 + 59, "7 min"),
        (2 * 3600, "2 h"),
        (80 * 60, "1 h 20"),
        (2 * 3600 + 5 * 60, "2 h 05"),
        (26 * 3600, "26 h"),
        (-5 * 60, "minus 5 min"),
    ],
)
def test_a_duration_reads_as_people_say_it(seconds: float, said: str):
    assert speech.duration(seconds) == said


@pytest.mark.parametrize(("seconds", "shown"), [(80 * 60, "1:20"), (7 * 60, "0:07"), (59, "0:00"), (-300, "0:00")])
def test_a_figure_in_a_ring_looks_like_a_clock(seconds: float, shown: str):
    assert speech.figure(seconds) == shown


@given(st.integers(min_value=0, max_value=10**7))
def test_a_figure_never_promises_more_than_there_is_and_hides_less_than_a_minute(seconds: int):
    hours, minutes = speech.figure(seconds).split(":")
    shown = int(hours) * 3600 + int(minutes) * 60
    assert 0 <= seconds - shown < 60
    assert len(minutes) == 2
