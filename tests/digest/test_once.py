"""A week goes out once, whatever is ended, slept through, full, or set to another time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.schedule import load_sent
from errors import DataForbidden, NotSaved
from tests.digest.house import FULL, MONDAY_MORNING, SUNDAY_EVENING, House
from tests.digest.made import BERLIN, days

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Make = Callable[..., House]
WEEK_BEFORE = min(FULL) - 7 * DAY


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    houses: list[House] = []

    def make(**more: object) -> House:
        houses.append(House(tmp_path / str(len(houses)), **more))  # type: ignore[arg-type]
        return houses[-1]

    yield make
    for house in houses:
        house.stop()


@contextmanager
def at_home_in(zone: str) -> Iterator[None]:
    """This machine is somewhere."""
    with pytest.MonkeyPatch.context() as place:
        place.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def _in_utc() -> Iterator[None]:
    with at_home_in("UTC"):
        yield


def test_it_goes_out_at_its_moment_and_not_again(make: Make) -> None:
    house = make(heard=True)
    assert not house.at(SUNDAY_EVENING)
    assert not house.at(MONDAY_MORNING - MINUTE)
    assert house.at(MONDAY_MORNING)
    for minutes in range(0, 4 * 24 * 60, 45):
        assert not house.at(MONDAY_MORNING + minutes * MINUTE)
    assert house.letters == ["digest/2026-W47"]
    assert house.told == ["Anna 2026-W47"]


def test_after_a_restart_it_is_not_sent_again(make: Make) -> None:
    house = make(heard=True)
    house.at(MONDAY_MORNING)
    for hours in range(1, 80, 7):
        house.restart()
        assert not house.at(MONDAY_MORNING + hours * HOUR)
    assert (house.letters, house.told) == (["digest/2026-W47"], ["Anna 2026-W47"])


def test_one_that_was_killed_before_it_was_remembered_is_not_sent_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as kill:
        kill.setattr("services.weekly_digest.save_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            house.at(MONDAY_MORNING)
    assert load_sent(house.core.store).mailed == ()
    house.restart()
    house.at(MONDAY_MORNING + MINUTE)
    assert house.letters == ["digest/2026-W47"]
    assert load_sent(house.core.store).mailed == ("2026-W47",)


def test_what_was_slept_through_is_made_up_for_three_days_long(make: Make) -> None:
    assert make().at(MONDAY_MORNING + 3 * DAY - MINUTE)
    house = make()
    assert not house.at(MONDAY_MORNING + 3 * DAY)
    assert house.letters == []


def test_a_clock_that_is_set_back_and_on_again_sends_nothing_twice(make: Make) -> None:
    house = make(heard=True, days={**days(*[30] * 7, first=WEEK_BEFORE), **FULL})
    house.at(MONDAY_MORNING - 7 * DAY)
    house.at(MONDAY_MORNING)
    for moment in (MONDAY_MORNING - 7 * DAY, MONDAY_MORNING - MINUTE, MONDAY_MORNING, MONDAY_MORNING + DAY):
        for _ in range(2):
            house.at(moment)
            house.restart()
    assert sorted(house.letters) == ["digest/2026-W46", "digest/2026-W47"]
    assert sorted(house.told) == ["Anna 2026-W46", "Anna 2026-W47"]


def test_a_clock_that_was_far_ahead_leaves_later_weeks_alone(make: Make) -> None:
    house = make()
    house.at(datetime(2031, 3, 3, 8, 0, tzinfo=BERLIN))
    house.at(MONDAY_MORNING)
    house.at(MONDAY_MORNING + HOUR)
    assert house.letters == ["digest/2026-W47"]


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2026, 3, 29)], ids=["twice", "never"])
def test_an_hour_that_comes_twice_or_never_sends_one_letter(make: Make, night: date) -> None:
    first = night - 13 * DAY
    kept = {first + place * DAY: one for place, one in enumerate(FULL.values())}
    with at_home_in("Europe/Berlin"):
        house = make(digest={"weekday": "sunday", "at": "02:30"}, days=kept)
        midnight = datetime(night.year, night.month, night.day, tzinfo=BERLIN).astimezone(UTC)
        sent = [place for place in range(6 * 6) if house.at(midnight + place * 10 * MINUTE)]
    assert len(sent) == len(house.letters) == 1


def test_of_a_week_that_nothing_is_known_of_nothing_is_sent_until_something_is(make: Make) -> None:
    house = make(heard=True, days={})
    house.at(MONDAY_MORNING)
    assert (house.letters, house.told) == ([], [])
    house.keep(FULL)
    assert not house.at(MONDAY_MORNING + 30 * MINUTE)
    assert house.at(MONDAY_MORNING + HOUR)
    assert (house.letters, house.told) == (["digest/2026-W47"], ["Anna 2026-W47"])


def test_events_are_told_once_somebody_hears_them(make: Make) -> None:
    house = make()
    house.at(MONDAY_MORNING)
    assert house.told == []
    house.heard = True
    assert house.at(MONDAY_MORNING + DAY)
    assert not house.at(MONDAY_MORNING + DAY + MINUTE)
    assert (house.letters, house.told) == (["digest/2026-W47"], ["Anna 2026-W47"])


def test_of_a_school_everybody_has_an_event(make: Make) -> None:
    house = make(heard=True)
    for number in range(60):
        house.core.fleet.add_user("pc-anna", f"pupil{number:02}")
        house.keep(FULL, f"pupil{number:02}")
    house.at(MONDAY_MORNING)
    assert len(set(house.told)) == 61


def test_a_history_that_cannot_be_read_just_now_makes_no_letter_without_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make(heard=True)
    house.core.fleet.add_user("pc-anna", "ben")
    house.keep(FULL, "ben")
    load = house.core.store.load

    def forbidden(kind: object, *parts: str) -> object:
        if parts[-1] == "ben.json":
            raise DataForbidden(path="/".join(parts))
        return load(kind, *parts)

    with monkeypatch.context() as patch:
        patch.setattr(house.core.store, "load", forbidden)
        assert house.at(MONDAY_MORNING)
        assert not house.at(MONDAY_MORNING + MINUTE)
        assert (house.letters, house.told) == ([], [])
        assert "ben.json" in " ".join(one.message.text() for one in house.services.fleet_view().problems)
    assert house.at(MONDAY_MORNING + HOUR)
    assert (house.letters, sorted(house.told)) == (["digest/2026-W47"], ["Anna 2026-W47", "ben 2026-W47"])


def test_without_mail_there_are_events_alone_and_mail_that_is_turned_on_later_is_in_time(make: Make) -> None:
    house = make(mail={"enabled": False}, heard=True)
    house.at(MONDAY_MORNING)
    assert (house.letters, house.told) == ([], ["Anna 2026-W47"])
    given = {"host": "127.0.0.1", "sender": "a@b.de", "recipients": "c@d.de", "enabled": True}
    house.core.settings = house.core.settings.changed(**{f"smtp.{name}": value for name, value in given.items()})
    house.chore.settings_changed()
    assert house.at(MONDAY_MORNING + HOUR)
    assert house.letters == ["digest/2026-W47"]


def test_what_is_turned_off_is_not_sent(make: Make) -> None:
    house = make(digest={"enabled": False}, heard=True)
    assert not house.at(MONDAY_MORNING)


def test_a_full_disk_sends_nothing_over_and_over(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    house = make(heard=True)

    def full(*_: object) -> None:
        raise NotSaved(path="digests.json", why="full")

    with monkeypatch.context() as disk:
        disk.setattr("services.weekly_digest.save_sent", full)
        house.at(MONDAY_MORNING)
        assert [house.at(MONDAY_MORNING + minutes * MINUTE) for minutes in range(1, 60)] == [False] * 59
        assert house.at(MONDAY_MORNING + HOUR)
    assert (house.letters, house.told) == (["digest/2026-W47"], [])
    assert house.at(MONDAY_MORNING + 2 * HOUR)
    assert (house.letters, house.told) == (["digest/2026-W47"], ["Anna 2026-W47"])


def test_before_the_computers_were_read_nothing_goes_out(make: Make) -> None:
    house = make()
    house.clock.set(MONDAY_MORNING)
    assert house.services.thread.state.last_sync is None
    assert not house.services.weekly_digest.due(house.clock.now())


def test_a_damaged_memory_sends_no_letter_twice(make: Make) -> None:
    house = make()
    house.at(MONDAY_MORNING)
    house.stop()
    damaged = [path for path in house.folder.rglob("*") if path.is_file() and "digests.json" in str(path)]
    for path in damaged:
        path.write_text("{")
    assert damaged
    house.start()
    house.at(MONDAY_MORNING + HOUR)
    assert house.letters == ["digest/2026-W47"]
