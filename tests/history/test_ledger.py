"""What one reading after the other makes of a user's history."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from stats_history import DAY_SECONDS, HistoryFile, Reading, Retention
from stats_history.ledger import Ledger
from stats_history.models import MOST_SAMPLES
from timekpr_rules import CRASH_LOSES

MONDAY = date(2026, 11, 23)


def at(text: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(text))


def read(moment: datetime, used: int, *, checked: datetime | None = None, **more: object) -> Reading:
    values = {"balance": used, "week": used, "month": used, "limit": 7200, "allowed": ("14:00-20:00",), **more}
    return Reading(at=moment.replace(tzinfo=UTC), now=moment, checked=checked or moment, used=used, **values)  # type: ignore[arg-type]


def history(*readings: Reading) -> HistoryFile:
    ledger = Ledger(HistoryFile())
    for one in readings:
        ledger.take(one)
    return ledger.file()


def test_a_grant_is_no_counter_that_has_gone_backwards():
    day = history(read(at("14:00"), 3600), read(at("14:10"), 3700, balance=1900)).month[MONDAY]

    assert (day.used, day.granted, day.resets) == (3700, 1800, 0)


def test_a_counter_that_was_set_back_hides_nothing():
    day = history(read(at("14:00"), 3600), read(at("14:10"), 0), read(at("14:20"), 300)).month[MONDAY]

    assert (day.used, day.counted, day.resets) == (3900, 300, 1)


def test_a_counter_that_fell_by_a_minute_after_a_crash_is_no_sign_of_anything():
    day = history(read(at("14:00"), 3600), read(at("14:01"), 3600 - 60), read(at("14:11"), 4140)).month[MONDAY]

    assert (day.used, day.resets) == (4200, 0)


def test_a_clock_that_is_put_back_takes_off_all_counters_alike_and_doubles_nothing():
    """Found with the real daemon: it takes off as much as its clock goes back."""
    known = history(
        read(at("14:00"), 3600, week=9000, month=20_000),
        read(at("16:00"), 3000, week=8400, month=19_400),
        read(at("16:10"), 3600, week=9000, month=20_000),
    )

    assert (known.year[MONDAY].used, known.year[MONDAY].resets) == (4200, 0)


def test_where_only_the_counter_of_the_day_was_set_back_that_of_the_week_knows_what_was_used():
    known = history(
        read(at("14:00"), 3600, week=9000, month=20_000),
        read(at("14:10"), 0, week=9500, month=20_500),
        read(at("14:20"), 300, week=9800, month=20_800),
    )

    assert (known.year[MONDAY].used, known.year[MONDAY].resets) == (4400, 1)


def test_a_counter_that_was_set_to_less_than_it_was_adds_no_more_than_the_time_that_has_passed():
    known = history(read(at("14:00"), 7200), read(at("14:10"), 3600), read(at("14:20"), 4200))

    assert (known.year[MONDAY].used, known.year[MONDAY].resets) == (7800, 1)


def test_what_was_given_before_a_counter_was_set_back_is_not_forgotten():
    readings = read(at("14:00"), 3600, balance=1800), read(at("14:10"), 0), read(at("14:20"), 300)

    assert history(*readings).month[MONDAY].granted == 1800


def test_a_new_day_begins_anew_and_the_one_before_is_completed_by_the_counters_of_the_week():
    tuesday = MONDAY + timedelta(days=1)
    known = history(
        read(at("14:00"), 3600, week=3600, month=9000), read(at("15:00", tuesday), 600, week=5400, month=10_800)
    )

    assert known.year[MONDAY].used == 4800
    assert known.year[MONDAY].until is None
    assert known.year[tuesday].used == 600


def test_several_days_that_nobody_read_share_what_the_counters_hold_and_say_so():
    thursday = MONDAY + timedelta(days=3)
    known = history(
        read(at("14:00"), 3600, week=3600, month=9000), read(at("15:00", thursday), 600, week=7800, month=13_200)
    )

    assert [known.year[MONDAY + timedelta(days=n)].used for n in range(4)] == [3600, 1800, 1800, 600]
    assert [known.year[MONDAY + timedelta(days=n)].estimated for n in range(4)] == [False, True, True, False]
    assert known.year[MONDAY].until == time(14)
    assert known.year[MONDAY].most == 7200
    assert known.year[MONDAY + timedelta(days=1)].most == 3600


def test_days_on_which_the_counters_stood_still_were_not_used():
    thursday = MONDAY + timedelta(days=3)
    known = history(read(at("14:00"), 60, week=60, month=60), read(at("15:00", thursday), 60, week=120, month=120))

    assert [known.year[MONDAY + timedelta(days=n)].used for n in range(4)] == [60, 0, 0, 60]
    assert not any(day.estimated for day in known.year.values())
    assert known.year[MONDAY].until is None


def test_a_gap_over_which_both_counters_began_anew_stays_a_gap():
    later = date(2027, 1, 5)
    known = history(read(at("14:00"), 60, week=60, month=60), read(at("15:00", later), 60, week=160, month=360))

    assert known.year[MONDAY].until == time(14)
    assert MONDAY + timedelta(days=10) not in known.year
    assert known.year[date(2027, 1, 4)].used == 100  # since Monday; from the 1st to the 3rd another 200
    assert sum(known.year[date(2027, 1, day)].used for day in (1, 2, 3)) == 200


def test_a_month_sets_the_week_back_too_before_0_5_6():
    wednesday = date(2026, 12, 2)  # the month has begun on Tuesday
    before = read(at("14:00", date(2026, 11, 30)), 0, month_ends_week=True)
    known = history(before, read(at("15:00", wednesday), 60, week=360, month=360, month_ends_week=True))

    assert known.year[date(2026, 12, 1)].used == 300
    assert known.year[date(2026, 11, 30)].until == time(14)


def test_a_file_that_is_days_old_says_how_its_day_ended_and_that_nothing_was_used_since():
    thursday = MONDAY + timedelta(days=3)
    known = history(read(at("14:00"), 60), read(at("15:00", thursday), 90, checked=at("14:30"), week=90, month=90))

    assert [known.year[MONDAY + timedelta(days=n)].used for n in range(4)] == [90, 0, 0, 0]
    assert [known.year[MONDAY + timedelta(days=n)].until for n in range(4)] == [None, None, None, time(15)]


def test_a_computer_that_was_read_before_timekpr_wrote_again_has_empty_days_in_between():
    """On Thursday its file is still Monday's: so nobody used it on Tuesday, of which only the morning was known."""
    tuesday, thursday = MONDAY + timedelta(days=1), date(2026, 12, 3)
    file = at("20:00")
    known = history(read(at("09:00", tuesday), 60, checked=file), read(at("09:00", thursday), 60, checked=file))

    assert known.year[MONDAY + timedelta(days=5)].used == 0
    assert known.year[tuesday].until is None


def test_the_same_reading_twice_changes_nothing():
    for one in (
        read(at("14:00"), 3600, week=9),
        read(at("14:00"), 60, checked=at("20:00", MONDAY - timedelta(days=9))),
    ):
        assert history(one, one) == history(one)


def test_yesterdays_playtime_that_timekpr_leaves_standing_is_not_todays():
    """``timekpra --userinfo`` of somebody who is logged out sets the day to 0 and leaves PLAYTIME_SPENT_DAY."""
    tuesday = MONDAY + timedelta(days=1)
    known = history(read(at("14:00"), 3600, playtime=1200), read(at("08:00", tuesday), 0, playtime=1200))

    assert (known.year[MONDAY].playtime, known.year[tuesday].playtime) == (1200, 0)


def test_the_limit_that_cannot_be_read_leaves_the_one_that_was():
    known = history(read(at("14:00"), 60), read(at("14:10"), 90, limit=None, allowed=None))

    assert known.month[MONDAY].limit == 7200
    assert known.month[MONDAY].allowed == ("14:00-20:00",)


def test_a_clock_that_went_to_tomorrow_and_back_loses_and_doubles_nothing():
    tuesday = MONDAY + timedelta(days=1)
    known = history(
        read(at("14:00"), 3600, week=3600, month=3600),
        read(at("14:10", tuesday), 300, week=3900, month=3900),
        read(at("14:20"), 0, week=3900, month=3900),
        read(at("14:30"), 200, week=4100, month=4100),
        read(at("09:00", tuesday), 100, week=4500, month=4500),
    )

    assert (known.year[MONDAY].used, known.year[tuesday].used) == (4100, 400)


def test_a_clock_that_is_back_on_a_day_counts_it_anew_and_the_week_tells_what_was_used():
    tuesday = MONDAY + timedelta(days=1)
    back = read(at("10:20"), 700, week=2300, month=2300).model_copy(
        update={"at": at("10:20", tuesday).replace(tzinfo=UTC)}
    )
    known = history(
        read(at("09:00"), 600, week=600, month=600), read(at("10:00", tuesday), 1000, week=1600, month=1600), back
    )

    assert (known.year[MONDAY].used, known.year[tuesday].used) == (1300, 1000)


@pytest.mark.parametrize(("seconds", "used"), [(700, 1300), (4000, 600)])
def test_a_clock_that_is_back_in_the_month_before_loses_no_more_than_nobody_can_have_used(seconds, used):
    """Timekpr before 0.5.6 begins its week anew there too: 700 of it would be 200 more than the day after had."""
    last, first = date(2026, 11, 30), date(2026, 12, 1)
    back = read(at("10:20", last), seconds, month_ends_week=True)
    back = back.model_copy(update={"at": at("10:20", first).replace(tzinfo=UTC)})
    known = history(
        read(at("09:00", last), 600, month_ends_week=True), read(at("10:00", first), 500, month_ends_week=True), back
    )

    assert (known.year[last].used, known.year[last].resets) == (used, 1)
    assert known.year[first].used == 500


def test_use_is_in_the_hours_and_stretches_it_was_in():
    readings = [read(at("14:00") + timedelta(minutes=3 * n), 180 * n) for n in range(31)]
    known = history(*readings)

    assert known.week[MONDAY].used == {14: 3600, 15: 1800}
    assert known.month[MONDAY].spans == ("14:00-15:30",)


def test_the_first_minutes_after_the_computer_was_switched_on_are_just_now():
    known = history(read(at("00:03"), 0), read(at("15:03"), 120))

    assert known.month[MONDAY].spans == ("15:01-15:03",)


def test_use_of_which_nobody_knows_when_has_no_hour():
    known = history(read(at("00:03"), 0), read(at("20:00"), 7200))

    assert known.week[MONDAY].used == {}
    assert known.week[MONDAY].unplaced == 7200


def test_the_hour_that_comes_twice_in_autumn_holds_two():
    day = date(2026, 10, 25)
    twice = [*(3 * n for n in range(60)), *(120 + 3 * n for n in range(21))]
    moments = [at("00:00", day) + timedelta(minutes=minute) for minute in twice]
    known = history(*(read(moment, 180 * place) for place, moment in enumerate(moments)))

    assert known.week[day].used[2] + known.week[day].unplaced >= 7000
    assert sum(known.week[day].used.values()) + known.week[day].unplaced == known.year[day].used


def test_the_samples_of_a_quiet_stretch_are_its_first_and_its_last():
    readings = [read(at("10:00") + timedelta(minutes=3 * n), 0) for n in range(20)]
    known = history(*readings, read(at("11:00"), 60), read(at("11:03"), 60))

    assert [one.at for one in known.today.samples] == [time(10), time(10, 57), time(11), time(11, 3)]


def test_a_busy_day_keeps_its_newest_samples_and_some_of_its_first_hours():
    known = history(*(read(at("00:00") + timedelta(seconds=60 * n), 60 * n) for n in range(1200)))

    assert len(known.today.samples) <= MOST_SAMPLES
    assert known.today.samples[-1].used == 60 * 1199
    assert len({sample.at.hour for sample in known.today.samples}) > 14


def test_each_part_is_kept_for_its_days_and_rolling_twice_is_rolling_once():
    ledger = Ledger(HistoryFile())
    for n in range(420):
        ledger.take(read(at("14:00", MONDAY + timedelta(days=n)), 600))
    today = MONDAY + timedelta(days=419)
    for _ in range(2):
        ledger.roll(today, Retention())
        file = ledger.file()
        assert (len(file.week), len(file.month), len(file.year)) == (7, 30, 365)
    ledger.roll(today + timedelta(days=1), Retention())

    assert ledger.file().today.samples == ()
    assert len(ledger.file().month) == 29


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """Whatever a computer may say, in the order in which we read it: counters and clocks that jump as they like."""
    found, moment = [], datetime(2026, 11, 20, 12)
    for _ in range(draw(st.integers(0, 25))):
        moment += timedelta(minutes=draw(st.integers(0, 3000)))
        checked = moment + timedelta(minutes=draw(st.integers(-6000, 10)))
        found.append(
            read(
                moment,
                draw(st.integers(0, DAY_SECONDS)),
                checked=checked,
                balance=draw(st.integers(-DAY_SECONDS, DAY_SECONDS)),
                week=draw(st.integers(0, 604_800)),
                month=draw(st.integers(0, 2_678_400)),
                playtime=draw(st.integers(0, DAY_SECONDS)),
                month_ends_week=draw(st.booleans()),
            )
        )
    return found


@settings(max_examples=400, deadline=None)
@given(readings())
def test_whatever_is_read_makes_a_history_that_is_whole(read: list[Reading]):
    ledger = Ledger(HistoryFile())
    for place, one in enumerate(read):
        ledger.take(one)
        ledger.roll(one.now.date(), Retention())
        file = HistoryFile.model_validate(ledger.file().model_dump())  # every bound holds
        assert file == ledger.file()
        again = Ledger(file)
        again.take(one)
        again.roll(one.now.date(), Retention())
        if place:
            assert again.file().year == file.year, "the same reading twice"
        assert all(file.year[day].used == detail.used for day, detail in file.month.items())
        for day, hours in file.week.items():
            if day in file.month:
                assert sum(hours.used.values()) + hours.unplaced <= file.month[day].used


@pytest.mark.parametrize(("fall", "resets"), [(CRASH_LOSES, 0), (CRASH_LOSES + 1, 1)])
def test_the_fall_that_is_no_sign_has_a_bound(fall: int, resets: int):
    assert history(read(at("14:00"), 3600), read(at("14:10"), 3600 - fall)).month[MONDAY].resets == resets
