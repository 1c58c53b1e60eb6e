"""From what was pulled to what is known: compare, parse what is new, keep the cache equal to the server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from errors import DataError, MachineError, MngrError
from server_clock import clock_after
from servers import Server
from ssh_client.files import RemoteFile
from ssh_client.limits import Limits
from ssh_client.pull import Directories, Pulled, UserFiles
from state import ServerStatus, UserState, digest
from storage import Store
from timekpr_rules import DAMAGE, MainConfig, Reading, read_main_config, read_time_file, read_user_config

logger = logging.getLogger(__name__)

M = TypeVar("M")

CACHE = "cache"
MAX_PATH = 255
NOT_KEPT = DAMAGE | {"limit_key_missing", "limit_unreadable"}
"""What makes a file no base for anything: it is damaged, or a limit has gone from it without anybody taking it away."""
BAD = ".bad"
"""Ending of the copy of such a file, which lies beside the last good one: a restart has to tell of it too."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The new state and which files were other than before, by their names on the server."""

    status: ServerStatus
    changed: tuple[str, ...]


class Adopter:
    """Takes over one server's pulled files. Works in the worker threads; has no state of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def directories_in(self, server: Server, before: ServerStatus) -> Callable[[bytes], Directories]:
        """Tells where a timekpr.conf puts the files, unless a parent said where they are."""

        def directories(main: bytes) -> Directories:
            if before.main is not None and before.main_digest == digest(main):
                return directories_of(server, before.main.model)
            return directories_of(server, read_main_config(main).model)

        return directories

    def adopt(
        self, server: Server, before: ServerStatus, pulled: Pulled, now: datetime, *, is_wanted: Callable[[str], bool]
    ) -> Adopted:
        """The state after this pull. The cache is written only where a file has changed.

        ``is_wanted`` tells of a user, or with "" of the server, whether it is still one of ours: one that was removed
        while it was being read leaves nothing behind.
        """
        keeper = _Keeper(self._store, server.id, is_wanted)
        users = {
            user: _user(user, before.users.get(user, UserState()), files, keeper, now)
            for user, files in pulled.users.items()
        }
        main, main_digest = keeper.take(before.main, before.main_digest, pulled.main, "", read_main_config)
        status = ServerStatus(
            read_at=now,
            clock=clock_after(before.clock, pulled, keeper.changed, now, since=before.read_at),
            directories=pulled.directories,
            found=pulled.found,
            version=before.version,
            stopped=before.stopped,
            writable=tuple(_writable(pulled)),
            main=main,
            main_digest=main_digest,
            users=users,
        )
        return Adopted(status, tuple(keeper.changed))

    def restore(self, server: Server, status: ServerStatus) -> ServerStatus:
        """The state as of the cached files: what a page shows until the first cycle is through."""
        users: dict[str, UserState] = {}
        for name in (user.name for user in server.users):
            config, config_digest = self._cached(partial(read_user_config, user=name), RULES, server.id, name)
            spent, spent_digest = self._cached(partial(read_time_file, user=name), COUNTERS, server.id, name)
            if (
                spent is not None
                and not spent.damaged
                and any(finding.code == "key_missing" for finding in spent.findings)
            ):
                spent = None  # cut by a loss of power: Timekpr always writes all of them
            known = status.users.get(name, UserState())
            users[name] = UserState(config, spent, config_digest, spent_digest, known.error, known.read_at)
        main, main_digest = self._cached(read_main_config, SETTINGS, server.id, "")
        return replace(status, users=users, main=main, main_digest=main_digest)

    def _cached(
        self, reader: Callable[[bytes], Reading[M]], place: _Place, server: str, user: str
    ) -> tuple[Reading[M] | None, bytes]:
        """What the file said when it was last read, and its digest; nothing where that is not known."""
        data = self._read(place.bad_path(server, user))
        if data is not None and _is_bad(reading := reader(data)):
            return reading, digest(data)
        data = self._read(place.path(server, user))
        if data is None or not data.endswith(b"\n") or (reading := reader(data)).damaged:
            return None, b""
        return reading, digest(data)

    def _read(self, path: tuple[str, ...]) -> bytes | None:
        try:
            return self._store.read_bytes(*path, limit=Limits().file_bytes)
        except MngrError as error:
            logger.warning("cache: %s", error)
            return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one kind of file is kept, and whether its copy is forced to the disk.

    The counters of a child at work change in every cycle. Forcing them out each time would cost as much as reading the
    server and wear a memory card out, and the server has them still; what a power cut spoils is found out.
    """

    folder: str
    ending: str
    durable: bool

    def path(self, server: str, user: str) -> tuple[str, ...]:
        return (CACHE, server, self.folder, f"{user}{self.ending}") if self.folder else (CACHE, server, self.ending)

    def bad_path(self, server: str, user: str) -> tuple[str, ...]:
        """Where the file is kept as it is while it is no base for anything."""
        *folders, name = self.path(server, user)
        return (*folders, f"{name}{BAD}")


SETTINGS = _Place("", "timekpr.conf", durable=True)
RULES = _Place("users", ".conf", durable=True)
COUNTERS = _Place("stats", ".time", durable=False)


class _Keeper:
    """Keeps the cache of one server equal to it, and notes what was other than before."""

    def __init__(self, store: Store, server: str, is_wanted: Callable[[str], bool]) -> None:
        self._store = store
        self._server = server
        self._is_wanted = is_wanted
        self.changed: list[str] = []
        """Names on the server, a user's without Timekpr's "timekpr." in front."""

    def take(
        self, before: Reading[M] | None, seen: bytes, file: RemoteFile, user: str, reader: Callable[[bytes], Reading[M]]
    ) -> tuple[Reading[M], bytes]:
        """What a file says now, and the digest to remember: none where no copy is kept, so that it is tried again."""
        now = digest(file.data)
        if before is not None and now == seen:
            return before, seen
        place = SETTINGS if not user else COUNTERS if file.path.endswith(COUNTERS.ending) else RULES
        self.changed.append(f"{user}{place.ending}")
        reading = reader(file.data)
        if not self._is_wanted(user):
            return reading, b""
        bad_path = place.bad_path(self._server, user)
        try:
            if _is_bad(reading):  # the copy stays the last one that was good
                self._store.write_copy(file.data, *bad_path, durable=True)
            else:
                self._store.write_copy(file.data, *place.path(self._server, user), durable=place.durable)
                if before is None or not seen or _is_bad(before):
                    self._store.remove(*bad_path)
        except DataError as error:
            logger.warning("cache: %s", error)
            return reading, b""
        return reading, now


def _is_bad(reading: Reading[M]) -> bool:
    """Whether a file is no base for anything."""
    return any(finding.code in NOT_KEPT for finding in reading.findings)


def _user(user: str, before: UserState, files: UserFiles, keeper: _Keeper, now: datetime) -> UserState:
    config, config_digest, spent, spent_digest = before.config, before.config_digest, before.spent, before.spent_digest
    errors: list[MachineError] = []
    if isinstance(files.config, RemoteFile):
        reader = partial(read_user_config, user=user)
        config, config_digest = keeper.take(config, config_digest, files.config, user, reader)
    else:
        errors.append(files.config)
    if isinstance(files.time, RemoteFile):
        spent, spent_digest = keeper.take(spent, spent_digest, files.time, user, partial(read_time_file, user=user))
    else:
        errors.append(files.time)
    return UserState(
        config, spent, config_digest, spent_digest, errors[0] if errors else None, before.read_at if errors else now
    )


def _writable(pulled: Pulled) -> Iterator[str]:
    """The files that everybody there may write, whatever they say."""
    users = (file for files in pulled.users.values() for file in (files.config, files.time))
    for file in (pulled.main, *users):
        if isinstance(file, RemoteFile) and file.for_everybody:
            yield file.path


def directories_of(server: Server, main: MainConfig | None = None) -> Directories:
    """Where a server's files are: where a parent said, else where its timekpr.conf puts them, else the usual place."""
    usual = MainConfig()
    said = main or usual
    return Directories(
        server.config_dir or _usable(said.config_dir, usual.config_dir),
        server.work_dir or _usable(said.work_dir, usual.work_dir),
    )


def _usable(path: str, usual: str) -> str:
    """A directory that a server names, if it can be one: what it says is data, and goes back to it alone."""
    usable = path.startswith("/") and path.isprintable() and len(path) <= MAX_PATH
    return path.rstrip("/") or "/" if usable else usual
