"""Messages on command topics, as one installation reads them."""

from __future__ import annotations

from errors import NotFound
from i18n import Message
from mqtt_ha.controls import command_of
from mqtt_ha.requests import Request
from mqtt_ha.topics import Topics

TOPICS = Topics("timekpr", "homeassistant")


def user_of(server: str, user: str) -> tuple[str, str]:
    if (server, user) in {("pc", "anna"), ("pc", "")}:
        return server, user
    raise NotFound(what=Message("user"), name=user[:40])


def read(topic: str, payload: bytes | str) -> Request:
    command = command_of(TOPICS, f"timekpr/{topic}", user_of)
    assert command is not None
    return command.read(payload.encode() if isinstance(payload, str) else payload)


def control(name: str, payload: bytes | str) -> Request:
    return read(f"servers/pc/users/anna/{name}", payload)
