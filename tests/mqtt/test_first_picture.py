from __future__ import annotations

import json

import pytest

from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener

pytestmark = pytest.mark.real

BEN = "timekpr/servers/pc-ben/users/ben"


def test_a_new_broker_gets_everything(home: Bridged, others: Listener) -> None:
    home.connect()

    others.wait(lambda: others.json("timekpr/servers/online"), "the contract topic is there")
    assert others.json("timekpr/servers/online") == {"servers": ["PC-Ben", "PC-Anna"]}
    assert others.retained()["timekpr/bridge/state"] == b"online"
    assert others.json("timekpr/bridge/info") == {
        "version": others.json("timekpr/bridge/info")["version"],
        "servers": 2,
        "users": 3,
        "pending": 0,
        "last_sync": "2026-11-18T14:00:00+00:00",
    }
    assert others.json(f"{BEN}/state") == {
        "spent": 20,
        "left": 100,
        "playtime": None,
        "active": False,
        "day_start": "2026-11-18T00:00:00+01:00",
        "limit": 120,
        "extra": 0,
        "allowed": True,
        "lockout": "terminate",
    }
    assert others.retained()[f"{BEN}/availability"] == b"online"
    assert others.json("timekpr/children/ben/state")["spent"] == 40
    configs = others.retained("homeassistant/")
    # 6 of the program, 6 of each computer, 9 of each user, 2 of each child
    assert len(configs) == 6 + 2 * 6 + 3 * 9 + 2 * 2
    assert {json.loads(one)["unique_id"] for one in configs.values()} == {topic.split("/")[2] for topic in configs}


def test_values_come_before_online_and_announcements_after_it(home: Bridged, others: Listener) -> None:
    home.connect()

    order = [one.topic for one in others.heard]
    online = order.index("timekpr/bridge/state")
    assert online > order.index(f"{BEN}/state")
    assert online < min(place for place, topic in enumerate(order) if topic.startswith("homeassistant/"))


def test_who_is_on_is_not_said_before_the_first_cycle_has_ended(home: Bridged, others: Listener) -> None:
    others.say("timekpr/servers/online", {"servers": ["PC-Ben"]}, retain=True)
    home.restart()
    home.connect()

    assert others.json("timekpr/servers/online") == {"servers": ["PC-Ben"]}
    home.off = {"pc-ben"}
    home.synced()
    home.rest()
    others.wait(lambda: others.json("timekpr/servers/online") == {"servers": ["PC-Anna"]}, "the new list is there")


def test_nobody_online_is_an_empty_list(home: Bridged, others: Listener) -> None:
    home.off = {"pc-ben", "pc-anna"}
    home.synced()
    home.connect()

    assert others.json("timekpr/servers/online") == {"servers": []}


def test_a_cycle_in_which_nothing_happens_says_only_when_it_was(home: Bridged, others: Listener) -> None:
    home.connect()
    others.forget()
    home.clock.advance(30)
    home.synced()
    home.rest()

    said = {one.topic for one in others.heard[len(others.retained()) :]}
    assert said <= {
        "timekpr/bridge/info",
        *(f"timekpr/servers/{server}/{last}" for server in ("pc-ben", "pc-anna") for last in ("state", "last_sync")),
    }


def test_a_restart_takes_nothing_away_for_a_moment(home: Bridged, others: Listener) -> None:
    home.connect()
    home.bridge.stop()
    home.restart()
    others.forget()
    home.connect()

    cleared = [one.topic for one in others.heard if one.retained and not one.payload and "/config" in one.topic]
    assert cleared == []


def test_what_an_earlier_run_has_left_is_swept_away_and_what_is_others_is_not(home: Bridged, others: Listener) -> None:
    origin = {"origin": {"name": "timekpr-mngr"}, "unique_id": "x"}
    ours = {**origin, "availability": [{"topic": "timekpr/bridge/state"}]}
    neighbours = {**origin, "availability": [{"topic": "school/bridge/state"}]}
    strangers = {"availability": [{"topic": "timekpr/bridge/state"}], "origin": {"name": "zigbee2mqtt"}}
    others.say("homeassistant/sensor/old_one/config", ours, retain=True)
    others.say("homeassistant/sensor/neighbour/config", neighbours, retain=True)
    others.say("homeassistant/sensor/stranger/config", strangers, retain=True)
    others.say("homeassistant/sensor/broken/config", b"\xff{", retain=True)
    others.say("timekpr/servers/gone/users/somebody/state", {"spent": 7}, retain=True)
    others.say("timekpr/children/gone/availability", "online", retain=True)
    home.connect()

    others.wait(lambda: "homeassistant/sensor/old_one/config" not in others.retained(), "our ghost is gone")
    left = others.retained()
    assert "timekpr/servers/gone/users/somebody/state" not in left
    assert "timekpr/children/gone/availability" not in left
    assert {f"homeassistant/sensor/{one}/config" for one in ("neighbour", "stranger", "broken")} <= left.keys()
