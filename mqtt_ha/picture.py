"""What the broker should hold: every retained message, worked out of the fleet as it is now.

A computer is worked out again only when something of it has changed or when a day of its users has ended, and its
announcements only when a name or a version is another one: a cycle over 250 computers must cost next to nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from errors import MngrError
from figures import ServerFigures, UserFigures
from i18n import N_, Message
from mqtt_ha.discovery import (
    Configs,
    Place,
    as_json,
    child_configs,
    lockouts,
    manager_configs,
    server_configs,
    user_configs,
)
from mqtt_ha.entities import MOST_EXTRA, MOST_LIMIT
from mqtt_views import BROKER_AWAY
from problems import Severity
from views import FleetView, ServerView

logger = logging.getLogger(__name__)

MINUTE: Final = 60
MOST_TOLD: Final = 10
MOST_TOLD_BYTES: Final = 3000
"""Problems that are told in words, and of all of them: they become attributes, and large ones are not recorded."""
ONLINE, OFFLINE = b"online", b"offline"
NAMED: Final = N_("{computer}: {what}")
CLEARED: Final = b""
"""What takes a retained message away."""

States = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of the picture: what is announced, and the values of that. Both are retained messages by topic."""

    configs: Configs
    states: States
    reads: tuple[str, ...] = ()
    """Topics of another part that what is announced here shows, too."""


@dataclass(slots=True)
class _Drawn:
    """A computer as it was drawn last: from which view, and its figures."""

    view: ServerView
    figures: ServerFigures
    fragment: Fragment
    announced: tuple[object, ...]


class Painter:
    """Draws the picture. For one thread."""

    def __init__(self, place: Place, figures: Callable[[ServerView], ServerFigures]) -> None:
        """``figures`` tells those behind a view; it may raise MngrError for what was just taken off the list."""
        self._place = place
        self._figures = figures
        self._drawn: dict[str, _Drawn] = {}
        self._odd: dict[str, ServerView] = {}
        """Those that could not be worked out: tried again when there is another view."""
        self._manager = manager_configs(place)
        self._children: dict[str, tuple[str, Configs]] = {}

    def paint(self, fleet: FleetView, now: datetime) -> dict[str, Fragment]:
        """The picture in parts, parents first: the manager, each computer with its users, each child."""
        for view in fleet.servers:
            known = self._drawn.get(view.id)
            if view is self._odd.get(view.id):
                continue
            if known is None or known.view is not view or now >= known.figures.until:
                self._draw(view, known)
        there = {view.id for view in fleet.servers}
        self._drawn = {one: drawn for one, drawn in self._drawn.items() if one in there}
        self._odd = {one: view for one, view in self._odd.items() if one in there}
        in_order = [self._drawn[view.id] for view in fleet.servers if view.id in self._drawn]
        parts = {"": Fragment(self._manager, self._manager_states(fleet, in_order))}
        parts |= {f"server {one.view.id}": one.fragment for one in in_order}
        return parts | self._child_parts(in_order)

    def due(self) -> datetime | None:
        """When a day ends that figures are of, at the soonest; also where nobody has used a computer on that day."""
        return min((one.figures.until for one in self._drawn.values()), default=None)

    def _draw(self, view: ServerView, known: _Drawn | None) -> None:
        try:
            figures = self._figures(view)
        except MngrError as error:  # the next view knows nothing of it any more
            logger.debug("%s", error)
            return
        except Exception:  # one computer keeps no other from being told
            logger.exception("%s cannot be told to Home Assistant", view.id)
            self._odd[view.id] = view
            self._drawn.pop(view.id, None)
            return
        self._odd.pop(view.id, None)
        announced = _announced(figures)
        configs = known.fragment.configs if known and known.announced == announced else self._announce(figures)
        fragment = Fragment(configs, self._server_states(figures), (self._place.topics.online,))
        self._drawn[view.id] = _Drawn(view, figures, fragment, announced)

    def _announce(self, server: ServerFigures) -> Configs:
        configs = server_configs(self._place, server.id, server.name, server.version)
        for user in server.users:
            configs |= user_configs(
                self._place, server.id, server.name, user.name,
                has_playtime=user.has_playtime, timekpr_version=server.version,
            )  # fmt: skip
        return configs

    def _server_states(self, server: ServerFigures) -> States:
        topics = self._place.topics
        states = {
            topics.server(server.id): as_json(
                {
                    "last_sync": _iso(server.last_sync) if server.last_sync else None,
                    "latency_ms": server.latency_ms,
                    "timekpr_version": server.version,
                    "pending": server.pending,
                    "error": server.error,
                }
            )
        }
        if server.last_sync is not None:
            states[topics.server(server.id, "last_sync")] = _iso(server.last_sync).encode()
        if server.version is not None:
            states[topics.server(server.id, "timekpr_version")] = server.version.encode()
        types = lockouts(server.version)
        for user in server.users:
            rules = _rules(user, types)
            state = {**_user_state(user), **rules} if user.until is not None else None
            states |= _while_fresh(
                topics.user(server.id, user.name), topics.user(server.id, user.name, "availability"), state
            )
            states[topics.user(server.id, user.name, "rules")] = as_json(rules)
        return states

    def _child_parts(self, servers: Iterable[_Drawn]) -> dict[str, Fragment]:
        topics, parts = self._place.topics, {}
        logins: dict[str, list[tuple[UserFigures, bool]]] = {}
        for one in servers:
            for user, view in zip(one.figures.users, one.view.users, strict=True):
                if user.child_id:
                    logins.setdefault(user.child_id, []).append((user, view.in_use))
        for child, users in logins.items():
            name = users[0][0].child
            known = self._children.get(child)
            configs = known[1] if known and known[0] == name else child_configs(self._place, child, name)
            self._children[child] = name, configs
            states = _while_fresh(topics.child(child), topics.child(child, "availability"), _child_state(users))
            parts[f"child {child}"] = Fragment(configs, states)
        self._children = {child: known for child, known in self._children.items() if child in logins}
        return parts

    def _manager_states(self, fleet: FleetView, servers: list[_Drawn]) -> States:
        topics, language = self._place.topics, self._place.language
        told = (one for one in fleet.problems if one.severity is not Severity.INFO and one.code != BROKER_AWAY)
        said = [one.message.text(language) for one in told]
        said += [
            Message(NAMED, {"computer": server.name, "what": what}).text(language)
            for server in fleet.servers
            for what in _amiss(server)
        ]
        states = {
            topics.bridge_info: as_json(
                {
                    "version": self._place.version,
                    "servers": len(fleet.servers),
                    "users": sum(len(server.users) for server in fleet.servers),
                    "pending": sum(one.figures.pending for one in servers),
                    "last_sync": _iso(fleet.last_sync) if fleet.last_sync else None,
                }
            ),
            topics.bridge_problems: as_json({"problem": bool(said), "count": len(said), "problems": _in_short(said)}),
        }
        if fleet.last_sync is not None:
            # Before the first cycle has ended nobody knows who is on: what was told before stands until then.
            states[topics.online] = as_json({"servers": [one.figures.name for one in servers if one.figures.online]})
        return states


def _amiss(server: ServerView) -> Iterator[Message]:
    """What needs a look on a computer, and what was not taken there a moment ago."""
    yield from (one.message for one in server.problems if one.severity is not Severity.INFO and one.code != BROKER_AWAY)
    for edit in (*server.edits, *(edit for user in server.users for edit in user.edits)):
        if edit.state == "refused":
            yield edit.why or edit.line


def _in_short(said: Iterable[str]) -> list[str]:
    """As many as there is room for."""
    told: list[str] = []
    for one in islice(said, MOST_TOLD):
        if len(as_json([*told, one[:250]])) > MOST_TOLD_BYTES:
            break
        told.append(one[:250])
    return told


def _announced(server: ServerFigures) -> tuple[object, ...]:
    """All that announcements are made of."""
    users = tuple((user.name, user.has_playtime) for user in server.users)
    return server.name, server.version, users


def _while_fresh(topic: str, availability: str, state: Mapping[str, object] | None) -> States:
    """A value that holds today and its availability, in the order in which nothing of yesterday shows in between."""
    if state is None:
        return {availability: OFFLINE, topic: CLEARED}
    return {topic: as_json(state), availability: ONLINE}


def _user_state(user: UserFigures) -> Mapping[str, object]:
    return {
        "spent": _minutes(user.used),
        "left": _minutes(user.left),
        "playtime": _minutes(user.playtime) if user.has_playtime else None,
        "active": user.active,
        "day_start": _iso(user.day_start) if user.day_start else None,
    }


def _rules(user: UserFigures, types: Container[str]) -> dict[str, object]:
    """``types``: the lockout types that were announced; Home Assistant takes no other."""
    return {
        "limit": _within(_minutes(user.limit), 0, MOST_LIMIT),
        "extra": _within(_minutes(user.extra), -MOST_EXTRA, MOST_EXTRA),
        "allowed": user.allowed,
        "lockout": user.lockout if user.lockout in types else None,
    }


def _child_state(users: list[tuple[UserFigures, bool]]) -> Mapping[str, object] | None:
    """What was used on all computers; what is left is that of the computer in use, else of the one used most."""
    fresh = [(user, in_use) for user, in_use in users if user.until is not None]
    if not fresh:
        return None
    now = max(fresh, key=lambda one: (one[1], one[0].used or 0))[0]
    return {
        "spent": _minutes(sum(user.used or 0 for user, _ in fresh)),
        "left": _minutes(now.left),
        "day_start": _iso(now.day_start) if now.day_start else None,
    }


def _minutes(seconds: int | None) -> int | None:
    """Whole minutes, rounded towards zero: none is promised that is not there."""
    return None if seconds is None else int(seconds / MINUTE)


def _within(minutes: int | None, least: int, most: int) -> int | None:
    """What a number can show: Home Assistant refuses anything beyond its ends."""
    return None if minutes is None else min(max(minutes, least), most)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
