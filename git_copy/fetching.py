"""Taking a copy out of a repository. What is there may have been put there by anybody: all of it is checked first.

Nothing is ever checked out: files are read out of git by their content's name, so no link and no ``..`` leads anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from clock import Clock
from errors import GitCopyDamaged, GitCopyMissing, GitTooLarge, InvalidValue, SettingsInvalid
from git_copy.content import MOST_BYTES, MOST_FILES, OURS
from git_copy.copying import begin, fetch, tip_of
from git_copy.program import SECONDS, Git
from git_copy.route import Route
from i18n import N_, FieldValue, Message
from servers import Child, Server
from servers.fleet import CHILDREN_JSON, SERVERS_JSON
from servers.models import CHILDREN, MAX_CHILDREN, MAX_SERVERS, SERVERS
from settings import FILE_NAME, load, parse
from stats_history import FOLDER, HISTORY, HistoryFile
from storage import Damaged, Kind, TooNew
from storage.kinds import MAX_BYTES, R
from storage.paths import MAX_PART
from storage.scratch import scratch

MOST_LISTED: Final = 32 * 1024**2
"""Bytes of the list of all files."""
MOST_OF_RULES: Final = 1024**2
_LISTED: Final = re.compile(
    rb"(?P<mode>[0-7]{6}) (?P<kind>\w+) (?P<name>[0-9a-f]{40}) +(?P<size>[0-9]+|-)\t(?P<path>.*)", re.DOTALL
)
_FILES: Final = frozenset({b"100644", b"100755"})

NO_FILE: Final = N_("it is a link or a folder, and no file")
TOO_LARGE: Final = N_("it is too large")
BAD_NAME: Final = N_("its name is too long")
NEWER: Final = N_("a later release of this program made it; install that one first")
NOT_AS_WRITTEN: Final = N_("it is not as this program writes it")
TWICE: Final = N_("an entry is there twice")

E = TypeVar("E", Server, Child)


@dataclass(frozen=True, slots=True)
class Found:
    """A copy, read and checked to its end."""

    commit: str
    servers: tuple[Server, ...] = ()
    children: tuple[Child, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    """As in settings.json."""
    days: dict[tuple[str, str], HistoryFile] = field(default_factory=dict)
    """By the server's id and the user."""
    cached: dict[tuple[str, ...], bytes] = field(default_factory=dict)
    """Timekpr's files as they were last read, by their places in the data directory."""

    @property
    def newest_day(self) -> date | None:
        """The last day of which anything is known."""
        return max((day for one in self.days.values() for day in one.year), default=None)


def fetch_copy(root: Path, route: Route, clock: Clock, *, seconds: float = SECONDS) -> Found:
    """The copy as it stands in the repository; ``root`` is a data directory, for what is thrown away again.

    Raises GitCopyError, NotSaved.
    """
    with scratch(root) as folder:
        git = Git(folder, route, clock, seconds)
        begin(git)
        if not tip_of(git):
            raise GitCopyMissing(place=route.remote.place, branch=route.branch)
        commit = fetch(git)
        files = _read(git, _wanted(git, commit))
    if not files:
        raise GitCopyMissing(place=route.remote.place, branch=route.branch)
    return checked_copy(commit, files)


def checked_copy(commit: str, files: dict[str, bytes]) -> Found:
    """What is in these files of ours. Raises GitCopyDamaged for the first that is not right."""
    days, cached = {}, {}
    for path, data in files.items():
        top, *rest = path.split("/")
        if top == FOLDER:
            server, name = rest
            days[server, name.removesuffix(".json")] = _decoded(HISTORY, path, data)
        elif rest:
            if len(data) > MOST_OF_RULES:
                raise _damaged(path, Message(TOO_LARGE))
            cached[(top, *rest)] = data
    servers = _decoded(SERVERS, SERVERS_JSON, files.get(SERVERS_JSON)).servers
    children = _decoded(CHILDREN, CHILDREN_JSON, files.get(CHILDREN_JSON)).children
    return Found(
        commit=commit,
        servers=_entries(Server, SERVERS_JSON, servers, MAX_SERVERS),
        children=_entries(Child, CHILDREN_JSON, children, MAX_CHILDREN),
        settings=_settings(files.get(FILE_NAME, b"{}")),
        days=days,
        cached=cached,
    )


def _wanted(git: Git, commit: str) -> dict[str, tuple[str, int]]:
    """Our files: of each what its content is called, and how large that is. Others are passed over."""
    place = git.route.remote.place
    listed = git("ls-tree", "-r", "-z", "--long", "--full-tree", commit, most=MOST_LISTED)
    wanted: dict[str, tuple[str, int]] = {}
    room = MOST_BYTES
    for entry in filter(None, listed.split(b"\0")):
        found = _LISTED.fullmatch(entry)
        path = found["path"].decode(errors="replace") if found else ""
        if not found or not OURS.fullmatch(path):
            continue
        if found["kind"] != b"blob" or found["mode"] not in _FILES:
            raise _damaged(path, Message(NO_FILE))
        size = int(found["size"])
        if size > MAX_BYTES:
            raise _damaged(path, Message(TOO_LARGE))
        if any(len(part) > MAX_PART for part in path.split("/")):
            raise _damaged(path, Message(BAD_NAME))
        room -= size
        if room < 0 or len(wanted) >= MOST_FILES:
            raise GitTooLarge(place=place)
        wanted[path] = found["name"].decode(), size
    return wanted


def _read(git: Git, wanted: dict[str, tuple[str, int]]) -> dict[str, bytes]:
    names = "".join(f"{name}\n" for name, _ in wanted.values()).encode()
    sizes = sum(size for _, size in wanted.values())
    told = memoryview(git("cat-file", "--batch", "--buffer", given=names, most=sizes + 100 * len(wanted)))
    files = {}
    for path, (name, size) in wanted.items():
        head = f"{name} blob {size}\n".encode()
        if told[: len(head)] != head:
            raise _damaged(path, Message(NOT_AS_WRITTEN))
        files[path] = bytes(told[len(head) : len(head) + size])
        told = told[len(head) + size + 1 :]
    return files


def _decoded(kind: Kind[R], path: str, data: bytes | None) -> R:
    if data is None:
        return kind.model()
    try:
        return kind.decode(data)
    except TooNew as error:
        raise _damaged(path, Message(NEWER)) from error
    except (Damaged, InvalidValue) as error:
        raise _damaged(path, Message(NOT_AS_WRITTEN)) from error


def _entries(model: type[E], path: str, raw: tuple[object, ...], most: int) -> tuple[E, ...]:
    try:
        found = tuple(model.model_validate(one) for one in raw)
    except InvalidValue as error:
        raise _damaged(path, error.message) from error
    except ValidationError as error:
        raise _damaged(path, Message(NOT_AS_WRITTEN)) from error
    marks = [mark for one in found for mark in {one.id, one.name.casefold()}]
    if len(marks) != len(set(marks)) or len(found) > most:
        raise _damaged(path, Message(TWICE))
    return found


def _settings(data: bytes) -> dict[str, Any]:
    try:
        content = parse(data)
        load(content, {})
    except SettingsInvalid as error:
        raise _damaged(FILE_NAME, error.message) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(FILE_NAME, Message(NOT_AS_WRITTEN)) from error
    return content


def _damaged(path: str, why: FieldValue) -> GitCopyDamaged:
    return GitCopyDamaged(path=path[:200], why=why)
