"""What Home Assistant is told about an entity: one retained message each, in the classic form that every release takes.

The keys of ``device`` and ``origin`` are those that Home Assistant knows and no other: one unknown key there, and it
drops the entity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from i18n import translate
from mqtt_ha.entities import CHILD, MANAGER, PLAYTIME, SERVER, USER, Entity
from mqtt_ha.topics import Topics, slug
from settings import MqttSettings
from timekpr_rules.versions import LOCKOUT_TYPES, lockout_types, parse_version
from tokens import Scope

NAME: Final = "timekpr-mngr"
SUPPORT_URL: Final = "https://launchpad.net/timekpr-next"
"""Where people help each other with Timekpr-nExT; our own pages are better where their address is known."""
ALLOWED: Final[Mapping[str, frozenset[Scope]]] = {
    "all": frozenset({Scope.GRANT, Scope.EDIT}),
    "grants": frozenset({Scope.GRANT}),
    "off": frozenset(),
}
"""What Home Assistant may do, by the setting ``commands``."""

NOBODY: Final = "-"
"""A level below which nothing is ever said: no id of a computer is so."""

_QUOTABLE: Final = re.compile(r"[\w .@-]+")
Configs = dict[str, bytes]
"""Messages by their topic, in the order in which they are to be published."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where entities are announced, and how they are called."""

    topics: Topics
    qos: int
    language: str
    version: str
    base_url: str = ""
    may: frozenset[Scope] = field(default_factory=frozenset)
    announces: bool = True
    """Whether Home Assistant is told what there is."""

    @classmethod
    def of(cls, settings: MqttSettings, *, language: str, version: str, base_url: str) -> Place:
        """As the settings say."""
        topics = Topics(settings.base_topic, settings.discovery_prefix)
        may = ALLOWED[settings.commands]
        return cls(topics, settings.qos, language, version, base_url, may, settings.discovery)


def manager_configs(place: Place) -> Configs:
    """The program itself: the device below which all others hang."""
    device = _device(place, ("manager",), NAME, "timekpr-mngr", place.version)
    base = place.topics.base
    return _configs(place, MANAGER, ("manager",), device, lambda last: f"{base}/{last}")


def server_configs(place: Place, server: str, name: str, timekpr_version: str | None) -> Configs:
    """A computer, by its id and name. Whether it is on stands in the list of those that are."""
    device = _device(place, ("server", server), name, "Linux computer with Timekpr-nExT", timekpr_version, "manager")

    def topic(last: str) -> str:
        return place.topics.online if last == "servers/online" else place.topics.server(server, last)

    more = {"online": {"value_template": is_listed(name)}}
    return _configs(place, SERVER, ("server", server), device, topic, more=more)


def user_configs(
    place: Place, server: str, server_name: str, user: str, *, has_playtime: bool, timekpr_version: str | None = None
) -> Configs:
    """A user of a computer, on which only what its version of Timekpr knows can be chosen."""
    name = f"{user} ({server_name})"
    device = _device(place, ("user", server, user), name, "User of Timekpr-nExT", None, "server", server)
    entities = (*USER, PLAYTIME) if has_playtime else USER
    more = {"lockout": {"options": list(lockouts(timekpr_version))}}

    def topic(last: str) -> str:
        return place.topics.user(server, user, last)

    return _configs(place, entities, ("user", server, user), device, topic, more=more)


def child_configs(place: Place, child: str, name: str) -> Configs:
    """A child over all computers, by its id and name."""
    device = _device(place, ("child", child), name, "Child", None, "manager")
    return _configs(place, CHILD, ("child", child), device, lambda last: place.topics.child(child, last))


def lockouts(timekpr_version: str | None) -> tuple[str, ...]:
    """The lockout types that can be chosen and shown; all of them as long as nobody knows the version."""
    version = parse_version(timekpr_version or "")
    return lockout_types(version) if version else LOCKOUT_TYPES


def revived(place: Place, component: str, object_id: str, device: str) -> bytes:
    """An announcement by which Home Assistant knows an entity again that it has, so that it can be taken back.

    It says what is needed for that, and has no value. ``device`` is the identifier of its device. Empty where there is
    no such component.
    """
    like = next((one for one in (*USER, *MANAGER) if one.component == component), None)
    if like is None:
        return b""

    def topic(last: str) -> str:
        return f"{place.topics.base}/{last}" if like in MANAGER else place.topics.user(NOBODY, NOBODY, last)

    known = {"identifiers": [device], "name": device, "manufacturer": NAME}
    return as_json(_content(place, like, object_id, known, topic))


def is_listed(name: str) -> str:
    """The template that tells whether a computer is on: a quote in its name must not end the text in it."""
    literal = f"'{name}'" if _QUOTABLE.fullmatch(name) else _literal(name)
    return f"{{{{ {literal} in value_json.servers }}}}"


def _literal(name: str) -> str:
    """A text as Jinja reads it. Braces are escaped, or a name could end the template around it."""
    return json.dumps(name, ensure_ascii=False).replace("{", "\\x7b").replace("}", "\\x7d").replace("%", "\\x25")


def _configs(
    place: Place,
    entities: Iterable[Entity],
    owner: tuple[str, ...],
    device: Mapping[str, Any],
    topic: Any,  # noqa: ANN401 - from the last level of a topic to the whole
    *,
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> Configs:
    found: Configs = {}
    for entity in entities if place.announces else ():
        if entity.needs is not None and entity.needs not in place.may:
            continue
        object_id = slug(place.topics.base, *owner, entity.key)
        content = _content(place, entity, object_id, device, topic)
        content.update((more or {}).get(entity.key, {}))
        found[place.topics.config(entity.component, object_id)] = as_json(content)
    return found


def _content(
    place: Place,
    entity: Entity,
    object_id: str,
    device: Mapping[str, Any],
    topic: Any,  # noqa: ANN401 - as above
) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": translate(entity.name, place.language),
        "unique_id": object_id,
        "object_id": object_id,
        "default_entity_id": f"{entity.component}.{object_id.lower().replace('-', '_')}",
        "icon": entity.icon,
        "qos": place.qos,
    }
    if entity.category:
        content["entity_category"] = entity.category
    if entity.of:
        content["state_topic"] = topic(entity.of)
    if entity.value:
        content["value_template"] = entity.value
    if entity.command:
        content["command_topic"] = topic(entity.command)
    for key, value in entity.more.items():
        content[key] = topic(value) if key.endswith("_topic") else value
    availability = [] if entity.of == "bridge/state" else [place.topics.bridge_state]
    if entity.fresh:
        availability.append(topic("availability"))
    if availability:
        content["availability"] = [{"topic": one} for one in availability]
        content["availability_mode"] = "all"
    content["device"] = device
    content["origin"] = {
        "name": NAME,
        "sw_version": place.version,
        "support_url": place.base_url or SUPPORT_URL,
    }
    return content


def _device(
    place: Place, own: tuple[str, ...], name: str, model: str, sw_version: str | None, *via: str
) -> dict[str, Any]:
    device: dict[str, Any] = {
        "identifiers": [_identifier(place, own)],
        "name": name,
        "manufacturer": NAME,
        "model": model,
    }
    if sw_version:
        device["sw_version"] = sw_version
    if via:
        device["via_device"] = _identifier(place, via)
    if place.base_url and own[0] == "manager":
        device["configuration_url"] = place.base_url
    return device


def _identifier(place: Place, owner: tuple[str, ...]) -> str:
    """The manager's device of an ordinary installation is called as the program is."""
    if owner == ("manager",) and place.topics.base == "timekpr":
        return NAME
    return slug(place.topics.base, *owner)


def as_json(content: object) -> bytes:
    """One line of JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
