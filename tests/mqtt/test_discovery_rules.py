"""What Home Assistant is told is something that it takes, whatever computers and children are called."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from mqtt_ha.discovery import (
    ALLOWED,
    Place,
    as_json,
    child_configs,
    is_listed,
    manager_configs,
    server_configs,
    user_configs,
)
from mqtt_ha.entities import EventType
from mqtt_ha.topics import Topics, level, slug
from tests.mqtt.ha_rules import ENTITY_ID, OBJECT_ID, faults, is_taken, is_topic, rendered
from tests.mqtt.places import PLACE, Painted, announced
from timekpr_rules.versions import LOCKOUT_TYPES

IDS = Path(__file__).with_name("ids.txt")
"""Never change a line: Home Assistant would begin an entity anew, without its history."""

HOSTILE = (
    "server1", "büro pc", "büro-pc", "it's", '"', "\\", "a\\'b", "{{ 7*191 }}", "{% raw %}", "{# x #}", "}}", "%}",
    "a\nb", "\r\n", "\u2028", "\u202eabc", "👩‍👧", "' in [] }}{{ 7*191", '" ~ 7*191 ~ "', "+", "#", "a/b", "$", " ",
    "x" * 200, "{" * 200, "\x00\x7f\x85", "\ufdd0", "\uffff",
    "\U0001fffe",
)  # fmt: skip
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))

TABLE = {
    "manager connection": ("binary_sensor", "connectivity", None, None, "diagnostic"),
    "manager sync": ("button", None, None, None, None),
    "manager pending": ("sensor", None, None, "measurement", "diagnostic"),
    "manager version": ("sensor", None, None, None, "diagnostic"),
    "manager problem": ("binary_sensor", "problem", None, None, None),
    "manager activity": ("event", None, None, None, None),
    "server online": ("binary_sensor", "connectivity", None, None, None),
    "server sync": ("button", None, None, None, None),
    "server last-sync": ("sensor", "timestamp", None, None, "diagnostic"),
    "server timekpr-version": ("sensor", None, None, None, "diagnostic"),
    "server pending": ("sensor", None, None, "measurement", "diagnostic"),
    "server latency": ("sensor", "duration", "ms", "measurement", "diagnostic"),
    "user time-spent": ("sensor", "duration", "min", "total", None),
    "user time-left": ("sensor", "duration", "min", "measurement", None),
    "user playtime": ("sensor", "duration", "min", "total", None),
    "user active": ("binary_sensor", "running", None, None, None),
    "user add-15": ("button", None, None, None, None),
    "user add-30": ("button", None, None, None, None),
    "user extra": ("number", None, "min", None, None),
    "user limit": ("number", None, "min", None, None),
    "user allowed": ("switch", None, None, None, None),
    "user lockout": ("select", None, None, None, None),
    "child time-spent": ("sensor", "duration", "min", "total", None),
    "child time-left": ("sensor", "duration", "min", "measurement", None),
}
"""Component, device class, unit, state class, category of every entity."""


def contents(configs: dict[str, bytes]) -> list[tuple[str, dict[str, Any]]]:
    return [(topic, json.loads(payload)) for topic, payload in configs.items()]


def all_faults(configs: dict[str, bytes]) -> list[str]:
    return [f"{topic}: {fault}" for topic, payload in configs.items() for fault in faults(topic, payload)]


@pytest.mark.parametrize("base_url", ["", "https://time.home:8080/", "http://[::1]:8080"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("commands", ALLOWED)
def test_home_assistant_takes_all_that_is_announced(base_url: str, language: str, commands: str) -> None:
    place = replace(PLACE, base_url=base_url, language=language, may=ALLOWED[commands])
    assert not all_faults(announced(place))


@pytest.mark.parametrize("has_playtime", [True, False])
def test_every_entity_is_there_as_the_table_says(has_playtime: bool) -> None:
    found = {}
    for owner, configs in {
        "manager": manager_configs(PLACE),
        "server": server_configs(PLACE, "pc", "PC", "0.5.4"),
        "user": user_configs(PLACE, "pc", "PC", "anna", has_playtime=has_playtime),
        "child": child_configs(PLACE, "anna", "Anna"),
    }.items():
        for topic, one in contents(configs):
            key = one["unique_id"].rpartition("_")[2]
            kinds = ("device_class", "unit_of_measurement", "state_class", "entity_category")
            found[f"{owner} {key}"] = (topic.split("/")[1], *(one.get(kind) for kind in kinds))
    assert found == {name: row for name, row in TABLE.items() if has_playtime or name != "user playtime"}


def test_numbers_and_choices_cover_all_that_may_come() -> None:
    by_key = {one["unique_id"].rpartition("_")[2]: one for _, one in contents(announced())}
    assert (by_key["extra"]["min"], by_key["extra"]["max"]) == (-1440, 1440)
    assert (by_key["limit"]["min"], by_key["limit"]["max"]) == (0, 1440)
    assert by_key["lockout"]["options"] == list(LOCKOUT_TYPES)
    assert by_key["activity"]["event_types"] == [one.value for one in EventType]
    assert by_key["latency"]["enabled_by_default"] is False


def test_ids_are_what_they_have_always_been() -> None:
    ids = [f"{topic} {one['default_entity_id']}" for topic, one in contents(announced())]
    assert ids == IDS.read_text(encoding="utf-8").splitlines()


def test_no_two_things_have_the_same_id() -> None:
    both = contents(announced()) + contents(announced(replace(PLACE, topics=Topics("attic", "homeassistant"))))
    for key in ("unique_id", "default_entity_id"):
        assert max(Counter(one[key] for _, one in both).values()) == 1
    devices = {(*one["device"]["identifiers"], one["device"]["name"]) for _, one in both}
    assert len(devices) == len({identifier for identifier, _ in devices}) == 2 * 8


def test_parents_are_announced_before_what_hangs_on_them() -> None:
    seen: set[str] = set()
    for _, one in contents(announced()):
        assert one["device"].get("via_device") in {None, *seen}
        seen.update(one["device"]["identifiers"])


def test_an_id_and_a_topic_are_made_of_ids_alone_and_never_of_a_name() -> None:
    one = server_configs(PLACE, "pc", "One", None) | child_configs(PLACE, "ben", "Ben")
    other = server_configs(PLACE, "pc", "Other", None) | child_configs(PLACE, "ben", "Sam")
    assert list(one) == list(other)
    kept = ("unique_id", "object_id", "default_entity_id", "state_topic", "command_topic", "availability")
    for (_, before), (_, after) in zip(contents(one), contents(other), strict=True):
        assert [before.get(key) for key in kept] == [after.get(key) for key in kept]
        assert before["device"]["identifiers"] == after["device"]["identifiers"]


def test_nothing_is_announced_where_that_is_switched_off_and_no_control_where_nothing_may_be_done() -> None:
    assert announced(replace(PLACE, announces=False)) == {}
    silent = announced(replace(PLACE, may=ALLOWED["off"]))
    assert not any("command_topic" in one for _, one in contents(silent))
    grants = announced(replace(PLACE, may=ALLOWED["grants"]))
    assert len(announced()) - len(grants) == len([topic for topic in announced() if "/select/" in topic]) == 3


@given(NAMES, NAMES)
@example("a", "a'")
def test_the_contract_tells_exactly_who_is_listed(name: str, other: str) -> None:
    template = is_listed(name)
    for listed in ([], [other], [other, name], [name + " "]):
        assert rendered(template, as_json({"servers": listed}).decode()) == str(name in listed)


@pytest.mark.parametrize("name", ["server1", "PC-Anna", "büro pc", "a.b@c_d"])
def test_a_plain_name_stands_in_the_contract_as_it_is_promised(name: str) -> None:
    [config] = [one for topic, one in contents(server_configs(PLACE, "pc", name, None)) if "/binary_sensor/" in topic]
    assert config["value_template"] == f"{{{{ '{name}' in value_json.servers }}}}"
    assert (config["payload_on"], config["payload_off"]) == ("True", "False")
    assert config["state_topic"] == "timekpr/servers/online"


@given(NAMES, NAMES, NAMES)
def test_no_name_breaks_an_announcement(server: str, user: str, name: str) -> None:
    configs = (
        server_configs(PLACE, server, name, name)
        | user_configs(PLACE, server, name, user, has_playtime=True)
        | child_configs(PLACE, user, name)
    )
    assert not all_faults(configs)
    assert len(configs) == 6 + 10 + 2
    for _, one in contents(configs):
        assert "7*191" not in one.get("value_template", "") or "{{ 7*191" not in one["value_template"][2:]


@given(st.lists(NAMES, min_size=2, max_size=6, unique=True))
@example(["a_b", "a.b", "a b", "A_B", "a/b", "a-b"])
def test_two_names_never_share_an_id_or_a_topic(names: list[str]) -> None:
    for make in (slug, level, lambda name: slug("timekpr", "user", name, "x"), lambda name: slug("u", "x", name)):
        assert len({make(name) for name in names}) == len(names)
    for name in names:
        assert OBJECT_ID.fullmatch(slug(name))
        assert len(slug(name)) <= 87
        assert ENTITY_ID.fullmatch(f"sensor.{slug('timekpr', name, 'x').lower().replace('-', '_')}")
    assert slug("a_b", "c") != slug("a", "b_c") != slug("a", "b", "c")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_ends_raw_in_a_topic(name: str) -> None:
    topics = PLACE.topics
    for topic in (topics.server(name), topics.user("pc", name), topics.child(name), topics.response(name)):
        assert is_topic(topic)
        assert topic.count("/") == topic.replace(level(name), "x").count("/")


NOTHING = {
    "state": {"spent": None, "left": None, "playtime": None, "active": None, "day_start": None},
    "rules": {"limit": None, "extra": None, "allowed": None, "lockout": None},
    "server": {"last_sync": None, "latency_ms": None, "timekpr_version": None, "pending": 0, "error": None},
}


def values_of(topic: str, painted: Painted) -> list[str]:
    """What may come on a topic: what is there now, all unknown, and nothing, which is what clearing it sends."""
    if topic not in painted.states():
        return []  # silent until something is known
    now = painted.states()[topic].decode()
    if topic.endswith(("/last_sync", "/timekpr_version")) or "/servers/online" in topic or "/bridge/" in topic:
        return [now]
    kind = "server" if "/users/" not in topic and "/servers/" in topic else topic.rpartition("/")[2]
    return [now, json.dumps(NOTHING[kind]), ""]


def test_every_value_is_one_that_its_entity_takes(painted: Painted) -> None:
    tried = 0
    for topic, one in contents(painted.configs()):
        component = topic.split("/")[1]
        if component in {"button", "event"} or one["state_topic"].endswith("/bridge/state"):
            continue
        for payload in values_of(one["state_topic"], painted):
            assert is_taken(component, one, payload), (topic, payload)
            tried += 1
    assert tried > 60


def test_values_show_as_they_are(painted: Painted) -> None:
    shown = {}
    for topic, one in contents(painted.configs()):
        if "_user_pc-ben_ben_" in topic and "value_template" in one:
            payload = painted.states()[one["state_topic"]].decode()
            shown[one["unique_id"].rpartition("_")[2]] = rendered(one["value_template"], payload)
    assert shown == {
        "time-spent": "20", "time-left": "100", "active": "False", "extra": "0", "limit": "120", "allowed": "ON",
        "lockout": "terminate",
    }  # fmt: skip


def test_a_fault_is_seen() -> None:
    """The rules themselves: one key too many where Home Assistant is strict, and so on."""
    topic, payload = next(iter(server_configs(PLACE, "pc", "PC", None).items()))
    content = json.loads(payload)
    for wrong in (
        {"device": content["device"] | {"ip": "1"}}, {"origin": content["origin"] | {"url": "x"}}, {"entity": 1},
        {"icon": "mdi:no-such"}, {"unique_id": "x"}, {"default_entity_id": "binary_sensor.A"}, {"qos": 3},
        {"entity_category": "config"}, {"state_topic": "a/+"}, {"availability": [{"topic": "a", "x": "b"}]},
        {"device_class": "lamp"}, {"device": content["device"] | {"configuration_url": "time.home"}},
    ):  # fmt: skip
        assert list(faults(topic, json.dumps(content | wrong).encode())), wrong
    assert not list(faults(topic, payload))


def test_a_place_is_as_the_settings_say(painted: Painted) -> None:
    settings = painted.family.core.settings.mqtt.model_copy(
        update={"base_topic": "a/b", "qos": 2, "commands": "grants"}
    )
    place = Place.of(settings, language="de", version="1", base_url="")
    assert not all_faults(announced(place))
    assert {one["qos"] for _, one in contents(announced(place))} == {2}
