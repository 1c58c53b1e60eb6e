"""What Home Assistant takes as an announcement, and what becomes of a value: its rules, without Home Assistant.

Sources: the schemas of its MQTT integration in 2024.3 and 2026.11, of which the stricter one is meant in each case.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_BYTES: Final = 4096
COMMON: Final = {
    "name", "unique_id", "object_id", "default_entity_id", "icon", "qos", "entity_category", "device", "origin",
    "availability", "availability_mode", "enabled_by_default", "json_attributes_topic", "value_template",
}  # fmt: skip
NEEDED: Final = {"name", "unique_id", "object_id", "default_entity_id", "icon", "qos", "device", "origin"}
CONTROL: Final = {"command_topic", "state_topic"}
KEYS: Final[dict[str, tuple[set[str], set[str]]]] = {
    "sensor": (
        {"state_topic"},
        {"device_class", "unit_of_measurement", "state_class", "suggested_display_precision",
         "last_reset_value_template"},
    ),
    "binary_sensor": ({"state_topic", "payload_on", "payload_off"}, {"device_class"}),
    "button": ({"command_topic", "payload_press"}, set()),
    "number": ({*CONTROL, "min", "max", "step", "mode", "unit_of_measurement"}, set()),
    "switch": (CONTROL, set()),
    "select": ({*CONTROL, "options"}, set()),
    "event": ({"state_topic", "event_types"}, set()),
}  # fmt: skip
"""Of each component: what it has to have besides NEEDED, and what it may have. No ``optimistic``, no ``retain``."""
DEVICE: Final = {
    "identifiers", "name", "manufacturer", "model", "sw_version", "hw_version", "serial_number", "via_device",
    "suggested_area", "configuration_url",
}  # fmt: skip
ORIGIN: Final = {"name", "sw_version", "support_url"}
UNITS: Final = {"duration": {"d", "h", "min", "s", "ms"}, "timestamp": {None}, None: {None, "min"}}
STATE_CLASSES: Final = {"measurement", "total"}
BINARY_CLASSES: Final = {"connectivity", "problem", "running"}
ICONS: Final = {
    "account-check-outline", "account-clock", "alert-circle-outline", "bell-outline", "clock-check-outline",
    "clock-outline", "clock-plus-outline", "desktop-classic", "gamepad-variant-outline", "lan-connect", "lock-clock",
    "plus-circle-multiple-outline", "plus-circle-outline", "sync", "tag-outline", "timer-outline", "timer-sand",
    "tray-full",
}  # fmt: skip
"""Names that were looked up in @mdi/svg 7.4.47; one that does not exist shows as a blank."""

OBJECT_ID: Final = re.compile(r"[a-zA-Z0-9_-]+")
ENTITY_ID: Final = re.compile(r"[a-z_]+\.(?!_)[a-z0-9_]+(?<!_)")
_NOT_IN_A_TOPIC: Final = re.compile(r"[+#\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")
_ENVIRONMENT: Final = ImmutableSandboxedEnvironment()


def faults(topic: str, payload: bytes, prefix: str = "homeassistant") -> Iterator[str]:
    """Everything that is wrong with an announcement."""
    if len(payload) >= MOST_BYTES:
        yield f"{len(payload)} bytes"
    content = json.loads(payload.decode())
    levels = topic.removeprefix(f"{prefix}/").split("/")
    if len(levels) != 3 or levels[2] != "config" or not OBJECT_ID.fullmatch(levels[1]) or levels[0] not in KEYS:
        yield f"no topic of an announcement: {topic}"
        return
    component, object_id, _ = levels
    needed, more = KEYS[component]
    yield from (f"{key} is not known" for key in content.keys() - COMMON - needed - more)
    yield from (f"{key} is missing" for key in (NEEDED | needed) - content.keys())
    yield from (f"{key} is null" for key, value in content.items() if value is None)
    if content["unique_id"] != object_id or content["object_id"] != object_id:
        yield "its ids are not that of its topic"
    entity_id = content["default_entity_id"]
    if not ENTITY_ID.fullmatch(entity_id) or not entity_id.startswith(f"{component}."):
        yield f"{entity_id} is no id of an entity"
    if content["icon"].removeprefix("mdi:") not in ICONS or not content["icon"].startswith("mdi:"):
        yield f"{content['icon']} was not looked up"
    if content["qos"] not in (0, 1, 2):
        yield "qos"
    allowed = {"diagnostic"} if component in {"sensor", "binary_sensor"} else {"diagnostic", "config"}
    if content.get("entity_category", "diagnostic") not in allowed:
        yield "entity_category"
    for key in content:
        if key.endswith("_topic") and not is_topic(content[key]):
            yield f"{key} is no topic: {content[key]!r}"
    yield from _of_component(component, content)
    yield from _of_availability(content)
    yield from _of_device(content["device"], content["origin"])


def _of_component(component: str, content: dict[str, Any]) -> Iterator[str]:
    kind, unit, state_class = (content.get(key) for key in ("device_class", "unit_of_measurement", "state_class"))
    if component == "sensor":
        if kind not in UNITS or unit not in UNITS[kind]:
            yield f"{unit} is no unit of {kind}"
        if state_class is not None and (state_class not in STATE_CLASSES or kind == "timestamp"):
            yield f"state class {state_class} of {kind}"
        if ("last_reset_value_template" in content) != (state_class == "total"):
            yield "a total has a last reset, and nothing else has"
    if component == "binary_sensor" and (kind not in BINARY_CLASSES or content["payload_on"] == content["payload_off"]):
        yield "device class or payloads"
    if component == "number" and (content["min"] >= content["max"] or content["step"] <= 0 or content["mode"] != "box"):
        yield "min, max, step or mode"
    for key in ("options", "event_types"):
        if key in content and (not content[key] or len(set(content[key])) != len(content[key])):
            yield key


def _of_availability(content: dict[str, Any]) -> Iterator[str]:
    if "availability" not in content:
        if content.get("device_class") != "connectivity" or not content["state_topic"].endswith("/bridge/state"):
            yield "only the connection itself has no availability"
        return
    if content["availability_mode"] != "all" or not content["availability"]:
        yield "availability_mode"
    for one in content["availability"]:
        if set(one) != {"topic"} or not is_topic(one["topic"]):
            yield f"availability {one}"


def _of_device(device: dict[str, Any], origin: dict[str, Any]) -> Iterator[str]:
    yield from (f"device.{key} is not known" for key in device.keys() - DEVICE)
    yield from (f"origin.{key} is not known" for key in origin.keys() - ORIGIN)
    yield from (f"origin.{key} is missing" for key in ORIGIN - origin.keys())
    values = {**{f"device.{key}": value for key, value in device.items() if key != "identifiers"}, **origin}
    yield from (f"{key} is no text: {value!r}" for key, value in values.items() if not value or type(value) is not str)
    if not device["identifiers"] or not all(OBJECT_ID.fullmatch(one) for one in device["identifiers"]):
        yield "device.identifiers"
    for url in (device.get("configuration_url", "http://none"), origin["support_url"]):
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            yield f"{url} is no full URL"


def is_topic(text: str) -> bool:
    """Whether something can be published there; Home Assistant refuses noncharacters too."""
    return bool(text) and not _NOT_IN_A_TOPIC.search(text) and not any(ord(char) & 0xFFFE == 0xFFFE for char in text)


def rendered(template: str, payload: str) -> str:
    """A value as Home Assistant makes it. ``value_json`` is there if the payload is JSON. Raises TemplateError."""
    known: dict[str, Any] = {"value": payload, "entity_id": "x.y", "name": "a name"}
    with contextlib.suppress(ValueError):
        known["value_json"] = json.loads(payload)
    return _ENVIRONMENT.from_string(template.strip()).render(known).strip()


def is_taken(component: str, content: dict[str, Any], payload: str) -> bool:
    """Whether a message on the topic of its value is one that 2024.3 takes without a word in its log."""
    value = rendered(content["value_template"], payload) if "value_template" in content else payload
    if "last_reset_value_template" in content:
        reset = rendered(content["last_reset_value_template"], payload)
        if reset and datetime.fromisoformat(reset).tzinfo is None:
            return False
    match component:
        case "sensor" if content.get("device_class") == "timestamp":
            return _is_moment(value)
        case "sensor" if {"unit_of_measurement", "state_class"} & content.keys():
            return value == "None" or _is_whole(value)
        case "sensor":
            return bool(value) and value != "None"
        case "binary_sensor":
            return value in {content["payload_on"], content["payload_off"], "None"}
        case "number":
            return value == "None" or (_is_whole(value) and content["min"] <= int(value) <= content["max"])
        case "switch":
            return value in {"ON", "OFF", "None"}
        case "select":
            return value == "None" or value in content["options"]
    return False


def _is_whole(value: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+", value))


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
