"""Putting a copy back: days that are not known here are added, and the configuration goes only where there is none.

Every step may be the last before a power cut: done once more, it comes to the same. The computers come last, since
with them a data directory is no longer an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from core import Core
from git_copy.fetching import Found
from servers import Server
from servers.fleet import CHILDREN_JSON, SERVERS_JSON
from servers.models import CHILDREN, SERVERS, ChildrenFile, ServersFile
from settings import FILE_NAME, Settings, fields_of, is_path, is_secret, load, nested, value_at
from stats_history import Retention, StatsHistory
from storage.kinds import MAX_BYTES

Login = tuple[str, str]
WAYS_OUT: Final = ("mqtt.enabled", "smtp.enabled", "git_copy.enabled")
"""Switches of what is sent to other machines."""
DAYS: Final = "history."
"""What the keys begin with that say how long days are kept: of the family, and not of the machine."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it."""

    settings: tuple[str, ...]
    """Keys that were taken over; none where there were settings."""
    left_off: tuple[str, ...]
    """Switches of ways out that were on, and are to be turned on by somebody who has looked at them."""
    servers: tuple[str, ...]
    """Names of computers that were taken over; none where there were computers."""
    days: dict[Login, int]
    """How many days were added, of each user who is managed here."""
    strangers: tuple[Login, ...]
    """Whose days stay where they are, since nobody manages them here."""
    differences: tuple[str, ...]
    """Settings and computers that are otherwise here, and stay so."""


def fill(core: Core, found: Found, live: Collection[str]) -> Filled:
    """Put a copy back into a data directory that we are the writer of. ``live``: settings that are not the machine's.

    Raises DataError, SettingsInvalid.
    """
    store = core.store
    is_empty = not core.fleet.servers() and _same_children(core, found)
    has_settings = store.read_bytes(FILE_NAME, limit=MAX_BYTES) is not None
    differences = () if is_empty and not has_settings else tuple(_differences(core, found, live))
    taken, left_off = ({}, ()) if has_settings else _harmless(found.settings, live)
    kept = (core.settings if has_settings else load(nested(taken), {})).history
    retention = Retention(week=kept.week_days, month=kept.month_days, year=kept.year_days)

    managed = _logins(found.servers if is_empty else core.fleet.servers())
    history, today = StatsHistory(store, lambda: retention), core.clock.now().astimezone().date()
    days = {login: history.merge(*login, one, today) for login, one in sorted(found.days.items()) if login in managed}
    if taken:
        store.write_bytes(f"{json.dumps(nested(taken), ensure_ascii=False, indent=1)}\n".encode(), FILE_NAME)
    if is_empty and found.servers:
        ids = {server.id for server in found.servers}
        for parts, data in found.cached.items():
            if parts[1] in ids:
                store.write_bytes(data, *parts)
        store.save(CHILDREN, ChildrenFile(children=found.children), CHILDREN_JSON)
        store.save(SERVERS, ServersFile(servers=found.servers), SERVERS_JSON)
    return Filled(
        settings=tuple(taken),
        left_off=left_off,
        servers=tuple(one.name for one in found.servers) if is_empty else (),
        days=days,
        strangers=tuple(sorted(set(found.days) - managed)),
        differences=differences,
    )


def _logins(servers: Iterable[Server]) -> set[Login]:
    return {(server.id, user.name) for server in servers for user in server.users}


def _same_children(core: Core, found: Found) -> bool:
    """Whether there are no children yet, or those of the copy: what was interrupted goes on."""
    here = core.fleet.children()
    return not here or here == found.children


def _harmless(content: dict[str, Any], live: Collection[str]) -> tuple[dict[str, object], tuple[str, ...]]:
    """The settings that are taken over, and the switches that are not: nothing is sent out before somebody has looked.

    Paths are about another machine, and could name any file of this one.
    """
    taken: dict[str, object] = {}
    for key, one in fields_of(Settings):
        value = value_at(content, key)
        if value is None or not (key in live or key.startswith(DAYS)) or is_path(one) or is_secret(one):
            continue
        if value != one.default:
            taken[key] = value
    there, switches = load(content, {}), dict(fields_of(Settings))
    left_off = [key for key in WAYS_OUT if content.get(key.partition(".")[0]) and value_at(there, key)]
    for key in left_off:
        taken.pop(key, None)
        if switches[key].default:  # one that is on unless it is said to be off
            taken[key] = False
    return taken, tuple(left_off)


def _differences(core: Core, found: Found, live: Collection[str]) -> Iterator[str]:
    taken, _ = _harmless(found.settings, live)
    here = {one.id: one for one in core.fleet.servers()}
    yield from (key for key, value in taken.items() if key not in WAYS_OUT and value_at(core.settings, key) != value)
    there = {one.id: one for one in found.servers}
    for server_id in sorted(here.keys() | there.keys()):
        if here.get(server_id) != there.get(server_id):
            yield (there.get(server_id) or here[server_id]).name
