"""A moment is said as one would say it now, on the clock of whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

import speech

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 14, 3, tzinfo=BERLIN)


def at(*args: int) -> datetime:
    return datetime(*args, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(2026, 11, 21, 9, 5), "09:05"),
        (at(2026, 11, 21, 20, 0), "20:00"),
        (at(2026, 11, 20, 21, 10), "yesterday 21:10"),
        (at(2026, 11, 22, 7, 0), "tomorrow 07:00"),
        (at(2026, 11, 16, 21, 10), "Monday 21:10"),
        (at(2026, 11, 15, 21, 10), "Sunday 21:10"),
        (at(2026, 11, 14, 21, 10), "14 Nov 21:10"),
        (at(2026, 11, 25, 21, 10), "25 Nov 21:10"),
        (at(2025, 11, 21, 21, 10), "21 Nov 2025 21:10"),
    ],
)
def test_a_moment_names_the_day_only_when_it_is_another_one(moment: datetime, said: str):
    assert speech.moment(moment, NOW) == said


def test_a_twelve_hour_clock_says_which_half_of_the_day():
    assert speech.moment(at(2026, 11, 20, 21, 10), NOW, time_format="12h") == "yesterday 9:10 pm"


def test_a_moment_is_said_in_the_zone_of_the_one_who_asks():
    assert speech.moment(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), NOW) == "00:30"
    assert speech.moment(datetime(2026, 11, 20, 22, 30, tzinfo=UTC), NOW) == "yesterday 23:30"


def test_the_hour_that_comes_twice_keeps_its_day():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    now = at(2026, 10, 26, 12, 0)
    assert speech.moment(first.astimezone(UTC), now) == speech.moment(second.astimezone(UTC), now) == "yesterday 02:30"


def test_a_german_writes_the_date_otherwise():
    assert speech.moment(at(2025, 11, 21, 21, 10), NOW, "de") == "21.11.2025 21:10"
    assert speech.moment(at(2026, 11, 16, 21, 10), NOW, "de") == "Montag 21:10"


def test_a_language_that_nobody_knows_falls_back_to_english():
    assert speech.moment(at(2026, 11, 16, 21, 10), NOW, "xx") == "Monday 21:10"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just now"), (59, "just now"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "13:03"), (-1, "14:03")],
)
def test_what_is_fresh_is_said_by_its_age(seconds: int, said: str):
    assert speech.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_as_of_says_how_old_a_figure_is():
    assert speech.as_of(at(2026, 11, 20, 21, 10), NOW) == "as of yesterday 21:10"


@given(st.integers(min_value=0, max_value=2**32), st.sampled_from(["en", "de"]))
def test_every_moment_can_be_said_and_ends_with_its_clock(timestamp: int, language: str):
    aware = datetime.fromtimestamp(timestamp, UTC)
    assert speech.moment(aware, NOW, language).endswith(f"{aware.astimezone(BERLIN):%H:%M}")


@pytest.mark.parametrize(
    ("language", "names", "short"),
    [("en", ("Monday", "Sunday"), ("Mo", "Su")), ("de", ("Montag", "Sonntag"), ("Mo", "So"))],
)
def test_a_column_is_headed_by_two_letters(language: str, names: tuple[str, str], short: tuple[str, str]):
    assert tuple(speech.weekday(day, language) for day in (1, 7)) == names
    assert tuple(speech.weekday(day, language, short=True) for day in (1, 7)) == short


@pytest.mark.parametrize(("time_format", "said"), [("24h", ["0", "12", "23"]), ("12h", ["12 am", "12 pm", "11 pm"])])
def test_a_whole_hour_beside_a_row_is_short(time_format: str, said: list[str]):
    assert [speech.hour_of_day(hour, "en", time_format) for hour in (0, 12, 23)] == said
