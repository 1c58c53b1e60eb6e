from __future__ import annotations

from datetime import timedelta

import pytest

from mqtt_ha.commands import WHO
from pending import EditKind, EditState, Through
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.wishes.family import TINA

pytestmark = pytest.mark.real

BEN = "timekpr/servers/pc-ben/users/ben"
GRANT = "timekpr/bridge/request/grant"


def grant(transaction: str = "t-1", minutes: int = 15, **more: object) -> dict[str, object]:
    return {"server": "pc-ben", "user": "ben", "minutes": minutes, "transaction": transaction, **more}


def answer(home: Bridged, others: Listener, count: int = 1) -> dict[str, object]:
    home.turn(lambda: len(others.answers()) >= count, f"{count} answers")
    return others.answers()[count - 1]


def given(home: Bridged) -> list[int]:
    return [edit.seconds for edit in home.edits() if edit.kind is EditKind.GRANT]


def test_a_grant_is_answered_when_it_is_accepted_sent_and_confirmed(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(GRANT, grant())
    accepted = answer(home, others)
    home.synced()
    answer(home, others, 3)

    assert [one["data"]["state"] for one in others.answers("grant")] == ["accepted", "sending", "confirmed"]
    assert {one["transaction"] for one in others.answers()} == {"t-1"}
    edit = home.services.queue.get(accepted["data"]["edit"])
    assert (edit.who, edit.through, edit.state, edit.seconds) == (WHO, Through.MQTT, EditState.CONFIRMED, 900)
    assert home.twins["pc-ben"].granted("ben") == 900
    assert [one.through for one in home.audit("edit")] == ["mqtt"] * 3


def test_what_comes_of_an_edit_is_told_after_a_restart_too(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(GRANT, grant())
    answer(home, others)
    home.bridge.stop()
    home.restart()
    home.connect()
    home.synced()
    answer(home, others, 3)

    assert others.answers()[-1]["data"]["state"] == "confirmed"
    assert others.answers()[-1]["transaction"] == "t-1"


def test_the_same_transaction_gives_time_once(home: Bridged, others: Listener) -> None:
    home.connect()
    for _ in range(3):
        others.say(GRANT, grant())
    answer(home, others, 3)
    home.bridge.stop()
    home.restart()
    home.connect()
    home.clock.advance(timedelta(hours=2).total_seconds())
    others.say(GRANT, grant())
    answer(home, others, 4)

    assert given(home) == [900]
    assert [one["data"].get("repeated", False) for one in others.answers()] == [False, True, True, True]


def test_the_same_transaction_for_something_else_is_refused(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(GRANT, grant())
    others.say(GRANT, grant(minutes=60))

    assert answer(home, others, 2)["data"] == {"code": "transaction_reused"}
    assert given(home) == [900]


def test_two_presses_of_a_button_are_two_grants(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(f"{BEN}/time_left/add", "15")
    others.say(f"{BEN}/time_left/add", "15")
    answer(home, others, 2)

    assert given(home) == [900, 900]


def test_the_time_given_in_all_is_absolute(home: Bridged, others: Listener) -> None:
    home.connect()
    for _ in range(2):
        others.say(f"{BEN}/extra/set", "30")
    answer(home, others, 2)
    home.synced()
    home.rest()

    assert others.answers()[1]["data"] == {"state": "unchanged"}
    assert home.twins["pc-ben"].granted("ben") == 1800
    assert others.json(f"{BEN}/state")["extra"] == 30


def test_controls_become_edits_of_today_and_one_for_good(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(f"{BEN}/limit/set", "90")
    others.say(f"{BEN}/lockout/set", "lock")
    others.say(f"{BEN}/allowed/set", "OFF")
    answer(home, others, 3)
    home.rest()
    assert others.json(f"{BEN}/rules") == {"limit": 90, "extra": 0, "allowed": False, "lockout": "lock"}
    home.synced()
    home.rest()
    others.say(f"{BEN}/allowed/set", "ON")
    home.turn(lambda: others.answers("unlock"), "the unlock is answered")
    home.synced()
    home.rest()

    rules = home.twins["pc-ben"].rules("ben")
    assert rules.lockout == "lock"
    assert rules.week[2].limit_seconds == 90 * 60
    assert others.json(f"{BEN}/rules")["allowed"] is True
    states = {edit.kind: edit.state for edit in home.edits() if edit.kind is not EditKind.RETURN}
    assert set(states.values()) == {EditState.CONFIRMED}


def test_a_refused_control_is_told_its_old_value_again(home: Bridged, others: Listener) -> None:
    home.connect()
    others.forget()
    others.say(f"{BEN}/limit/set", "5000")
    refused = answer(home, others)
    home.rest()

    assert refused["status"] == "error"
    assert refused["error"] == "Not carried out. “5000” is no whole number of minutes from 0 to 1440."
    said = [one.json for one in others.heard if one.topic == f"{BEN}/rules"]
    assert [one["limit"] for one in said] == [120, 120], "once as it was kept, and once more"


def test_a_child_by_name_gets_it_where_it_is_now(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say(GRANT, {"child": "Anna", "minutes": 15, "transaction": "x"})

    assert answer(home, others)["data"]["server"] == "pc-anna"


def test_the_same_request_for_a_child_is_the_same_also_where_it_sits_elsewhere_by_now(
    home: Bridged, others: Listener
) -> None:
    home.connect()
    others.say(GRANT, {"child": "Ben", "minutes": 15, "transaction": "x"})
    first = answer(home, others)["data"]["server"]
    there = "pc-anna" if first == "pc-ben" else "pc-ben"
    home.clock.advance(120)
    home.twins[there].timekpr.log_in("ben", home.twins[there].now())
    home.clock.advance(60)
    home.twins[there].timekpr.tick(home.twins[there].now())
    home.synced()
    others.say(GRANT, {"child": "Ben", "minutes": 15, "transaction": "y"})
    others.say(GRANT, {"child": "Ben", "minutes": 15, "transaction": "x"})
    home.turn(lambda: [one for one in others.answers("grant") if one["data"].get("repeated")], "it is known")

    assert given(home) == [900, 900]
    assert {edit.server for edit in home.edits() if edit.kind is EditKind.GRANT} == {first, there}


def test_a_wish_is_answered_from_the_phone(home: Bridged, others: Listener) -> None:
    home.connect()
    wish = home.wish(30)
    home.turn(lambda: others.events("time_requested"), "the wish is told")
    asked = others.events("time_requested")[0]
    assert (asked["request"], asked["child"], asked["minutes"], asked["reason"]) == (wish, "Ben", 30, "One level left")
    for _ in range(2):
        others.say(
            "timekpr/bridge/request/answer_request", {"request": wish, "minutes": 15, "text": "ok", "transaction": "a"}
        )
    answer(home, others, 2)

    assert given(home) == [900]
    reply = home.services.wishes.get(wish).reply
    assert reply is not None
    assert (reply.minutes, reply.text, reply.through) == (15, "ok", "mqtt")


def test_a_question_that_is_over_is_taken_back_from_the_phones(home: Bridged, others: Listener) -> None:
    """As the blueprint waits for it: each question that was told ends with one event about it."""
    home.connect()
    first = home.wish(30)
    home.turn(lambda: others.events("time_requested"), "the first is told")
    home.services.wishes.answer(first, 900, "", TINA)
    home.turn(lambda: others.events("request_answered"), "it is answered")
    second = home.wish(20)
    home.turn(lambda: len(others.events("time_requested")) == 2, "the second is told")
    third = home.wish(10)
    home.turn(lambda: others.events("request_closed"), "the second is closed")
    home.services.wishes.take_back(home.services.wishes.links.of("ben")[0], third, "10.0.0.7")
    home.turn(lambda: len(others.events("request_closed")) == 2, "the third is closed")
    home.rest()

    assert [one["request"] for one in others.events("request_answered")] == [first]
    assert [one["request"] for one in others.events("request_closed")] == [second, third]


def test_a_late_command_is_refused(home: Bridged, others: Listener) -> None:
    home.connect()
    now = home.clock.now()
    others.say(GRANT, grant("a", expires_at=(now - timedelta(seconds=1)).isoformat()))
    others.say(GRANT, grant("b", sent_at=(now - timedelta(minutes=10)).isoformat()))
    others.say(GRANT, grant("c", expires_at=(now + timedelta(hours=1)).timestamp(), sent_at=now.timestamp()))
    answer(home, others, 3)

    assert [one["status"] for one in others.answers()] == ["error", "error", "ok"]


@pytest.mark.parametrize("live", [True, False])
def test_a_retained_command_is_ignored_and_taken_away(home: Bridged, others: Listener, live: bool) -> None:
    if live:
        home.connect()
    others.say(f"{BEN}/time_left/add", "15", retain=True)
    others.say(GRANT, grant(), retain=True)
    if not live:
        home.connect()
    home.turn(lambda: home.bridge.view().ignored == 2, "both are ignored")
    home.rest()

    assert given(home) == []
    others.wait(lambda: f"{BEN}/time_left/add" not in others.retained(), "it is taken away")
    assert GRANT not in others.retained()


@pytest.mark.parametrize(
    "payload",
    [b"\xff\xfe", b"", b"[]", b"null", b"{", b'{"minutes": NaN}', b"x" * 5000, b"[" * 1000, b'{"minutes": 1e999}'],
)
def test_what_is_no_command_is_answered_and_nothing_more(home: Bridged, others: Listener, payload: bytes) -> None:
    home.connect()
    others.say(GRANT, payload)
    others.say("timekpr/bridge/request/sync", {})
    home.turn(lambda: others.answers("sync"), "the bridge goes on")

    assert [one["status"] for one in others.answers("grant")] == (["error"] if payload else [])
    assert given(home) == []


@pytest.mark.parametrize("topic", ["timekpr/bridge/request/launch", "timekpr/bridge/request/", f"{BEN}x/time_left/add"])
def test_what_nobody_has_heard_of_is_answered_on_a_known_topic(home: Bridged, others: Listener, topic: str) -> None:
    home.connect()
    others.say(topic, "15")
    refused = answer(home, others)

    assert refused["status"] == "error"
    names = {one.topic.rsplit("/", 1)[1] for one in others.live("timekpr/bridge/response/")}
    assert names <= {"unknown", "grant"}
