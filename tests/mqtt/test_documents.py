"""What docs/home-assistant.md says is so: names are read from the program, not from a list."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic.fields import FieldInfo

import errors
from mqtt_ha.commands import STATES
from mqtt_ha.entities import CHILD, MANAGER, PLAYTIME, SERVER, USER, Entity, EventType
from mqtt_ha.requests import REQUESTS, Request
from mqtt_ha.topics import slug
from pending import EditState
from settings import MqttSettings
from tests.mqtt.said import SETTINGS, TOPICS, load, painted, read, told, written
from tests.tree import ROOT

GUIDE = (ROOT / "docs/home-assistant.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands below a heading of the guide."""
    text = GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert text, title
    return text


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the table that begins with this heading."""
    table = text.partition(f"| {first} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in table.strip().split("\n")[2:]]


def coded(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize(
    ("device", "entities"),
    [
        ("timekpr-mngr", MANAGER),
        ("A computer", SERVER),
        ("A user on a computer", (*USER, PLAYTIME)),
        ("A child", CHILD),
    ],
)
def test_the_guide_lists_exactly_the_entities_there_are(device: str, entities: tuple[Entity, ...]) -> None:
    text = section("What appears").partition(f"**{device}**")[2]
    listed = {(name, kind, key.strip("`")): good for name, kind, key, *good in rows(text, "entity")}

    assert set(listed) == {(one.name, one.component, one.key) for one in entities}
    of_today = {key for (_, _, key), good in listed.items() if "of today only" in "".join(good)}
    assert of_today == {one.key for one in entities if one.fresh}


def test_the_guide_names_ids_as_they_are_made() -> None:
    text = section("What appears")
    configs, _ = painted(servers={"pc-anna": ["anna"]})
    announced = {json.loads(said)["unique_id"] for said in configs.values()}
    schemes = re.findall(r"`(timekpr_[a-z<>_]+_<key>)`", text)
    shapes = {
        "timekpr_manager_<key>": "timekpr_manager_version",
        "timekpr_server_<server>_<key>": "timekpr_server_pc-anna_online",
        "timekpr_user_<server>_<user>_<key>": "timekpr_user_pc-anna_anna_limit",
        "timekpr_child_<child>_<key>": "timekpr_child_anna_time-left",
    }

    assert set(schemes) == set(shapes)
    assert set(shapes.values()) <= announced
    unique, entity = re.findall(r"`([a-z.]*timekpr_user_pc[^`]+)`", text)
    config = next(json.loads(said) for said in configs.values() if json.loads(said)["unique_id"] == unique)
    assert config["default_entity_id"] == entity
    assert re.fullmatch("timekpr_user_pc_a_b_[0-9a-f]{6}", slug("timekpr", "user", "pc", "a b"))


def test_the_guide_lists_exactly_the_topics_there_are() -> None:
    listed = {name.strip("`"): kept for name, kept, *_ in rows(section("Topics"), "topic")}
    retained, commands = written()
    known = {one for one, kept in listed.items() if kept in {"yes", "while of today"}}
    config = TOPICS.config("<component>", "<object id>")

    assert known == retained | {config}
    assert {one for one, kept in listed.items() if kept == "command"} == commands
    said = {TOPICS.events, TOPICS.response("<name>"), SETTINGS.status_topic}
    assert {one for one, kept in listed.items() if kept == "no"} == said


def test_the_guide_lists_exactly_the_fields_of_each_value() -> None:
    _, states = painted(servers={"<server>": ["<user>"]}, child="<child>")
    listed = {name.strip("`"): coded(more) for name, _, more in rows(section("Topics"), "topic")}
    values = {topic: json.loads(said) for topic, said in states.items() if said.startswith(b"{")}

    assert len(values) == 7
    assert {topic: listed[topic] for topic in values} == {topic: list(value) for topic, value in values.items()}


def allowed(field: FieldInfo) -> str:
    """What may stand in a field, as the guide writes it."""
    if words := [one for one in get_args(field.annotation) if isinstance(one, str)]:
        return ", ".join(f"`{word}`" for word in words)
    limits = {
        key: getattr(one, key) for one in _limits(field) for key in ("ge", "le", "max_length") if hasattr(one, key)
    }
    if "max_length" in limits:
        return f"at most {limits['max_length']} characters"
    return f"{limits['ge']} to {limits['le']}"


def _limits(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for one in (field.annotation, *get_args(field.annotation)):
        for inner in get_args(one):
            yield from getattr(inner, "metadata", ())
    for one in get_args(field.annotation):
        for inner in getattr(one, "__metadata__", ()):
            yield from getattr(inner, "metadata", (inner,))


def test_the_guide_lists_exactly_the_requests_and_their_fields() -> None:
    own = {
        (name, field): allowed(info)
        for name, request in REQUESTS.items()
        for field, info in request.model_fields.items()
        if field not in Request.model_fields
    }
    listed, name, bare = {}, "", set()
    for first, fields, _, may, _ in rows(section("Requests"), "request"):
        name = first.strip("`") or name
        bare.add(name)
        listed |= {(name, field): may for field in coded(fields)}

    assert listed == own
    assert bare == set(REQUESTS)
    assert {coded(first)[0] for first, *_ in rows(section("Requests"), "field")} == set(Request.model_fields)


def test_the_guide_lists_exactly_the_events_and_their_fields() -> None:
    listed = {name.strip("`"): coded(fields) for name, _, fields in rows(section("Events"), "`event_type`")}
    listed["edit_failed"] = [*listed["edit_applied"], "why"]
    really = {kind: [key for key in event if key not in {"event_type", "message"}] for kind, event in told().items()}

    assert set(listed) == set(EventType)
    assert {kind: sorted(fields) for kind, fields in listed.items()} == {
        kind: sorted(fields) for kind, fields in really.items()
    }


def test_the_guide_lists_exactly_the_states_of_an_answer_and_only_codes_there_are() -> None:
    listed = {word for first, *_ in rows(section("Answers"), "`state`") for word in coded(first)}
    codes = {word for first, *_ in rows(section("Answers"), "`code`") for word in coded(first)}

    assert listed == {STATES.get(one, one.value) for one in EditState} | {"unchanged", "done"}
    assert [code for code in codes if not errors.error_class(code)] == []


CARRIES_OUT = (
    "mqtt_ha/commands.py", "mqtt_ha/requests.py", "mqtt_ha/controls.py", "editing/desk.py", "editing/today.py",
    "editing/outcome.py", "editing/rules.py", "services/wishes.py", "pending/queue.py", "pending/decide.py",
)  # fmt: skip
"""Where something is done for a command, or refused."""
NOT_ANSWERED = {
    "NothingToChange": "it is the state unchanged",
    "KeyReused": "it is transaction_reused",
    "NotLocked": "to open a day that is not locked is another edit",
    "NotTodays": "the keys are ours",
    "NotSettable": "of a computer's own settings, which no command changes",
    "OutOfRange": "the bounds of commands are no wider",
    "LinkNotValid": "of a child's own page",
    "NothingToAskFor": "of a child's own page",
}
HELPERS = {"refused": "InvalidValue"}
"""Functions that make an error, and which."""
FROM_BELOW = {"not_found", "not_a_choice", "not_saved", "save_unclear", "error"}
"""By the list of computers, Timekpr's rules and the disk; and what nobody has thought of."""


def raised() -> set[str]:
    """Names of the errors that are raised there, or made to be."""
    found = set()
    for path in CARRIES_OUT:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            made = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Return) else None
            made = made.func if isinstance(made, ast.Call) else made
            if isinstance(made, ast.Name):
                found.add(made.id)
    return found


def test_the_guide_lists_exactly_the_codes_of_what_was_not_accepted() -> None:
    listed = [word for first, *_ in rows(section("Answers"), "`code`") for word in coded(first)]
    names = {HELPERS.get(name, name) for name in raised()}
    kinds = {name: getattr(errors, name, None) for name in names - NOT_ANSWERED.keys()}
    codes = {kind.code for kind in kinds.values() if isinstance(kind, type) and issubclass(kind, errors.MngrError)}

    assert set(NOT_ANSWERED) <= names, "one of these is not raised any more"
    assert sorted(listed) == sorted(codes | FROM_BELOW)


def test_the_requests_in_the_guide_are_taken() -> None:
    asked = re.findall(r"^→ (\S+) (.+)$", GUIDE, re.MULTILINE)
    published = [load(block)["data"] for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)]
    asked += [(data["topic"], data["payload"]) for data in published]

    assert len(asked) >= 3
    assert [read(topic, payload) is not None for topic, payload in asked] == [True] * len(asked)


def test_the_answers_in_the_guide_look_as_they_do() -> None:
    answers = [
        (topic, json.loads(payload))
        for topic, payload in re.findall(r"^← (\S+/response/\S+) (.+)$", GUIDE, re.MULTILINE)
    ]
    states = {STATES.get(one, one.value) for one in EditState} | {"unchanged", "done"}

    assert {answer["data"].get("state", "") for _, answer in answers} >= {"accepted", "sending", "confirmed", ""}
    for topic, answer in answers:
        assert topic in {TOPICS.response(name) for name in REQUESTS}
        assert set(answer) == {"status", "error", "data", "transaction"}
        assert answer["data"].get("state", "done") in states
        assert errors.error_class(answer["data"].get("code", "not_found"))


def test_the_settings_in_the_guide_are_taken() -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]

    assert [MqttSettings.model_validate(block["mqtt"]).host for block in blocks] == ["homeassistant.local"]
    named = set(re.findall(r"`mqtt\.(\w+)`", GUIDE))
    assert named <= set(MqttSettings.model_fields)


def test_every_sentence_of_its_troubleshooting_that_the_program_says_is_one_it_says() -> None:
    sentences = [one for one, *_ in rows(section("If something is wrong"), "you see") if one.endswith((".", "?"))]
    kinds = [errors.error_class(code) for code in ("broker_login", "broker_refused", "broker_tls", "broker_lost")]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(kind.template)) for kind in kinds]

    assert len(sentences) == len(kinds)
    assert [one for one in sentences if not any(re.fullmatch(pattern, one) for pattern in patterns)] == []
