"""The dashboard and the blueprints in docs/home-assistant: every name in them is one of the program's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from mqtt_ha.entities import EventType
from mqtt_ha.requests import REQUESTS
from tests.mqtt.said import FOLDER, NOW, TOPICS, Input, load, painted, read, responses, told, walk
from tokens import Scope

BLUEPRINTS = sorted((FOLDER / "blueprints").glob("*.yaml"))


def test_the_dashboard_shows_entities_that_there_are() -> None:
    text = (FOLDER / "dashboard.yaml").read_text(encoding="utf-8")
    configs, _ = painted(servers={"pc-anna": ["anna"], "laptop": ["anna"]})
    there = {json.loads(said)["default_entity_id"] for said in configs.values()}
    named = {str(value) for key, value in walk(load(text)) if key == "entity"}
    named |= set(re.findall(r"state_attr\('([^']+)'", text))

    assert len(named) > 15
    assert named - there == set()
    in_comment = re.findall(r"^#   (timekpr_\w+)", text, re.MULTILINE)
    assert [one for one in in_comment if not any(entity.partition(".")[2].startswith(one) for entity in there)] == []


def test_the_dashboard_wants_no_card_that_has_to_be_installed() -> None:
    cards = {
        value for key, value in walk(load((FOLDER / "dashboard.yaml").read_text(encoding="utf-8"))) if key == "type"
    }

    assert not any(str(card).startswith("custom:") for card in cards)


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
class TestBlueprint:
    def test_it_uses_exactly_what_it_asks_for(self, path: Path) -> None:
        content = load(path.read_text(encoding="utf-8"))
        body = {key: value for key, value in content.items() if key != "blueprint"}
        used = {str(value) for _, value in walk(body) if isinstance(value, Input)}

        assert used == set(content["blueprint"]["input"])
        assert content["blueprint"]["domain"] == "automation"

    def test_its_topics_exist(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"base ~ '(/[a-z_/]+)'", text) + re.findall(r"\{\{ base \}\}(/[a-z_/]+)", text)
        there = {TOPICS.events, *(TOPICS.request(name) for name in REQUESTS), *responses()}

        assert named
        assert [one for one in named if f"{TOPICS.base}{one}" not in there] == []

    def test_the_events_and_fields_that_it_waits_for_exist(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        content = load(text)
        kinds = {str(value) for key, value in walk(content) if key == "payload" and "{" not in str(value)}
        kinds |= {str(value) for key, value in walk(content["blueprint"]) if key == "value"}
        happened = [event for kind, event in told().items() if kind in kinds]
        fields = set(re.findall(r"(?:payload_json|value_json|asked)\.(\w+)", text))
        answer = {"status", "error", "data", "transaction"}

        assert kinds <= set(EventType)
        assert fields - answer <= {key for event in happened for key in event}

    def test_what_it_publishes_is_taken(self, path: Path) -> None:
        calls = [
            value["data"]
            for value in _steps(load(path.read_text(encoding="utf-8")))
            if value.get("service") == "mqtt.publish"
        ]

        for data in calls:
            request = read(rendered(data["topic"]), rendered(data["payload"]))
            assert request is not None
            assert request.transaction
            assert request.expires_at
            assert request.scope is Scope.GRANT
            assert data["retain"] is False
        assert bool(calls) == ("publish" in path.read_text(encoding="utf-8"))


CHILDREN = [
    ("", True), ("Anna", True), ("ben, anna", True), ("Ben", False), ("anna-2", True), (" Ben ,ANNA-2", True),
    ("anna-3", False), (",", True),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "is_meant"), CHILDREN)
@pytest.mark.parametrize("name", ["answer_on_the_phone", "warn_when_nearly_out"])
def test_a_child_is_known_by_its_name_and_by_its_id(name: str, chosen: str, is_meant: bool) -> None:
    content = load((FOLDER / f"blueprints/{name}.yaml").read_text(encoding="utf-8"))
    [template] = [value for _, value in walk(content) if isinstance(value, str) and "set wanted" in value]
    said = SimpleNamespace(event_type="time_out", child="Anna", child_id="anna-2")
    trigger = SimpleNamespace(payload_json=said)

    found = jinja2.Environment(autoescape=False).from_string(template).render(
        trigger=trigger, children=chosen, moments=["time_out"]
    )  # fmt: skip
    assert found.strip() == str(is_meant)


def test_a_child_that_is_asked_for_by_its_id_is_addressed_by_it() -> None:
    for path in BLUEPRINTS:
        asks = load(path.read_text(encoding="utf-8"))["blueprint"]["input"]
        described = [asks[one]["description"] for one in ("child", "children") if one in asks]
        assert described
        assert all("child_id" in one for one in described), path.stem


def _steps(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _steps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _steps(inner)


def rendered(template: str) -> str:
    """A template as Home Assistant renders it, with values that somebody may have chosen."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    environment.filters["to_json"] = json.dumps
    done = SimpleNamespace(entity_id="input_button.homework", to_state=SimpleNamespace(last_changed=NOW))
    return environment.from_string(template).render(
        base=TOPICS.base, now=lambda: NOW, timedelta=timedelta, trigger=done, child="Anna", minutes=0, more=30,
        reason="x" * 300, no_words="y" * 300, request="5f0c",
    )  # fmt: skip


def test_a_phone_that_asks_is_told_when_the_question_is_over() -> None:
    """Under the tag under which it was asked, whatever has ended it."""
    content = load((FOLDER / "blueprints/answer_on_the_phone.yaml").read_text(encoding="utf-8"))
    payloads = [one.get("payload") for one in content["trigger"] if one["id"] == "over"]
    tags = {str(value) for key, value in walk(content["action"]) if key == "tag"}

    assert payloads == ["request_answered", "request_closed"]
    assert {"timekpr {{ asked.request }}", "timekpr {{ trigger.payload_json.request }}"} <= tags


def test_there_are_blueprints() -> None:
    assert len(BLUEPRINTS) == 3
