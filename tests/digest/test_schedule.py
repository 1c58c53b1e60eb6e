"""A week goes out once: on its day at its hour, up to three days later, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from digest import Week
from digest.schedule import MOST_NAMES, SentFile, moment_of, week_to_send
from settings import DigestSettings
from settings.digest import WEEKDAYS
from speech import FIRST_WEEKDAYS
from tests.digest.made import BERLIN, WEEK

MONDAY = DigestSettings()


def sent_at(local: datetime, settings: DigestSettings = MONDAY, first: int = 1) -> str:
    week = week_to_send(settings, first, local)
    return week.name if week else ""


def local(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (local(22, 23, 59), ""), (local(23, 6, 59), ""), (local(23, 7), "2026-W47"), (local(26, 6, 59), "2026-W47"),
        (local(26, 7), ""), (local(29, 12), ""), (local(30, 7), "2026-W48"),
    ],
)  # fmt: skip
def test_it_is_sent_on_monday_at_seven_and_made_up_for_until_thursday(moment: datetime, week: str) -> None:
    assert sent_at(moment) == week


def test_another_day_is_the_first_one_after_the_week() -> None:
    saturday = DigestSettings(weekday="saturday", at="09:30")
    assert [sent_at(local(day, 10), saturday) for day in (25, 27, 28, 30)] == ["", "", "2026-W47", "2026-W47"]
    assert sent_at(datetime(2026, 12, 1, 9, 30, tzinfo=BERLIN), saturday) == ""


def test_a_week_that_begins_on_sunday_is_over_on_saturday() -> None:
    assert sent_at(local(23, 7), first=7) == "2026-W47"
    sunday = DigestSettings(weekday="sunday")
    assert sent_at(local(22, 7), sunday, first=7) == "2026-W47"


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
@pytest.mark.parametrize("at", ["02:30", "02:00", "03:00", "00:00", "23:59"])
def test_a_night_in_which_the_clock_changes_has_its_moment(day: date, at: str) -> None:
    settings = DigestSettings(weekday="sunday", at=at)
    week = Week(day - timedelta(days=13))
    moment = moment_of(settings, week, datetime(2026, 1, 1, tzinfo=BERLIN))
    assert abs(moment.astimezone(BERLIN).replace(tzinfo=None) - datetime.combine(day, datetime.min.time())) < timedelta(
        days=1
    )
    before, then = (moment + timedelta(seconds=more) for more in (-1, 0))
    assert [sent_at(one.astimezone(BERLIN), settings) for one in (before, then)] == ["", week.name]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    st.sampled_from(sorted(WEEKDAYS)),
    st.sampled_from(["00:00", "02:30", "07:00", "23:59"]),
    st.sampled_from(sorted(FIRST_WEEKDAYS.values())),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"]),
)
def test_what_is_sent_is_over_and_no_older_than_it_may_be(
    naive: datetime, weekday: str, at: str, first: int, zone: str
) -> None:
    settings = DigestSettings.model_validate({"weekday": weekday, "at": at})
    now = naive.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    week = week_to_send(settings, first, now)
    if week is not None:
        assert week.last < now.date() <= week.last + timedelta(days=11)
        assert moment_of(settings, week, now) <= now
    moments = [week_to_send(settings, first, now + timedelta(hours=hours)) for hours in range(0, 7 * 24, 12)]
    assert len({one.name for one in moments if one}) in {1, 2}


def test_weeks_are_remembered_for_more_than_a_year_and_each_once() -> None:
    sent, week = SentFile(), WEEK
    for _ in range(3 * MOST_NAMES):
        sent, week = sent.with_mailed(week).with_mailed(week).with_told(week), week.after
    assert len(sent.mailed) == len(set(sent.mailed)) == len(sent.told) == MOST_NAMES
    assert sent.mailed[-1] == week.before.name


@pytest.mark.parametrize("bad", [{"at": "7:00"}, {"at": "24:00"}, {"weekday": "mon"}, {"enabled": "yes!"}, {"x": 1}])
def test_settings_that_are_none_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="DigestSettings"):
        DigestSettings.model_validate(bad)
