"""What the charts are given to draw: any figures stay inside of the box, and each day has its sentence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from history_views import HOURS, DayFigures, HourFigures, Latest, habit, months, summary
from stats_history import DAY_SECONDS, written
from tests.ui.fleets import NOW, FakeServices
from timekpr_rules import Interval
from ui.history_words import (
    day_name,
    day_sentence,
    doubt,
    habit_sentence,
    hour_sentence,
    latest_sentence,
    span_name,
    stretches,
    summary_lines,
)
from ui.parts.charts.day_columns import axis, day_bars, scale_of
from ui.parts.charts.heat_charts import heat_rows, year_months
from ui.parts.charts.hour_columns import bands, hour_bars
from ui.parts.charts.scale import LEVELS, level, scale
from ui.voice import Voice

SATURDAY = NOW.date()


def voice(language: str = "en", time_format: str = "24h") -> Voice:
    services = FakeServices()
    services.language, services.time_format = language, time_format
    return Voice(services)


seconds = st.integers(0, 20 * DAY_SECONDS)
"""A child may have twenty computers."""
times = st.times().map(lambda at: at.replace(microsecond=0))
figures = st.builds(
    DayFigures,
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    used=st.none() | seconds,
    playtime=seconds,
    limit=st.none() | seconds,
    granted=st.integers(-20 * DAY_SECONDS, 20 * DAY_SECONDS),
    until=st.none() | times,
    estimated=st.booleans(),
    least=seconds,
    most=st.none() | seconds,
    resets=st.integers(0, 1000),
    shared=seconds,
)
spans = (
    st.tuples(st.integers(0, 1439), st.integers(1, 1440))
    .filter(lambda one: one[0] < one[1])
    .map(lambda one: written(*one))
)
by_hour = st.builds(
    HourFigures,
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    used=st.lists(st.none() | st.integers(0, 20 * 7200), min_size=HOURS, max_size=HOURS).map(tuple),
    unplaced=seconds,
    allowed=st.none() | st.lists(spans, max_size=5).map(tuple),
    spans=st.lists(spans, max_size=48).map(tuple),
)
languages = st.sampled_from([voice("en"), voice("de", "12h")])


def is_share(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and 0 <= value <= 1)


@given(st.lists(figures, min_size=1, max_size=40), st.lists(figures, max_size=40), languages)
@settings(max_examples=60, deadline=None)
def test_no_figures_of_days_leave_the_box(days: list[DayFigures], before: list[DayFigures], said: Voice):
    height = scale_of(days, before)
    bars = day_bars(days, before, height, said, {})
    assert len(bars) == len(days)
    for bar, day in zip(bars, days, strict=True):
        assert all(is_share(bar[name]) for name in ("used", "play", "most", "limit", "before"))
        assert bar["play"] <= bar["used"]
        assert (bar["kind"] == "unknown") == (day.used is None)
        assert bar["said"]
    lines = axis(height, said)
    assert 1 <= len(lines) <= 5 or height.top > 4 * DAY_SECONDS
    assert all(is_share(line["at"]) for line in lines)


@given(by_hour, languages, st.none() | times)
@settings(max_examples=60, deadline=None)
def test_no_figures_of_hours_leave_the_box(hours: HourFigures, said: Voice, now: time | None):
    bars, _ = hour_bars(hours, said, now)
    assert len(bars) == HOURS
    assert all(is_share(bar["used"]) for bar in bars)
    assert all(is_share(band["from"]) and is_share(band["to"]) for band in bands(hours))
    moment = datetime.combine(hours.day, now or time(12))
    (row,) = heat_rows([hours], said, moment)
    assert len(row["levels"]) == HOURS
    assert set(row["levels"]) <= {*range(LEVELS + 1), "unknown", "ahead"}
    assert stretches(hours.spans, said) or not hours.spans
    assert habit_sentence(habit([hours]), said)


@given(st.lists(st.none() | seconds, min_size=1, max_size=400), st.dates(date(2001, 1, 1), date(2100, 1, 1)), languages)
@settings(max_examples=30, deadline=None)
def test_a_year_has_each_day_once_in_its_place(used: list[int | None], last: date, said: Voice):
    days = [DayFigures(last - timedelta(days=len(used) - 1 - place), one) for place, one in enumerate(used)]
    shown = year_months(months(days), said, {})
    assert [place for month in shown for place in range(month["first"], month["first"] + len(month["days"]))] == list(
        range(len(days))
    )
    levels = [day["level"] for month in shown for day in month["days"]]
    assert [one is None for one in levels] == [one is None for one in used]
    assert {one for one in levels if one is not None} <= set(range(LEVELS + 1))
    assert all(0 <= month["row"] <= 6 for month in shown)


@given(st.lists(seconds, max_size=50), st.integers(1, DAY_SECONDS))
def test_a_scale_has_room_for_everything_and_begins_at_nothing(values: list[int], least: int):
    found = scale(values, least=least)
    assert found.top >= max([least, *values])
    assert found.share(0) == 0
    assert all(0 < line <= found.top for line in found.lines)


@pytest.mark.parametrize(("used", "shade"), [(0, 0), (-5, 0), (1, 1), (720, 1), (721, 2), (3600, 5), (9999, 5)])
def test_a_shade_grows_with_what_was_used(used: int, shade: int):
    assert level(used, 3600) == shade


def test_nothing_of_nothing_has_no_shade():
    assert level(5, 0) == 0


def test_a_day_is_said_with_all_that_is_drawn_of_it():
    day = DayFigures(SATURDAY, 9000, playtime=1800, limit=7200, granted=900, until=time(14, 3))
    said = day_sentence(day, voice(), {}).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Saturday 21 November: used 2 h 30 of 2 h 15 · 15 min over the limit · PlayTime 30 min · known until 14:03"
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (DayFigures(SATURDAY, None), ""),
        (DayFigures(SATURDAY, 60), ""),
        (DayFigures(SATURDAY, 60, estimated=True), "estimated"),
        (DayFigures(SATURDAY, 3600, estimated=True, most=7200), "between 0 min and 2 h"),
        (DayFigures(SATURDAY, 3600, least=3600, most=7200), "between 1 h and 2 h"),
    ],
)
def test_what_is_not_exact_says_how_inexact_it_is(day: DayFigures, said: str):
    assert doubt(day, voice(), {}) == said


def test_hours_say_when_nothing_is_known_of_them():
    hours = HourFigures(SATURDAY, (None, 1200, *[0] * 22), 0, None, ())
    assert hour_sentence(hours, 0, voice()) == "00:00\N{EN DASH}01:00: not known"
    assert hour_sentence(hours, 1, voice(time_format="12h")) == "1:00 am\N{EN DASH}2:00 am: used 20 min"


def test_the_hours_of_today_that_have_not_come_are_no_gaps():
    hours = HourFigures(SATURDAY, (*[0] * 12, *[None] * 12), 0, None, ())
    bars, _ = hour_bars(hours, voice(), time(14, 3))
    assert [bar["kind"] for bar in bars[11:17]] == ["", "unknown", "unknown", "ahead", "ahead", "ahead"]
    assert all(bar["kind"] == "unknown" for bar in hour_bars(hours, voice(), None)[0][12:])


def test_free_hours_are_told_from_those_that_count():
    hours = HourFigures(SATURDAY, (0,) * 24, 0, ("14:00-20:00",), ())
    assert bands(hours) == [{"from": 0.5833, "to": 0.8333, "free": False}]
    assert bands(hours, [Interval(0, 720, True)]) == [{"from": 0, "to": 0.5, "free": True}]


PC, LAPTOP = ("pc", "anna"), ("laptop", "anna")
NAMES = {PC: "PC-Anna", LAPTOP: "Laptop"}


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        ([(PC, time(15, 50))], "PC-Anna is known until 15:50"),
        ([(PC, time(15, 50)), (LAPTOP, time(9, 5))], "PC-Anna is known until 15:50 · Laptop is known until 09:05"),
        ([(PC, time(15, 50)), (LAPTOP, time(15, 52, 20))], "known until 15:50"),
        ([(LAPTOP, time())], "Laptop was not read"),
        ([(("old", "anna"), time(15, 50))], "known until 15:50"),
        ([(("old", "anna"), time())], "one computer was not read"),
    ],
)
def test_of_several_computers_it_is_said_which_one_is_not_known_to_the_end(behind: list, said: str):
    day = DayFigures(SATURDAY, 60, computers=2, behind=tuple(behind), until=min(until for _, until in behind))
    assert doubt(day, voice(), NAMES).replace("\N{NO-BREAK SPACE}", " ") == said
    assert day_sentence(day, voice(), NAMES).replace("\N{NO-BREAK SPACE}", " ").endswith(f" · {said}")


def test_a_day_of_another_year_is_named_with_it():
    assert day_name(date(2025, 11, 29), voice()) == "Saturday 29 November 2025"
    assert day_name(date(2025, 11, 29), voice("de")) == "Samstag, 29. November 2025"
    assert day_name(date(2026, 1, 1), voice()) == "Thursday 1 January"


def test_what_is_reckoned_without_a_day_says_without_which():
    goes_on = DayFigures(SATURDAY, 9600, until=time(14, 3))
    days = [DayFigures(SATURDAY - timedelta(days=1), 3600), goes_on]
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in summary_lines(summary(days, ()), 2, voice(), SATURDAY)]
    assert said == ["1 h a day without today", "longest today, so far: 2 h 40"]
    later = summary_lines(summary(days, ()), 2, voice(), SATURDAY + timedelta(days=9))
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in later] == [
        "1 h a day without Saturday 21 November",
        "longest on Saturday 21 November: 2 h 40",
    ]


def test_how_late_it_was_says_where_not_all_times_are_kept():
    assert (
        latest_sentence(Latest(SATURDAY, 1360, of_all=True), voice()) == "Latest until 22:40, on Saturday 21 November."
    )
    some = latest_sentence(Latest(SATURDAY, 1360, of_all=False), voice())
    assert some == "Latest until 22:40, on Saturday 21 November, as far as times are kept."


def test_days_in_a_row_name_the_year_only_where_it_is_another_one():
    first = SATURDAY - timedelta(days=6)
    assert span_name(first, SATURDAY, voice(), SATURDAY) == "15\N{EN DASH}21 Nov"
    assert "2026" in span_name(first, SATURDAY, voice(), date(2027, 1, 3))


def test_some_days_are_said_in_words():
    days = [DayFigures(SATURDAY - timedelta(days=1), 9000, limit=7200), DayFigures(SATURDAY, 3600, playtime=600)]
    lines = summary_lines(summary(days, [DayFigures(SATURDAY, 3600)]), 2, voice(), SATURDAY)
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] == [
        "1 h 45 a day",
        "45 min a day more than in the 2 days before.",
        "PlayTime 10 min · longest on Friday 20 November: 2 h 30 · over the limit on 1 day",
    ]
