"""Who is wrong where a computer's clock says another day than ours: nothing is noted on a wrong day, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from clock import SET_WITHIN, FakeClock
from editing import Asked
from errors import Unreachable
from mail import Letter, ParcelState
from opening import open_core
from pending import Through
from services.days import Days
from services.own_clock import OFF, STANDS, GoBy, OwnClock
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from stats_history import Day, StatsHistory
from tests.digest.house import MONDAY_MORNING, House
from tests.history.played import RULES
from timekpr_rules import Grant, MainConfig, Operation, Reading, TimeFile

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
DAY = 86_400


def nearer() -> bool:
    return True


def farther() -> bool:
    return False


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def own(clock: FakeClock) -> OwnClock:
    return OwnClock(clock)


def said(own: OwnClock, ahead: int, **more: object) -> HostClock:
    return HostClock(utc_offset=0, ahead=ahead, read_at=own._clock.now(), **more)


def hear(own: OwnClock, **ahead: int) -> list[GoBy]:
    return [own.heard(name, said(own, seconds), farther) for name, seconds in ahead.items()]


def test_a_computer_that_says_the_same_day_goes_by_its_own_clock(own: OwnClock) -> None:
    assert hear(own, a=0, b=-3600, c=DAY) == [GoBy.THEIRS] * 3
    assert own.is_confirmed
    assert not own.is_doubtful


def test_one_among_several_is_wrong_itself(own: OwnClock) -> None:
    assert hear(own, a=0, b=0, c=-25 * 365 * DAY) == [GoBy.THEIRS, GoBy.THEIRS, GoBy.OURS]
    assert not own.is_doubtful
    assert list(own.problems()) == []


def test_where_several_agree_against_us_ours_is_wrong_and_it_is_said(own: OwnClock) -> None:
    week = 7 * DAY
    assert hear(own, a=week, b=week + 90, c=week) == [GoBy.OURS, GoBy.OURS, GoBy.THEIRS]
    assert own.believes("c")
    assert own.is_doubtful
    assert not own.is_confirmed
    (problem,) = own.problems()
    assert problem.code == OFF
    assert problem.message.text() == (
        "This machine's clock is 7 days behind the computers'; theirs is used. "
        "Set it right: sudo timedatectl set-ntp true."
    )


def test_those_who_disagree_with_each_other_are_no_witnesses(own: OwnClock) -> None:
    assert hear(own, a=-9000 * DAY, b=-400 * DAY, c=30 * DAY) == [GoBy.OURS] * 3


def test_one_against_one_it_is_that_of_whom_what_is_known_is_nearer(own: OwnClock) -> None:
    assert own.heard("pc", said(own, -9000 * DAY), farther) is GoBy.OURS
    assert own.heard("pc", said(own, -730 * DAY), nearer) is GoBy.THEIRS
    assert own.is_doubtful


def test_one_against_one_nobody_can_tell_while_ours_may_not_be_set() -> None:
    clock = FakeClock(NOON, up=60)
    own = OwnClock(clock)
    assert own.heard("pc", said(own, 7 * DAY), farther) is GoBy.NEITHER
    clock.advance(SET_WITHIN)
    assert own.heard("pc", said(own, 7 * DAY), farther) is GoBy.OURS


def test_who_spoke_before_our_clock_was_set_says_nothing_about_it_now(clock: FakeClock, own: OwnClock) -> None:
    hear(own, a=0, b=0, c=0, d=0)
    clock.set(NOON + timedelta(days=730))
    assert own.is_doubtful
    assert own.heard("a", said(own, -730 * DAY), nearer) is GoBy.THEIRS
    assert hear(own, b=-730 * DAY, c=-730 * DAY) == [GoBy.OURS, GoBy.THEIRS]
    clock.set(NOON)
    assert hear(own, a=0, b=0) == [GoBy.THEIRS] * 2
    assert not own.is_doubtful


def test_a_computer_that_is_removed_is_no_witness_any_more(own: OwnClock) -> None:
    hear(own, a=7 * DAY, b=7 * DAY)
    own.forget("a")
    own.forget("b")
    assert not own.is_doubtful


def test_two_that_are_wrong_alike_do_not_move_us_from_where_the_history_ended(own: OwnClock) -> None:
    """Two virtual machines of one snapshot, or two children who have agreed on it."""
    assert hear(own, a=400 * DAY, b=400 * DAY) == [GoBy.OURS] * 2
    assert not own.is_doubtful
    assert not own.is_confirmed


@pytest.mark.parametrize("more", [{"guessed": True}, {"doubtful": True}])
def test_who_does_not_say_it_is_no_witness(own: OwnClock, more: dict[str, bool]) -> None:
    assert own.heard("pc", said(own, 0, **more), farther) is GoBy.OURS
    assert own.heard("other", None, farther) is GoBy.OURS
    assert not own.is_confirmed


def test_what_was_said_in_an_earlier_run_says_nothing_now(clock: FakeClock) -> None:
    before = HostClock(utc_offset=0, ahead=0, read_at=clock.now())
    clock.advance(DAY)
    own = OwnClock(clock)
    assert own.heard("pc", before, farther) is GoBy.OURS
    assert not own.is_confirmed
    clock.set(NOON - timedelta(days=3))
    assert OwnClock(clock).covers(before.read_at) is False


def test_the_word_of_one_that_goes_off_does_not_stand_for_ever(clock: FakeClock, own: OwnClock) -> None:
    assert own.heard("vm", said(own, -7 * DAY), nearer) is GoBy.THEIRS
    assert own.is_doubtful
    hear(own, a=0, b=0, c=0)
    assert not own.is_doubtful
    assert own.heard("vm", said(own, -7 * DAY), nearer) is GoBy.OURS
    for name in "abc":
        own.forget(name)
    assert own.heard("vm", said(own, -7 * DAY), nearer) is GoBy.THEIRS
    clock.advance(STANDS + 1)
    assert not own.is_doubtful


def test_where_there_is_nobody_to_ask_a_clock_that_was_set_is_believed_after_a_while(
    clock: FakeClock, own: OwnClock
) -> None:
    """A laptop that has slept, and a computer that does not tell the time."""
    clock.set(NOON + timedelta(hours=9))
    assert own.heard("pc", said(own, 0, guessed=True), farther) is GoBy.NEITHER
    assert own.is_doubtful
    clock.advance(STANDS)
    assert own.heard("pc", said(own, 0, guessed=True), farther) is GoBy.OURS
    assert not own.is_doubtful


class Home:
    """One computer with anna, whose history begins a year ago; our clock can be set."""

    def __init__(self, folder: Path) -> None:
        self.core = open_core(folder, FakeClock(NOON), writer=True)
        self.core.fleet.add("PC", "pc.lan")
        self.core.fleet.add_user("pc", "anna")
        self.history = StatsHistory(self.core.store)
        self.days = Days(self.core, self.history, OwnClock(self.core.clock))
        self.true = NOON
        self.told: dict[str, bool] = {}
        year = {MONDAY - timedelta(days=ago): Day(used=60 * ago) for ago in range(1, 365)}
        self.history.add_days("pc", "anna", year)

    def visit(self, used: int, *, off: timedelta = timedelta()) -> None:
        """Three minutes later; our clock is off by so much."""
        clock = self.core.clock
        self.true += timedelta(minutes=3)
        clock.advance(180)
        clock.set(self.true + off)
        now, local = clock.now(), self.true.replace(tzinfo=None)
        spent = TimeFile(used, used, used, 9 * 3600 + used, local - timedelta(seconds=30))
        user = UserState(config=Reading(RULES), spent=Reading(spent), read_at=now)
        told = HostClock(utc_offset=0, ahead=-int(off.total_seconds()), read_at=now, **self.told)
        status = ServerStatus(tried_at=now, read_at=now, main=Reading(MainConfig()), users={"anna": user}, clock=told)
        self.days.take(self.core.fleet.get("pc"), status)
        self.history.settle()

    def known(self) -> dict[date, int]:
        self.history.flush()
        return {day: one.used for day, one in StatsHistory(self.core.store).days("pc", "anna").items()}


@pytest.mark.parametrize("days", [730, 40, 2, -2, -7, -730])
def test_whatever_is_done_to_our_clock_no_day_is_lost_and_none_invented(tmp_path: Path, days: int) -> None:
    home = Home(tmp_path / "data")
    with home.core.store:
        home.visit(600)
        truth = home.known()
        assert len(truth) == 365
        for minute in range(30):
            home.visit(700 + minute, off=timedelta(days=days))
        home.visit(800)
        assert home.known() == truth | {MONDAY: 800}
        today = home.history.days("pc", "anna")[MONDAY]
        assert today.resets == 0


def test_no_week_goes_out_while_our_clock_is_in_doubt(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    services, clock = house.services, house.clock
    clock.set(MONDAY_MORNING)
    services.thread.state = replace(services.thread.state, last_sync=clock.now())
    week = services.weekly_digest
    week._is_heard = lambda: True
    services.own_clock.heard("pc-anna", said(services.own_clock, 0), farther)
    assert week.due(clock.now())
    FakeClock.set(clock, MONDAY_MORNING + timedelta(days=7))
    assert not week.due(clock.now())
    services.own_clock.heard("pc-anna", said(services.own_clock, -7 * DAY), nearer)
    assert not week.due(clock.now())
    FakeClock.set(clock, MONDAY_MORNING)
    services.own_clock.heard("pc-anna", said(services.own_clock, 0), farther)
    assert week.due(clock.now())
    house.stop()


def test_a_computer_that_is_off_drops_nothing_by_our_clock_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    with home.core.store:
        home.visit(600)
        clock = home.core.clock
        clock.set(NOON + timedelta(days=730))
        gone = replace(ServerStatus(tried_at=clock.now()), error=OSError())
        home.days.take(home.core.fleet.get("pc"), gone)
        home.history.settle()
        assert len(home.known()) == 365


def restarted(home: Home, off: timedelta, clock: HostClock | None) -> dict[date, int]:
    """What is left after a restart with our clock off, with what was known of the computer before."""
    core = home.core
    now = core.clock.now()
    user = UserState(config=Reading(RULES), spent=Reading(TimeFile(last_checked=None)), read_at=now)
    before = ServerStatus(tried_at=now, read_at=now, main=Reading(MainConfig()), users={"anna": user}, clock=clock)
    core.clock.set(now + off)
    home.history = StatsHistory(core.store)
    days = Days(core, home.history, OwnClock(core.clock))
    core.clock.advance(60)
    server = core.fleet.get("pc")
    days.take(server, before)
    days.take(server, replace(before, tried_at=core.clock.now(), error=Unreachable(host="pc.lan", port=22)))
    home.history.settle()
    return home.known()


@pytest.mark.parametrize("days", [730, -730])
@pytest.mark.parametrize("said_before", ["the same", "nothing", "a guess"])
def test_after_a_restart_with_a_wrong_clock_nothing_is_dropped_before_a_computer_was_asked(
    tmp_path: Path, days: int, said_before: str
) -> None:
    home = Home(tmp_path / "data")
    with home.core.store:
        home.visit(600)
        known = home.known()
        clock = HostClock(0, 0, home.core.clock.now(), guessed=said_before == "a guess")
        assert restarted(home, timedelta(days=days), None if said_before == "nothing" else clock) == known


def test_a_power_cut_at_a_small_machine_puts_nothing_on_the_day_of_the_cut(tmp_path: Path) -> None:
    """Its clock goes on from when it was cut; a computer tells it otherwise as soon as it is asked."""
    home = Home(tmp_path / "data")
    with home.core.store:
        home.visit(600)
        known = home.known()
        home.core.clock._monotonic = 60
        home.days = Days(home.core, home.history, OwnClock(home.core.clock))
        home.true += timedelta(days=3)
        home.visit(300, off=timedelta(days=-3))
        assert home.known() == known


@pytest.mark.parametrize("told", ["guessed", "doubtful"])
def test_a_computer_that_does_not_tell_the_time_lets_nothing_go(tmp_path: Path, told: str) -> None:
    home = Home(tmp_path / "data")
    with home.core.store:
        home.told = {told: True}
        home.visit(600)
        home.true += timedelta(days=40)
        home.core.clock.advance(40 * DAY)
        home.visit(700)
        assert len(home.known()) > 365


def test_while_our_clock_is_in_doubt_no_edit_ends_and_no_letter_is_too_old(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    services, clock = house.services, house.clock
    asked = Asked("Tina", Through.PAGE, "192.168.1.20")
    services.editing.grant("pc-anna", "anna", Grant(Operation.ADD, 900), asked)
    (edit,) = services.queue.waiting("pc-anna")
    services.mail.send(Letter(key="x", subject="x", text="x"))
    FakeClock.set(clock, clock.now() + timedelta(days=400))
    server = services.core.fleet.get("pc-anna")
    assert services.courier.expire(server, services.syncer.state("pc-anna")) == ()
    services.mail.postman.run()
    assert services.queue.get(edit.id).is_open
    assert [parcel.state for kept in services.mail._outbox.letters() for parcel in kept.parcels] != [
        ParcelState.REFUSED
    ]
    house.stop()
