"""Where commands come in: the requests, and the controls of entities.

A control takes a bare value on a topic of its own, which says by itself which user is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from errors import BadCommand
from i18n import N_, Message
from mqtt_ha.entities import MOST_EXTRA, MOST_LIMIT
from mqtt_ha.requests import (
    MOST_MINUTES,
    REQUESTS,
    GrantTime,
    Lock,
    Request,
    SetExtra,
    SetLimit,
    SetLockout,
    Sync,
    Unlock,
    read_request,
    refuse_amiss,
    shown,
    text_of,
    why_not,
)
from mqtt_ha.topics import Topics

NO_NUMBER: Final = N_("“{value}” is no whole number of minutes from {least} to {most}.")
NO_SWITCH: Final = N_("“{value}” is neither ON nor OFF.")
_WHOLE: Final = re.compile(r"\s*([+-]?[0-9]{1,5})(?:\.0+)?\s*")
CONTROLS: Final = ("time_left/add", "extra/set", "limit/set", "allowed/set", "lockout/set")
"""The topics of a user's controls, below its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """A message as it was meant for us: the name under which it is answered, and how to read what is in it."""

    name: str
    read: Callable[[bytes], Request]
    levels: tuple[str, str] | None = None
    """Of a control: the server and the user in its topic, whatever is in the message."""


def subscriptions(topics: Topics) -> list[str]:
    """Where commands come in."""
    controls = [f"{topics.base}/servers/+/users/+/{one}" for one in CONTROLS]
    return [topics.request("+"), f"{topics.base}/servers/+/sync", *controls]


def command_of(topics: Topics, topic: str, user_of: Callable[[str, str], tuple[str, str]]) -> Command | None:
    """What a topic is for; None: no command of ours. ``user_of`` finds server and user behind the levels of a topic."""
    if topic.startswith(prefix := topics.request("")):
        name = topic.removeprefix(prefix)
        return Command(name if name in REQUESTS else "unknown", lambda payload: read_request(name, payload))
    if not topic.startswith(f"{topics.base}/"):
        return None
    match topic.removeprefix(f"{topics.base}/").split("/"):
        case ["servers", server, "sync"]:
            return Command("sync", lambda _payload: Sync(server=user_of(server, "")[0]))
        case ["servers", server, "users", user, *rest] if user and (control := "/".join(rest)) in _CONTROLS:
            name, read = _CONTROLS[control]

            def from_control(payload: bytes) -> Request:
                one, login = user_of(server, user)
                return read(one, login, text_of(payload))

            return Command(name, from_control, (server, user))
    return None


def _add(server: str, user: str, text: str) -> Request:
    request = GrantTime(server=server, user=user, minutes=_minutes(text, -MOST_MINUTES, MOST_MINUTES))
    refuse_amiss(request)
    return request


def _extra(server: str, user: str, text: str) -> Request:
    return SetExtra(server=server, user=user, minutes=_minutes(text, -MOST_EXTRA, MOST_EXTRA))


def _limit(server: str, user: str, text: str) -> Request:
    return SetLimit(server=server, user=user, minutes=_minutes(text, 0, MOST_LIMIT))


def _allowed(server: str, user: str, text: str) -> Request:
    match text.strip().upper():
        case "ON":
            return Unlock(server=server, user=user)
        case "OFF":
            return Lock(server=server, user=user)
    raise BadCommand(why=Message(NO_SWITCH, {"value": shown(text)}))


def _lockout(server: str, user: str, text: str) -> Request:
    try:
        return SetLockout(server=server, user=user, type=text.strip())
    except ValidationError as error:
        raise BadCommand(why=why_not(error)) from None


def _minutes(text: str, least: int, most: int) -> int:
    found = _WHOLE.fullmatch(text)
    if found is None or not least <= int(found[1]) <= most:
        raise BadCommand(why=Message(NO_NUMBER, {"value": shown(text), "least": least, "most": most}))
    return int(found[1])


_CONTROLS: Final[Mapping[str, tuple[str, Callable[[str, str, str], Request]]]] = {
    "time_left/add": ("grant", _add),
    "extra/set": ("set_extra", _extra),
    "limit/set": ("set_limit", _limit),
    "allowed/set": ("lock", _allowed),
    "lockout/set": ("set_lockout", _lockout),
}
