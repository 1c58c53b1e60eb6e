"""Days that another program or a copy has told, where Timekpr's counters tell of them as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, strategies as st

from stats_history import Day, HistoryFile, Reading, Retention
from stats_history.ledger import Ledger
from stats_history.models import DayDetail

FIRST = date(2026, 11, 2)
"""A Monday."""


def read(place: int, used: int, before: int = 0, *, at: time = time(20)) -> Reading:
    """What is read on a day of this month, after so much in the month before it."""
    moment = datetime.combine(FIRST + timedelta(days=place), at)
    return Reading(
        at=moment.replace(tzinfo=UTC), now=moment, checked=moment, used=used, balance=used,
        week=used + before, month=used + before,
    )  # fmt: skip


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def used(file: HistoryFile) -> dict[int, int]:
    return {(one - FIRST).days: known.used for one, known in file.year.items()}


def restored(ledger: Ledger, today: int, year: Mapping[int, Day], month: Mapping[int, DayDetail] | None = None) -> int:
    """Days come back from a copy."""
    copy = HistoryFile(
        year={day(place): one for place, one in year.items()},
        month={day(place): one for place, one in (month or {}).items()},
    )
    return ledger.merge(copy, day(today), Retention())


def test_a_day_that_came_back_from_a_copy_is_not_counted_once_more():
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    assert restored(ledger, 2, {1: Day(used=3600, limit=7200)}) == 1
    ledger.take(read(2, 600, 1000 + 3600))

    assert used(ledger.file()) == {0: 1000, 1: 3600, 2: 600}
    assert ledger.file().year[day(1)].limit == 7200
    assert ledger.file().year[day(0)].until is None


def test_what_a_copy_does_not_tell_is_told_by_the_counters():
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    restored(ledger, 3, {1: Day(used=3600)})
    ledger.take(read(3, 600, 1000 + 3600 + 900))

    file = ledger.file()
    assert used(file) == {0: 1000, 1: 3600, 2: 900, 3: 600}
    assert (file.year[day(2)].estimated, file.year[day(2)].most, file.year[day(0)].most) == (True, 900, 1900)


def test_a_day_of_which_a_copy_knows_the_morning_has_its_rest_from_the_counters():
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    restored(ledger, 2, {1: Day(used=500, until=time(9))}, {1: DayDetail(used=500, counted=500, until=time(9))})
    ledger.take(read(2, 60, 1000 + 700))

    days = ledger.file().year
    assert used(ledger.file()) == {0: 1000, 1: 500, 2: 60}
    assert [(days[day(place)].used, days[day(place)].most) for place in (0, 1)] == [(1000, 1200), (500, 700)]


def test_the_day_that_goes_on_is_not_doubled_by_what_a_copy_had_of_it():
    before = DayDetail(used=900, counted=600, resets=1, until=time(18))
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    restored(ledger, 1, {1: Day(used=900, resets=1, until=time(18))}, {1: before})
    ledger.take(read(1, 750, 1000))

    assert used(ledger.file()) == {0: 1000, 1: 1050}


def test_imported_days_in_a_gap_stay_as_they_are():
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    days = {1: 600, 2: 7200, 3: 0, 4: 3000}
    for place, seconds in days.items():
        assert ledger.add(day(place), Day(used=seconds, playtime=300, imported=True))
    ledger.take(read(5, 600, 1000 + 10_800))

    assert used(ledger.file()) == {0: 1000, **days, 5: 600}
    kept = [ledger.file().year[day(place)] for place in days]
    assert all(one.imported and not one.estimated and one.playtime == 300 for one in kept)


def test_a_day_that_is_known_exactly_takes_the_place_of_an_estimate_and_its_neighbours_have_the_rest():
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, 1000))
    ledger.take(read(4, 0, 1000 + 9000))
    assert used(ledger.file()) == {0: 1000, 1: 3000, 2: 3000, 3: 3000, 4: 0}
    assert ledger.add(day(2), Day(used=8000))

    file = ledger.file()
    assert used(file) == {0: 1000, 1: 500, 2: 8000, 3: 500, 4: 0}
    assert [file.year[day(place)].most for place in (1, 2, 3)] == [1000, None, 1000]
    assert file.month.get(day(2)) is file.week.get(day(2)) is None
    assert not ledger.add(day(2), Day(used=1))
    assert not ledger.add(day(1), Day(used=1, estimated=True))
    assert ledger.add(day(1), Day(used=1000))
    assert used(ledger.file()) == {0: 1000, 1: 1000, 2: 8000, 3: 0, 4: 0}


@given(
    truth=st.lists(st.integers(0, 20_000), min_size=3, max_size=20),
    told=st.sets(st.integers(1, 18)),
    later=st.sets(st.integers(1, 18)),
    seen=st.floats(0, 1),
)
def test_whatever_is_told_before_or_after_a_gap_is_read_no_day_is_doubled(
    truth: list[int], told: set[int], later: set[int], seen: float
):
    end = len(truth) - 1
    ledger = Ledger(HistoryFile())
    ledger.take(read(0, int(truth[0] * seen)))
    for place in sorted(one for one in told if one < end):
        ledger.add(day(place), Day(used=truth[place]))
    week = sum(truth[end - day(end).weekday() : end])
    ledger.take(read(end, truth[end], sum(truth[:end])).model_copy(update={"week": week + truth[end]}))

    whole = used(ledger.file())
    assert all(whole[place] == truth[place] for place in told if place < end)
    assert sum(whole.values()) <= sum(truth)
    if not all(place in told for place in range(1, end)) or seen == 1:
        assert len(whole) == len(truth)
    for place in sorted(one for one in later if one < end):
        ledger.add(day(place), Day(used=truth[place]))
    days, known = ledger.file().year, used(ledger.file())
    exact = {place for place in told | later if place < end}
    assert all(known[place] == truth[place] for place in exact)
    assert sum(known.values()) <= sum(truth)
    assert all(one.most is None or truth[(on - FIRST).days] <= one.most for on, one in days.items())
