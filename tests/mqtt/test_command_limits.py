from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mqtt_ha.commands import Answer
from pending import EditKind, EditState, moved
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.mqtt.test_commands import BEN, GRANT, answer, given, grant
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real


@pytest.fixture
def strict(tmp_path: Path, broker: Mosquitto) -> Iterator[Bridged]:
    """Connected, and no more than one grant in a quarter of an hour."""
    home = Bridged(tmp_path / "home", port=broker.port, mqtt={"grants_per_quarter_hour": 1})
    home.synced()
    home.connect()
    yield home
    home.stop()


def test_time_that_is_given_again_and_again_is_stopped_with_one_event(home: Bridged, others: Listener) -> None:
    home.connect()
    for number in range(9):
        others.say(f"{BEN}/time_left/add" if number % 2 else GRANT, "15" if number % 2 else grant(f"t-{number}"))
    answer(home, others, 9)

    assert len(given(home)) == 6
    assert [one["data"].get("code") for one in others.answers()[6:]] == ["grants_stopped"] * 3
    assert [one["user"] for one in others.events("grants_stopped")] == ["ben"]


def test_the_safety_stop_is_for_a_child_over_all_computers_and_survives_a_restart(
    home: Bridged, others: Listener
) -> None:
    home.connect()
    for number in range(6):
        others.say(GRANT, grant(f"t-{number}", server=("pc-ben", "pc-anna")[number % 2]))
    answer(home, others, 6)
    home.bridge.stop()
    home.restart()
    home.connect()
    others.say(GRANT, grant("more", server="pc-anna"))
    others.say(GRANT, {"server": "pc-anna", "user": "anna", "minutes": 15, "transaction": "anna"})
    others.say(GRANT, grant("t-3", server="pc-anna"))
    answer(home, others, 9)

    refused, for_anna, repeated = others.answers()[6:9]
    assert refused["data"]["code"] == "grants_stopped"
    assert for_anna["status"] == "ok"
    assert repeated["data"]["repeated"]


def test_after_a_quarter_of_an_hour_time_can_be_given_again(home: Bridged, others: Listener) -> None:
    home.connect()
    for number in range(7):
        others.say(GRANT, grant(f"t-{number}"))
    answer(home, others, 7)
    home.clock.advance(15 * 60)
    others.say(GRANT, grant("later"))

    assert answer(home, others, 8)["status"] == "ok"


def test_taking_time_is_never_stopped(home: Bridged, others: Listener) -> None:
    home.connect()
    for number in range(8):
        others.say(GRANT, grant(f"t-{number}", minutes=-5))
    answer(home, others, 8)

    assert [one["status"] for one in others.answers()] == ["ok"] * 8


def test_a_disk_that_is_slow_under_a_flood_does_not_keep_us_from_the_broker(home: Bridged, others: Listener) -> None:
    home.connect()
    session = home.bridge._session
    assert session is not None
    carry_out, handled = session.desk.handle, []

    def slowly(topic: str, payload: bytes) -> Answer | None:
        home.clock.advance(1)
        handled.append(topic)
        return carry_out(topic, payload)

    session.desk.handle = slowly  # type: ignore[method-assign]
    for number in range(5):
        others.say(GRANT, grant(f"t-{number}"))
    home.turn(lambda: handled, "the first is carried out")
    assert len(handled) == 1
    answer(home, others, 5)


def test_a_flood_of_ten_thousand_commands_is_answered_and_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    """This broker leaves nothing out; an ordinary one keeps a thousand messages for whoever is slow."""
    with (
        Mosquitto(tmp_path / "patient", extra="max_queued_messages 20000") as broker,
        Listener(broker.port, topics="timekpr/bridge/response/grant") as others,
    ):
        home = Bridged(tmp_path / "home", port=broker.port, mqtt={"grants_per_quarter_hour": 100})
        home.synced()
        home.connect()
        before = psutil.Process().memory_info().rss
        flood = others.flood(GRANT, [grant(f"t-{number}", minutes=1) for number in range(10_000)])
        home.turn(lambda: len(others.heard) >= 10_000, "all are answered", step=0.001)
        grown = psutil.Process().memory_info().rss - before
        flood.wait(10)

        accepted = [one["data"]["edit"] for one in others.answers("grant") if one["status"] == "ok"]
        assert 60 <= len(accepted) <= 100
        assert {edit.id for edit in home.edits() if edit.kind is EditKind.GRANT} == set(accepted)
        home.synced()
        home.rest()
        assert home.twins["pc-ben"].granted("ben") == 60 * len(accepted)
        assert grown < 60_000_000, "what the listener has heard is most of it"
        home.stop()


@pytest.mark.parametrize(("commands", "components"), [("off", set()), ("grants", {"button", "number", "switch"})])
def test_home_assistant_is_offered_only_what_it_may_do(
    tmp_path: Path, broker: Mosquitto, others: Listener, commands: str, components: set[str]
) -> None:
    home = Bridged(tmp_path / "home", port=broker.port, mqtt={"commands": commands})
    home.synced()
    home.connect()
    others.say(f"{BEN}/lockout/set", "lock")
    others.say(f"{BEN}/time_left/add", "15")
    others.say("timekpr/servers/pc-ben/state", "{}")
    home.rest()

    offered = {topic.split("/")[1] for topic in others.retained("homeassistant/")}
    assert offered == {"sensor", "binary_sensor", "event", *components}
    answer(home, others, 2)
    assert [one["data"].get("code") for one in others.answers()] == [
        "command_not_allowed", "command_not_allowed" if commands == "off" else None,
    ]  # fmt: skip
    assert given(home) == ([] if commands == "off" else [900])
    home.stop()


def test_where_no_command_is_allowed_each_has_an_answer_and_a_flood_as_everywhere(
    tmp_path: Path, broker: Mosquitto, others: Listener
) -> None:
    home = Bridged(tmp_path / "home", port=broker.port, mqtt={"commands": "off", "commands_per_minute": 10})
    home.synced()
    home.connect()
    others.say(GRANT, grant("kept"), retain=True)
    for number in range(10):
        others.say(GRANT, grant(f"t-{number}"))
    others.say("timekpr/servers/pc-ben/sync", "sync")
    answer(home, others, 11)
    home.rest()

    codes = [one["data"]["code"] for one in others.answers()]
    assert codes == ["command_not_allowed"] * 10 + ["too_many_commands"]
    assert others.answers()[0]["error"]
    assert home.bridge.view().ignored == 1
    assert GRANT not in others.retained(), "what was kept there is taken away, as always"
    assert given(home) == []
    home.stop()


def test_an_answer_that_arrives_twice_is_no_grant_too_many(strict: Bridged, others: Listener) -> None:
    said = {"request": strict.wish(30), "minutes": 15, "transaction": "a"}
    for _ in range(2):
        others.say("timekpr/bridge/request/answer_request", said)
    again = answer(strict, others, 2)

    assert given(strict) == [900]
    assert (again["status"], again["data"].get("repeated")) == ("ok", True)
    assert others.events("grants_stopped") == []


def test_a_grant_that_the_computer_refused_does_not_count(strict: Bridged, others: Listener) -> None:
    others.say(GRANT, grant("refused"))
    answer(strict, others, 1)
    [edit] = strict.services.queue.waiting("pc-ben", "ben")
    strict.services.queue.update(edit, moved(edit, EditState.REFUSED, strict.clock.now()))
    strict.rest()
    others.say(GRANT, grant("another"))
    strict.turn(lambda: any(one["transaction"] == "another" for one in others.answers()), "answered")
    others.say(GRANT, grant("more"))
    strict.turn(lambda: any(one["transaction"] == "more" for one in others.answers()), "answered")

    said = [(one["transaction"], one["status"], one["data"].get("code")) for one in others.answers()]
    assert said[0] == ("refused", "ok", None)
    assert said[-2:] == [("another", "ok", None), ("more", "error", "grants_stopped")]


def test_the_safety_stop_names_the_child_and_is_told_once_for_all_its_computers(
    strict: Bridged, others: Listener
) -> None:
    others.say(GRANT, grant("a"))
    others.say(GRANT, grant("b"))
    others.say(GRANT, grant("c", server="pc-anna"))
    wish = {"request": strict.wish(30), "minutes": 15, "transaction": "d"}
    others.say("timekpr/bridge/request/answer_request", wish)
    answer(strict, others, 4)
    strict.rest()

    [event] = others.events("grants_stopped")
    assert (event["user"], event["child"], event["child_id"], event["server"]) == ("ben", "Ben", "ben", "pc-ben")
    assert event["message"].startswith("Not carried out: Ben has been given time ")


def test_an_answer_on_a_phone_that_was_stopped_is_told_with_the_child(strict: Bridged, others: Listener) -> None:
    others.say(GRANT, grant("a"))
    answer(strict, others, 1)
    wish = {"request": strict.wish(30), "minutes": 15, "transaction": "d"}
    others.say("timekpr/bridge/request/answer_request", wish)
    strict.turn(lambda: others.events("grants_stopped"), "stopped")

    [event] = others.events("grants_stopped")
    assert (event["child"], event["server_name"]) == ("Ben", "PC-Ben")
