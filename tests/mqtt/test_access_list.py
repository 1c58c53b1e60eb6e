"""docs/home-assistant/mosquitto.acl: what each of them uses, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clock import SystemClock
from mqtt_ha.controls import subscriptions
from mqtt_ha.requests import REQUESTS
from mqtt_ha.rights import Rights
from mqtt_ha.trial import try_out
from settings import MqttSettings
from tests.mqtt.bridged import Bridged
from tests.mqtt.said import FOLDER, SETTINGS, TOPICS, heard, painted, responses
from workbench.mosquitto import Mosquitto

Right = tuple[str, str]


def access() -> dict[str, list[Right]]:
    """What each user may: ``read`` or ``write`` with a pattern."""
    found: dict[str, list[Right]] = {}
    for line in (FOLDER / "mosquitto.acl").read_text(encoding="utf-8").splitlines():
        match line.split():
            case ["user", name]:
                found[name] = []
            case ["topic", "readwrite", pattern]:
                found[name] += [("read", pattern), ("write", pattern)]
            case ["topic", "read" | "write" as may, pattern]:
                found[name].append((may, pattern))
            case [first, *_]:
                assert first.startswith("#"), line
    return found


def covers(right: Right, wanted: Right) -> bool:
    """Whether a right lets a topic, or all that a filter takes in, be used."""
    mine, theirs = right[1].split("/"), wanted[1].split("/")
    alike = len(mine) == len(theirs) and all(one in {"+", other} for one, other in zip(mine, theirs, strict=True))
    return right[0] == wanted[0] and alike


def assert_exactly(rights: list[Right], wanted: set[Right]) -> None:
    assert sorted(one for one in wanted if not any(covers(right, one) for right in rights)) == []
    assert sorted(right for right in rights if not any(covers(right, one) for one in wanted)) == []
    assert len(set(rights)) == len(rights)


def test_the_access_list_gives_the_program_what_it_uses_and_nothing_more() -> None:
    configs, states = painted(servers={"pc": ["a"]})
    says = {*configs, *states, TOPICS.bridge_state, TOPICS.events, *responses()}
    clears = {*subscriptions(TOPICS), *heard()} - {SETTINGS.status_topic}

    nobody: Any = None
    tried = set(Rights(nobody, SETTINGS, nobody, nobody, nobody)._ours())
    wanted = {("read", one) for one in heard() | tried} | {("write", one) for one in says | clears | tried}
    assert_exactly(access()["timekpr"], wanted)


def test_the_access_list_gives_home_assistant_what_it_uses_and_nothing_more() -> None:
    configs = [json.loads(said) for said in painted(servers={"pc": ["a"]})[0].values()]
    reads = {value for one in configs for key, value in one.items() if key in {"state_topic", "json_attributes_topic"}}
    reads |= {each["topic"] for one in configs for each in one.get("availability", ())}
    writes = {one["command_topic"] for one in configs if "command_topic" in one}
    writes |= {TOPICS.request(name) for name in REQUESTS} | {SETTINGS.status_topic}
    reads |= responses() | {TOPICS.events, TOPICS.config("+", "+")}

    assert_exactly(access()["homeassistant"], {("read", one) for one in reads} | {("write", one) for one in writes})


def test_the_access_list_lets_a_display_only_read_values() -> None:
    _, states = painted(servers={"pc": ["a"]})
    rights = access()["display"]

    assert {may for may, _ in rights} == {"read"}
    kept = {("read", one) for one in (*states, TOPICS.bridge_state)}
    assert [right for right in rights if not any(covers(right, one) for one in kept)] == []
    assert set(access()) == {"timekpr", "homeassistant", "display"}


@pytest.mark.real
def test_under_the_access_list_the_connection_is_in_order_and_nothing_is_denied(tmp_path: Path) -> None:
    signs_in = {"username": "timekpr", "password": "otters at midnight"}
    users = dict.fromkeys(access(), signs_in["password"])
    acl = (FOLDER / "mosquitto.acl").read_text(encoding="utf-8")
    with Mosquitto(tmp_path / "broker", users=users, acl=acl) as broker:
        settings = MqttSettings(host="127.0.0.1", port=broker.port, **signs_in)
        found = list(try_out(settings, {}, SystemClock(), "en"))
        assert [(one.check, one.detail) for one in found if not one.ok or one.cure] == []

        home = Bridged(tmp_path / "home", port=broker.port, mqtt=signs_in)
        home.synced()
        home.connect()
        assert home.bridge.view().denied == ()
        home.stop()
