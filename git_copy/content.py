"""What is copied: the days of each user, and the configuration without anything that is secret.

Everything is a text that people can read, in an order that stays, so that a copy of the same is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from backup.secret import is_secret_file, without_secrets
from core import Core
from errors import DataDamaged, TooBigToSave
from servers.fleet import CHILDREN_JSON, SERVERS_JSON
from servers.models import CHILDREN, SERVERS
from settings import FILE_NAME, parse
from stats_history import FOLDER, HISTORY, HistoryFile
from storage.kinds import MAX_BYTES
from storage.paths import checked

README: Final = "README.md"
CACHE: Final = "cache"
MAIN: Final = "timekpr.conf"
USERS: Final = "users"
MOST_FILES: Final = 100_000
MOST_BYTES: Final = 256 * 1024**2
"""Of everything."""

_ID: Final = r"[a-z0-9][a-z0-9._-]{0,70}"
_NAME: Final = r"[A-Za-z0-9_][A-Za-z0-9_.$-]*"
OURS: Final = re.compile(
    rf"settings\.json|servers\.json|children\.json|history/{_ID}/{_NAME}\.json"
    rf"|cache/{_ID}/timekpr\.conf|cache/{_ID}/users/{_NAME}\.conf"
)
"""The paths that are put back, and no others."""

TEXT: Final = """\
# A copy made by timekpr-mngr

Written by itself. What is changed here by hand is overwritten by the next copy.

- `history/<computer>/<user>.json`: what was used on each day (seconds); `month` has more about the last days
- `servers.json`, `children.json`: computers with their users, and which user is which child
- `cache/<computer>/`: Timekpr's settings, and the rules of each user, as they were last read
- `settings.json`: the settings of timekpr-mngr

Passwords, keys, tokens and accounts are not in it. Names and times of children are: keep the repository private.

To put it back, on a machine with timekpr-mngr and while it does not run:

    python main.py git-copy restore --from ADDRESS-OF-THIS-REPOSITORY

Computers then have to be given the new key, and somebody sets up the first account anew.
"""

Days = Callable[[str, str], HistoryFile]
"""What is kept of a user of a server."""


def content_of(core: Core, days: Days) -> dict[str, bytes]:
    """Every file of a copy by its path. Raises DataError for what cannot be read, so that nothing worse is copied."""
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    for parts, data in _files(core, days):
        if is_secret_file(parts) and parts not in ((README,), (FILE_NAME,)):
            raise ValueError(f"{parts} is not known to be harmless")
        room -= len(data)
        if room < 0 or len(found) >= MOST_FILES:
            raise TooBigToSave(path="Git", limit=MOST_BYTES // 1024**2)
        found["/".join(parts)] = data
    return found


def _files(core: Core, days: Days) -> Iterator[tuple[tuple[str, ...], bytes]]:
    store = core.store
    yield (README,), TEXT.encode()
    settings = store.read_checked(_settings, FILE_NAME)
    if settings is not None:
        yield (FILE_NAME,), settings
    if (servers := store.load(SERVERS, SERVERS_JSON)) is not None:
        yield (SERVERS_JSON,), SERVERS.encode(servers)
    if (children := store.load(CHILDREN, CHILDREN_JSON)) is not None:
        yield (CHILDREN_JSON,), CHILDREN.encode(children)
    for server in core.fleet.servers():
        yield from _cached(core, CACHE, server.id, MAIN)
        for user in server.users:
            yield from _cached(core, CACHE, server.id, USERS, f"{user.name}.conf")
            kept = days(server.id, user.name)
            if kept.year or kept.month:
                parts = checked((FOLDER, server.id, f"{user.name}.json"))
                yield parts, HISTORY.encode(HistoryFile(month=kept.month, year=kept.year))


def _cached(core: Core, *parts: str) -> Iterator[tuple[tuple[str, ...], bytes]]:
    data = core.store.read_bytes(*checked(parts), limit=MAX_BYTES)
    if data is not None:
        yield parts, data


def _settings(data: bytes) -> bytes:
    parse(data)
    harmless = without_secrets(data)
    if harmless is None:
        raise DataDamaged(path=FILE_NAME)
    return harmless
