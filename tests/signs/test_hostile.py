"""A computer that says anything at all: nothing breaks, and its words are only shown."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from signs import MOST
from tests.signs.watched import Watched
from timekpr_rules import TimeFile, new_time_file

ODD = st.one_of(
    st.sampled_from((datetime(9999, 12, 31, 23, 59, 59), datetime(1, 1, 1), datetime(2026, 11, 18, 15))),
    st.datetimes(),
)
COUNTERS = st.integers(-(2**40), 2**40)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=st.lists(st.tuples(ODD, COUNTERS, COUNTERS), min_size=1, max_size=4), ahead=st.integers(-(2**31), 2**36))
def test_whatever_the_counters_and_the_clock_say(home: Watched, moments, ahead) -> None:
    path = home.twin.timekpr.disk.time("anna")
    clock, home.twin._clock = home.twin._clock, lambda: type(clock())(3600, ahead, home.clock.now(), "Europe/Berlin")  # type: ignore[method-assign]
    for moment, day, week in moments:
        spent = TimeFile(day, day, week, week, moment.replace(microsecond=0, tzinfo=None))
        lines = new_time_file("anna", TimeFile(last_checked=datetime(2026, 11, 18))).decode()
        lines = lines.replace("2026-11-18 00:00:00", f"{spent.last_checked:%Y-%m-%d %H:%M:%S}".rjust(19, "0"))
        lines = lines.replace("TIME_SPENT_DAY = 0", f"TIME_SPENT_DAY = {day}")
        path.write_text(lines.replace("TIME_SPENT_WEEK = 0", f"TIME_SPENT_WEEK = {week}"))
        home.look(200)
        assert home.view.signs is not None
    home.twin._clock = clock  # type: ignore[method-assign]
    assert len(home.signs) <= MOST


@pytest.mark.parametrize("name", ["{0}", "{user.name}", "{{ 7*191 }}", "<b>"])
def test_what_a_value_says_stays_a_text(home: Watched, name: str) -> None:
    home.twin.timekpr.set_settings({"TIMEKPR_SESSION_TYPES_CTRL": f"x11;wayland;{name}"}, home.twin.now())
    home.look(180)
    (sign,) = home.signs
    assert name in sign.message.text()
    home.restart()
    assert name in home.signs[0].message.text()
