"""What the program really says and hears by MQTT, to hold documents against; and YAML as Home Assistant has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import yaml

import errors
from audit import Entry
from clock import FakeClock
from figures import ServerFigures, UserFigures
from headlines import Style
from i18n import Message
from mqtt_ha import events
from mqtt_ha.commands import CommandDesk, Counters
from mqtt_ha.controls import command_of, subscriptions
from mqtt_ha.discovery import Place
from mqtt_ha.events import Watch
from mqtt_ha.picture import Painter
from mqtt_ha.requests import REQUESTS, Request
from mqtt_ha.session import Session
from mqtt_ha.sweep import Sweep
from mqtt_ha.topics import Topics
from pending import EditKind, EditState
from problems import SignCode
from servers import Child
from settings import MqttSettings
from state import ServerStatus
from tests.digest.made import a_digest
from tests.pending.made import an_edit
from tests.tree import ROOT
from timekpr_rules import Operation
from views import ServerState
from wish_views import ReplyView

FOLDER = ROOT / "docs/home-assistant"
NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
SETTINGS = MqttSettings()
TOPICS = Topics(SETTINGS.base_topic, SETTINGS.discovery_prefix)
PLACE = Place.of(SETTINGS, language="en", version="0", base_url="")


class Loader(yaml.SafeLoader):
    """YAML as Home Assistant has it."""


class Input(str):  # noqa: SLOT000 - a mark
    """What somebody who uses a blueprint has chosen."""


Loader.add_constructor("!input", lambda loader, node: Input(loader.construct_scalar(node)))  # type: ignore[arg-type]


def load(text: str) -> Any:
    """A document; Home Assistant's own tags are known, others are an error."""
    return yaml.load(text, Loader)


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Every key of a document with its value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), inner
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def painted(*, servers: dict[str, list[str]], child: str = "anna") -> tuple[dict[str, Any], dict[str, Any]]:
    """Announcements and values of a house in which everybody has used some time today."""
    end = NOW + timedelta(hours=9)
    figures = {
        server: ServerFigures(
            server, server, True, NOW, 1, "0.5.8", 0, None,
            tuple(
                UserFigures(user, child, "Anna", used=60, left=60, day_start=NOW, until=end, has_playtime=True)
                for user in users
            ),
            end,
        )
        for server, users in servers.items()
    }  # fmt: skip
    views = [
        SimpleNamespace(id=one.id, problems=(), edits=(),
                        users=tuple(SimpleNamespace(in_use=True, edits=()) for _ in one.users))
        for one in figures.values()
    ]  # fmt: skip
    fleet: Any = SimpleNamespace(servers=views, problems=(), last_sync=NOW)
    parts = Painter(PLACE, lambda view: figures[view.id]).paint(fleet, NOW).values()
    configs = {topic: said for part in parts for topic, said in part.configs.items()}
    return configs, {topic: said for part in parts for topic, said in part.states.items()}


def written(server: str = "<server>", user: str = "<user>", child: str = "<child>") -> tuple[set[str], set[str]]:
    """The topics that are retained, and those of commands, with these names."""
    _, states = painted(servers={server: [user]}, child=child)
    filters = subscriptions(TOPICS)
    commands = {one.replace("servers/+", f"servers/{server}").replace("users/+", f"users/{user}") for one in filters}
    return {*states, TOPICS.bridge_state}, {one.replace("request/+", "request/<name>") for one in commands}


class Listening:
    """A connection that notes what is asked for."""

    def __init__(self) -> None:
        self.topics: set[str] = set()

    def subscribe(self, topics: list[str]) -> None:
        self.topics |= set(topics)


def heard() -> set[str]:
    """Every filter that the program listens to."""
    link: Any = Listening()
    services: Any = SimpleNamespace(core=SimpleNamespace(clock=FakeClock(NOW)))
    memory: Any = SimpleNamespace(tombstones=SimpleNamespace(former=lambda _topics: None))
    Session(services, SETTINGS, PLACE, memory, Counters()).begin(link)
    Sweep(TOPICS).begin(link, 0)
    found: set[str] = link.topics
    return found


def told() -> dict[str, dict[str, Any]]:
    """Each event as it is really told."""
    found = [*_of_edits(), *_of_the_fleet(), _of_the_stop()]
    entry = Entry(at=NOW, who="", what="account", kind="wrong_password", user="x", origin="10.0.0.1")
    found.append(events.of_entry(entry, "en"))
    found.append(events.of_digest(a_digest(), "en"))
    return {str(event["event_type"]): dict(event) for event in found if event}


def _of_edits() -> Iterator[events.Event]:
    style = Style("en", "24h")
    grant = {"kind": EditKind.GRANT, "operation": Operation.ADD.value, "seconds": 60, "changes": ()}
    for state in (EditState.CONFIRMED, EditState.REFUSED, EditState.CONFLICT):
        yield from events.of_edit(
            an_edit(state=state, **grant), ServerStatus(), "PC", Child(id="anna", name="Anna"), style
        )


def _of_the_fleet() -> Iterator[events.Event]:
    watch = Watch(600, "en")

    def user(left: int, last: datetime, used: int = 0) -> Any:
        return SimpleNamespace(name="a", child="Anna", child_id="anna", left=left, limit=60, in_use=True, runs=None,
                               used=used, last_used=last, as_of=last, locked=False)  # fmt: skip

    def server(state: ServerState, one: Any, *codes: SignCode) -> Any:
        signs = [
            SimpleNamespace(number=number, code=code.value, user="a", message=Message("x"))
            for number, code in enumerate(codes, start=1)
        ]
        return SimpleNamespace(id="pc", name="PC", state=state, signs=signs, users=(one,))

    wish = SimpleNamespace(id="1", reply=None, child="Anna", child_id="anna", server="pc", server_name="PC", user="a",
                           minutes=15, reason="", asked=NOW)  # fmt: skip
    answered = SimpleNamespace(**{**vars(wish), "reply": ReplyView("Tina", 15, "", NOW)})
    second = SimpleNamespace(**{**vars(wish), "id": "2"})
    later = NOW + timedelta(minutes=5)
    pictures: list[Any] = [
        SimpleNamespace(servers=[server(ServerState.ONLINE, user(9000, NOW))], wishes=[]),
        SimpleNamespace(servers=[server(ServerState.OFF, user(300, NOW), *SignCode)], wishes=[wish]),
        SimpleNamespace(servers=[server(ServerState.ONLINE, user(0, NOW))], wishes=[answered, second]),
        SimpleNamespace(servers=[server(ServerState.ONLINE, user(0, later, 300))], wishes=[]),
    ]
    for minutes, picture in zip((0, 0, 0, 5), pictures, strict=True):
        yield from watch.take(picture, NOW + timedelta(minutes=minutes))


def _of_the_stop() -> Any:
    fleet = SimpleNamespace(owners=lambda _server: {}, get=lambda _server: SimpleNamespace(name="PC"))
    desk: Any = SimpleNamespace(
        _shown=lambda _request: ("pc", "a"), _clock=FakeClock(NOW), _stopped={}, _language="en",
        _services=SimpleNamespace(core=SimpleNamespace(fleet=fleet)),
    )  # fmt: skip
    request: Any = None
    return CommandDesk._stop_event(desk, request, errors.MngrError())


def responses() -> set[str]:
    return {TOPICS.response(name) for name in (*REQUESTS, "unknown")}


def read(topic: str, payload: str) -> Request | None:
    """A message as the program reads it; None if it is no command."""
    command = command_of(TOPICS, topic, lambda server, user: (server, user))
    return command.read(payload.encode()) if command else None
