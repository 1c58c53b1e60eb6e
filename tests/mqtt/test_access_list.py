"""docs/home-assistant/mosquitto.acl: what each of them uses, and nothing more."""

from __future__ import annotations

import json

from mqtt_ha.controls import subscriptions
from mqtt_ha.requests import REQUESTS
from tests.mqtt.said import FOLDER, SETTINGS, TOPICS, heard, painted, responses

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

    wanted = {("read", one) for one in heard()} | {("write", one) for one in says | clears}
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
