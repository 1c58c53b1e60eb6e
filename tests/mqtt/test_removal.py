from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from errors import BrokerLost
from mqtt_ha.link import Link
from mqtt_ha.tombstones import Tombstones
from mqtt_ha.topics import Topics
from mqtt_views import BridgeState
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.mqtt.test_changed_settings import change
from tests.wishes.family import TINA
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real

GHOST = "homeassistant/sensor/timekpr_user_pc-ben_ben_time-spent/config"
STATUS = "homeassistant/status"


def topics_of(others: Listener, *marks: str) -> list[str]:
    return [topic for topic in others.retained() if any(mark in topic for mark in marks)]


def test_a_computer_that_is_removed_leaves_nothing(home: Bridged, others: Listener) -> None:
    home.connect()
    assert topics_of(others, "pc-ben")
    home.services.remove_server("pc-ben", keep_data=False)
    home.rest()

    others.wait(lambda: not topics_of(others, "pc-ben"), "nothing of it is left")
    assert others.json("timekpr/servers/online") == {"servers": ["PC-Anna"]}


def test_announcements_are_taken_back_before_their_values(home: Bridged, others: Listener) -> None:
    home.connect()
    others.forget()
    home.services.remove_user("pc-ben", "ben")
    home.rest()

    cleared = [one.topic for one in others.heard if one.retained and not one.payload]
    announced = [place for place, topic in enumerate(cleared) if topic.endswith("/config")]
    assert announced == list(range(len(announced)))
    assert len(cleared) > len(announced) > 0


def test_a_user_and_a_child_that_are_removed_leave_nothing(home: Bridged, others: Listener) -> None:
    home.connect()
    home.services.remove_user("pc-anna", "anna")
    home.services.remove_child("ben", asked=TINA)
    home.rest()

    others.wait(lambda: not topics_of(others, "pc-anna_anna", "users/anna", "child"), "nothing is left")
    assert topics_of(others, "users/ben")


def test_another_name_keeps_the_entities_and_changes_what_is_said_of_them(home: Bridged, others: Listener) -> None:
    home.connect()
    before = {json.loads(one)["unique_id"] for one in others.retained("homeassistant/").values()}
    home.services.change_server("pc-ben", name="Desk.Ben", asked=TINA)
    home.services.update_child("ben", name="Benjamin", asked=TINA)
    home.rest()

    others.wait(lambda: others.json("timekpr/servers/online") == {"servers": ["Desk.Ben", "PC-Anna"]}, "new name")
    configs = {topic: json.loads(one) for topic, one in others.retained("homeassistant/").items()}
    assert {one["unique_id"] for one in configs.values()} == before
    online = configs["homeassistant/binary_sensor/timekpr_server_pc-ben_online/config"]
    assert online["value_template"] == "{{ 'Desk.Ben' in value_json.servers }}"
    assert online["device"]["name"] == "Desk.Ben"
    assert configs[GHOST]["device"]["name"] == "ben (Desk.Ben)"
    assert configs["homeassistant/sensor/timekpr_child_ben_time-spent/config"]["device"]["name"] == "Benjamin"


@pytest.mark.parametrize("away", [False, True])
def test_a_computer_that_is_on_stays_so_under_another_name(home: Bridged, others: Listener, away: bool) -> None:
    """Home Assistant looks for the name that was announced last in the list that came last, and never looks again."""
    home.connect()
    if away:
        home.bridge._lost(BrokerLost(host="x", port=1, why=""))
    known = len(others.heard)
    home.services.change_server("pc-ben", name="Desk.Ben", asked=TINA)
    home.rest()

    config = "homeassistant/binary_sensor/timekpr_server_pc-ben_online/config"
    said = [one for one in others.heard[known:] if one.topic in {config, "timekpr/servers/online"}]
    assert "Desk.Ben" in str(next(one for one in reversed(said) if one.topic == config).payload)
    assert said[-1].json == {"servers": ["Desk.Ben", "PC-Anna"]}
    if not away:
        assert [one.topic for one in said] == [config, "timekpr/servers/online"], "and never seems to be off"


def test_when_home_assistant_comes_up_everything_is_said_again_after_a_moment(home: Bridged, others: Listener) -> None:
    home.connect()
    others.forget()
    known = len(others.heard)
    others.say(STATUS, "online")
    began = home.clock.monotonic()
    home.turn(lambda: len(others.heard) > known + 1, "something is said again", step=0.1)
    assert 1 <= home.clock.monotonic() - began <= 5.5
    home.rest()

    said = [one.topic for one in others.heard[known:]]
    assert GHOST in said
    assert said.count("timekpr/servers/pc-ben/users/ben/state") == 2, "before and after the announcements"
    assert said.index("timekpr/bridge/state") < said.index(GHOST)


def test_home_assistant_that_goes_down_is_told_nothing(home: Bridged, others: Listener) -> None:
    home.connect()
    others.forget()
    known = len(others.heard)
    others.say(STATUS, "offline")
    for _ in range(30):
        home.bridge.turn(0.01)
        home.clock.advance(0.4)

    assert [one.topic for one in others.heard[known:]] == [STATUS]


@pytest.mark.parametrize("restarts", [False, True])
def test_what_went_while_home_assistant_was_down_is_shown_once_more_and_taken_back(
    home: Bridged, others: Listener, restarts: bool
) -> None:
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    home.rest()
    if restarts:
        home.bridge.stop()
        home.restart()
        home.connect()
    others.forget()
    known = len(others.heard)
    others.say(STATUS, "online")
    home.turn(lambda: len([one for one in others.heard[known:] if one.topic == GHOST]) == 2, "shown and taken back")
    home.rest()

    shown, taken = [one for one in others.heard[known:] if one.topic == GHOST]
    assert json.loads(shown.payload)["unique_id"] == "timekpr_user_pc-ben_ben_time-spent"
    assert taken.payload == b""
    others.forget()
    known = len(others.heard)
    others.say(STATUS, "online")
    for _ in range(30):
        home.bridge.turn(0.01)
        home.clock.advance(0.4)
    assert GHOST not in [one.topic for one in others.heard[known:]], "once is enough"


def test_who_is_taken_in_again_is_no_ghost(home: Bridged, others: Listener) -> None:
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    home.rest()
    home.services.add_user("pc-ben", "ben", "Ben")
    home.synced()
    home.rest()
    others.say(STATUS, "online")
    for _ in range(30):
        home.bridge.turn(0.01)
        home.clock.advance(0.4)
    home.rest()

    assert GHOST in others.retained()


def test_who_is_taken_in_again_while_shown_once_more_stays(home: Bridged, others: Listener) -> None:
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    home.rest()
    others.forget()
    others.say(STATUS, "online")
    home.turn(lambda: GHOST in others.retained(), "shown once more", step=0.1)
    home.services.add_user("pc-ben", "ben", "Ben")
    home.synced()
    home.rest()
    others.catch_up()

    assert others.retained()[GHOST]
    assert len(Tombstones(home.core.store)) == 0


def test_what_was_shown_once_more_when_the_connection_broke_does_not_stay(
    home: Bridged, others: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    home.rest()
    others.forget()
    publish = Link.publish

    def break_at_a_ghost(link: Link, topic: str, payload: bytes, **more: Any) -> None:
        publish(link, topic, payload, **more)
        if topic == GHOST and payload:
            monkeypatch.undo()
            link.flush(5)
            raise BrokerLost(host="x", port=1, why="")

    monkeypatch.setattr(Link, "publish", break_at_a_ghost)
    others.say(STATUS, "online")
    home.turn(lambda: home.bridge.view().state is BridgeState.WAITING, "lost", step=0.1)
    home.connect()

    assert GHOST not in others.retained()


def test_what_was_found_at_the_broker_and_taken_away_is_remembered_when_we_end(home: Bridged, others: Listener) -> None:
    home.connect()
    home.bridge.stop()
    home.bridge._leave()
    home.services.remove_user("pc-ben", "ben")
    home.restart()
    home.connect()
    assert GHOST not in others.retained()
    home.bridge._leave()

    assert GHOST in Tombstones(home.core.store).all()


def test_what_went_while_the_broker_forgot_everything_is_shown_once_more_and_taken_back(
    home: Bridged, broker: Mosquitto
) -> None:
    """Nobody but Home Assistant knows of it then, and it is up all the time."""
    home.connect()
    home.leave()
    home.services.remove_user("pc-ben", "ben")
    broker.stop()
    home.restart()
    home.synced()
    broker.start()
    with Listener(broker.port) as others:
        home.connect()
        shown, *taken = [one.payload for one in others.heard if one.topic == GHOST]
        assert json.loads(shown)["unique_id"] == "timekpr_user_pc-ben_ben_time-spent"
        assert json.loads(shown)["device"]["identifiers"] == ["timekpr_user_pc-ben_ben"]
        assert set(taken) == {b""}
        assert not topics_of(others, "pc-ben_ben")
        known = len(others.heard)
        others.say(STATUS, "online")
        home.turn(
            lambda: len([one for one in others.heard[known:] if one.topic == GHOST]) == 2, "and at its next start"
        )
        home.rest()
        assert len(Tombstones(home.core.store)) == 0


def test_what_is_shown_once_more_stays_below_the_prefix_that_is_in_use(home: Bridged, others: Listener) -> None:
    """The broker may not let us write elsewhere, and nobody listens there."""
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    for prefix in ("elsewhere", "homeassistant"):
        home.rest()
        change(home, mqtt__discovery_prefix=prefix)
        home.turn(lambda prefix=prefix: len(others.retained(f"{prefix}/")) > 30, "it has moved")
        home.connect()
    known = len(others.heard)
    others.say(STATUS, "online")
    home.turn(lambda: GHOST in [one.topic for one in others.heard[known:]], "shown once more", step=0.1)
    home.rest()

    assert [one.topic for one in others.heard[known:] if one.topic.startswith("elsewhere/")] == []
    left = Tombstones(home.core.store)
    assert left.all()
    assert left.of(Topics("timekpr", "homeassistant")) == {}
    assert left.of(Topics("timekpr", "elsewhere")) == left.all()


def test_a_first_picture_that_lacks_a_computer_takes_none_of_its_entities_away(home: Bridged, others: Listener) -> None:
    home.connect()
    home.leave()
    home.restart()
    whole = home.services.fleet_view()
    home.bridge.publish(replace(whole, servers=whole.servers[1:]))
    known = len(others.heard)
    home.turn(lambda: len(others.heard) > known + 50, "connected without waiting for all, and all is said", step=3)
    home.bridge.publish(whole)
    home.connect()

    assert GHOST not in [one.topic for one in others.heard[known:] if not one.payload]
    assert GHOST in others.retained()
