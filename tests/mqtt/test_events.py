"""What happens is told as it happens: once, and not what was so already when we began."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from i18n import Message
from mqtt_ha.entities import EventType
from mqtt_ha.events import MOST_ANSWERED, Event, Watch, left_now
from problems import Severity
from sign_views import SignView
from views import Countdown, FleetView, ServerState, ServerView, UserView
from wish_views import ReplyView, WishView

START = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


class Home:
    """One computer and its user ben, of whom readings come in; what is told of it."""

    def __init__(self, language: str = "en", ahead: float = 0) -> None:
        self.watch = Watch(600, language)
        self.now = START
        self.ahead = timedelta(seconds=ahead)
        self.state = ServerState.ONLINE
        self.signs: tuple[SignView, ...] = ()
        self.wishes: tuple[WishView, ...] = ()
        self.user = UserView(
            name="ben", child="Ben", in_use=False, headline=Message(""), reason=Message(""), used=0, left=7200,
            limit=7200, fraction=1.0, playtime_left=None, as_of=self.there, child_id="b",
        )  # fmt: skip

    @property
    def there(self) -> datetime:
        return (self.now + self.ahead).astimezone(BERLIN)

    def reads(self, left: int | None, *, in_use: bool = True, written: int = 10, **more: Any) -> list[Event]:
        """A new reading: so much is left, as Timekpr wrote some seconds ago."""
        last = self.there - timedelta(seconds=written)
        runs = Countdown(self.now - timedelta(seconds=written), self.now + timedelta(minutes=10)) if in_use else None
        self.user = replace(
            self.user, left=left, in_use=in_use, runs=runs, as_of=self.there, last_used=last, **more
        )  # fmt: skip
        return self.look()

    def look(self, seconds: float = 0) -> list[Event]:
        """So many seconds later nothing new was read."""
        self.now += timedelta(seconds=seconds)
        return self.watch.take(self.fleet, self.now)

    @property
    def fleet(self) -> FleetView:
        server = ServerView(
            id="pc", name="PC", host="pc.lan", port=22, account="tk", state=self.state, error=None, last_seen=None,
            seconds=None, key_type="", fingerprint="", pinned_fingerprint="", note="", users=(self.user,),
            found_users=(), problems=(), signs=self.signs,
        )  # fmt: skip
        return FleetView((server,), (), syncing=False, last_sync=None, interval_seconds=60, wishes=self.wishes)


def kinds(events: list[Event]) -> list[str]:
    return [event["event_type"] for event in events]


@pytest.fixture
def home() -> Home:
    home = Home()
    assert home.look() == []
    return home


def wish(number: int, reply: ReplyView | None = None) -> WishView:
    return WishView(f"w{number}", "b", "Ben", "pc", "PC", "ben", 30, "One level left", START, reply)


def sign(code: str, number: int = 1, user: str = "ben") -> SignView:
    said = Message("Odd: {user}", {"user": user})
    return SignView(number, code, Severity.WARNING, user, "Ben", START, START, 1, said, is_open=True, seen_by="")


def test_the_first_picture_tells_nothing() -> None:
    home = Home()
    home.state, home.signs, home.wishes = ServerState.OFF, (sign("clock_off"),), (wish(1),)
    assert home.reads(0) == []
    assert home.look(15) == []


def test_a_computer_that_goes_on_and_off_is_told_once_each(home: Home) -> None:
    told = []
    for state in (
        ServerState.OFF, ServerState.OFF, ServerState.FAILED, ServerState.OFF, ServerState.ONLINE, ServerState.FAILED,
        ServerState.ONLINE, ServerState.KEY_CHANGED, ServerState.OFF,
    ):  # fmt: skip
        home.state = state
        told += home.look(60)
    assert kinds(told) == ["server_offline", "server_online", "server_offline"]
    assert told[0] == {"event_type": "server_offline", "message": "PC is off", "server": "pc", "server_name": "PC"}


def test_a_computer_that_was_never_seen_does_not_go_on_or_off() -> None:
    for state in (ServerState.ONLINE, ServerState.OFF):
        home = Home()
        home.state = ServerState.NEW
        assert home.look() == []
        home.state = state
        assert home.look(60) == []


def test_a_computer_that_is_taken_away_takes_all_that_was_told_with_it(home: Home) -> None:
    home.signs = (sign("clock_off"),)
    assert kinds(home.reads(300)) == ["tamper", "time_nearly_out"]
    assert home.watch.take(replace(home.fleet, servers=()), home.now) == []
    assert kinds(home.look(60)) == ["tamper", "time_nearly_out"]


def test_time_that_is_nearly_out_is_told_once_in_a_stretch(home: Home) -> None:
    assert home.reads(601, written=0) == []
    [event] = home.look(2)
    assert (event["event_type"], event["message"]) == ("time_nearly_out", "Ben has 9 minutes left")
    assert (event["user"], event["child"], event["child_id"], event["minutes_left"]) == ("ben", "Ben", "b", 9)
    assert home.look(60) == home.reads(500) == home.look(60) == []


def test_more_time_begins_another_stretch(home: Home) -> None:
    assert kinds(home.reads(300)) == ["time_nearly_out"]
    assert home.reads(1200) == []
    assert kinds(home.reads(0)) == ["time_out"]
    assert home.reads(900) == []
    assert kinds(home.reads(590)) == ["time_nearly_out"]
    assert kinds(home.reads(0)) == ["time_out"]
    assert home.reads(0, written=0) == []


def test_a_countdown_between_two_readings_tells_by_itself(home: Home) -> None:
    assert home.reads(620, written=0) == []
    assert home.look(15) == []
    assert kinds(home.look(15)) == ["time_nearly_out"]
    home.reads(60, written=0)
    assert home.look(59) == []
    [event] = home.look(1)
    assert (event["event_type"], event["message"], event["minutes_left"]) == (
        "time_out", "Ben has no time left", 0,
    )  # fmt: skip


def test_a_countdown_that_has_ended_takes_nothing_back(home: Home) -> None:
    """After ten minutes without news it says nothing any more, and what was told is not told again."""
    home.reads(900, written=0)
    assert kinds(home.look(301)) == ["time_nearly_out"]
    assert home.look(600) == []
    assert home.reads(880, in_use=False) == []
    assert home.reads(560) != []  # what a newer reading says counts: there was more


def test_a_computer_that_is_away_for_a_while_is_not_told_of_twice(home: Home) -> None:
    home.reads(700, written=0)
    assert kinds(home.look(120)) == ["time_nearly_out"]
    home.state, home.user = ServerState.OFF, replace(home.user, in_use=False, runs=None)
    assert kinds(home.look(60)) == ["server_offline"]
    home.state = ServerState.ONLINE
    assert kinds(home.reads(550)) == ["server_online"]
    assert home.look(15) == []


def test_a_new_day_begins_a_new_stretch_also_without_a_reading(home: Home) -> None:
    home.reads(300)
    home.now += timedelta(hours=12)
    home.user = replace(home.user, left=7200, in_use=False, runs=None)
    assert home.look() == []
    assert kinds(home.reads(300)) == ["time_nearly_out"]


def test_nothing_is_told_of_somebody_who_is_not_there_or_has_no_limit(home: Home) -> None:
    assert home.reads(300, in_use=False) == []
    assert home.reads(0, in_use=False) == []
    assert home.reads(300, limit=None) == []
    assert home.reads(None) == []


@pytest.mark.parametrize("ahead", [0, 7200, -7200, 86_400])
def test_that_the_session_goes_on_is_told_when_timekpr_writes_a_minute_after_the_end(ahead: int) -> None:
    """Whatever the computer's clock shows."""
    home = Home(ahead=ahead)
    home.look()
    home.reads(30, written=0, used=7170)
    assert kinds(home.look(31)) == ["time_out"]
    assert home.look(120) == []  # nothing was read: nobody knows
    assert home.reads(0, written=100, used=7221) == []
    home.now += timedelta(seconds=60)
    [event] = home.reads(0, written=5, used=7376)
    assert (event["event_type"], event["message"]) == (
        "limit_reached", "Ben has no time left, and the session goes on",
    )  # fmt: skip
    home.now += timedelta(seconds=60)
    assert home.reads(0, written=5, used=7436) == home.look(60) == []


def test_whoever_signs_in_again_after_the_end_and_is_sent_away_does_not_go_on(home: Home) -> None:
    home.reads(30, written=0, used=7170)
    assert kinds(home.look(31)) == ["time_out"]
    for again in range(1, 5):
        home.now += timedelta(seconds=180)
        assert home.reads(0, written=5, used=7200 + 15 * again) == []


@pytest.mark.parametrize("ahead", [0, 7200, -7200])
def test_a_session_that_ends_in_time_is_not_told_to_go_on(ahead: int) -> None:
    home = Home(ahead=ahead)
    home.look()
    home.reads(30, written=0)
    home.now += timedelta(seconds=40)
    assert kinds(home.reads(0, written=10)) == ["time_out"]
    home.now += timedelta(seconds=60)
    assert home.reads(0, written=60) == home.look(300) == []


def test_left_now_goes_down_and_never_below_nothing() -> None:
    home = Home()
    home.reads(120, written=0)
    user = home.user
    for seconds, left in ((-60, 120), (0, 120), (30, 90), (120, 0), (500, 0), (5000, 0)):
        assert left_now(user, START + timedelta(seconds=seconds)) == left
    assert left_now(replace(user, left=900), START + timedelta(hours=1)) == 300
    assert left_now(replace(user, runs=None), START + timedelta(hours=1)) == 120


def test_a_wish_is_told_once(home: Home) -> None:
    home.wishes = (wish(1),)
    [event] = home.look(5)
    assert (event["event_type"], event["message"]) == ("time_requested", "Ben asks for 30 minutes more")
    assert (event["request"], event["minutes"], event["reason"]) == ("w1", 30, "One level left")
    assert datetime.fromisoformat(event["asked"]).tzinfo is not None
    assert home.look(5) == []
    home.wishes = (wish(1, ReplyView("Tina", 15, "", START)), wish(2))
    asked, answered = home.look(5)
    assert (asked["event_type"], asked["request"]) == ("time_requested", "w2")
    assert (answered["event_type"], answered["request"]) == ("request_answered", "w1")
    assert (answered["message"], answered["minutes"], answered["who"]) == ("Ben gets 15 minutes more", 15, "Tina")
    assert home.look(5) == []
    home.wishes = (wish(2, ReplyView("Tina", 0, "Homework", START)),)
    [answered] = home.look(5)
    assert (answered["message"], answered["minutes"], answered["text"]) == ("Ben: not now", 0, "Homework")


def test_an_answer_is_not_told_again_when_a_newer_wish_is_taken_back(home: Home) -> None:
    first = wish(1, ReplyView("Tina", 15, "", START))
    for asked, told in (
        ((wish(1),), ["time_requested"]),
        ((first,), ["request_answered"]),
        ((wish(2),), ["time_requested"]),
        ((wish(3),), ["request_closed", "time_requested"]),
        ((first,), ["request_closed"]),
        ((), []),
        ((first,), []),
    ):
        home.wishes = asked
        assert kinds(home.look(5)) == told


def test_a_wish_that_will_have_no_answer_is_told_to_be_closed_once(home: Home) -> None:
    home.wishes = (wish(1),)
    home.look(5)
    home.wishes = ()
    [event] = home.look(5)
    assert (event["event_type"], event["message"]) == ("request_closed", "Ben no longer asks for 30 minutes more")
    assert (event["request"], event["child"], event["child_id"], event["minutes"]) == ("w1", "Ben", "b", 30)
    assert home.look(5) == []
    home.wishes = (wish(1),)
    assert kinds(home.look(5)) == ["time_requested"], "it is there again, and a phone has forgotten it"


def test_answers_that_were_told_are_not_remembered_without_end(home: Home) -> None:
    for number in range(MOST_ANSWERED + 50):
        home.wishes = (wish(number, ReplyView("Tina", 15, "", START)),)
        assert kinds(home.look()) == ["request_answered"]
    assert len(home.watch._answered) == MOST_ANSWERED


def test_a_sign_of_tampering_is_told_once_however_often_it_comes_and_goes(home: Home) -> None:
    for number, code in enumerate(("last_checked_future", "clock_off", "host_key_changed"), start=1):
        home.signs = (sign(code, number), *home.signs)
        [event] = home.look(60)
        assert (event["event_type"], event["code"], event["user"]) == ("tamper", code, "ben")
        assert event["message"] == "PC: Odd: ben"
        assert home.look(60) == []
    home.signs = ()
    assert home.look(60) == []
    home.signs = (sign("clock_off", 2), sign("counters_back", 5), sign("clock_off", 4))
    assert [event["code"] for event in home.look(60)] == ["clock_off", "counters_back"]


def test_it_says_so_in_german() -> None:
    home = Home("de")
    home.look()
    home.wishes = (wish(1),)
    messages = [one["message"] for one in (*home.reads(60), *home.look(70))]
    assert len(messages) == 3
    for english in ("left", "asks", "minute more"):
        assert not any(english in message for message in messages)


def test_all_that_is_told_is_of_a_known_type(home: Home) -> None:
    home.signs, home.wishes, home.state = (sign("clock_off"),), (wish(1),), ServerState.OFF
    events = [*home.reads(60), *home.look(120)]
    assert len(events) == 5
    assert set(kinds(events)) <= {one.value for one in EventType}
