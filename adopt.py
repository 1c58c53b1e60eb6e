"""From what was pulled to what is known: compare, parse what is new, keep the cache equal to the server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from errors import DataError, MachineError, MngrError
from servers import Fleet, Server
from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock
from ssh_client.limits import Limits
from ssh_client.pull import Directories, Pulled, UserFiles
from state import ServerStatus, UserState, digest, zone_moved
from storage import Store
from timekpr_rules import MainConfig, Reading, read_main_config, read_time_file, read_user_config

logger = logging.getLogger(__name__)

M = TypeVar("M")

CACHE = "cache"
MAX_PATH = 255
QUARTER = 15 * 60
"""Every time zone is ahead of UTC by whole quarters of an hour."""
MAX_QUARTERS = 14 * 4


@dataclass(frozen=True, slots=True)
class Adopted:
    """The new state and which files were other than before, by their names on the server."""

    status: ServerStatus
    changed: tuple[str, ...]


class Adopter:
    """Takes over one server's pulled files. Works in the worker threads; has no state of its own."""

    def __init__(self, store: Store, fleet: Fleet) -> None:
        self._store = store
        self._fleet = fleet

    def directories_in(self, server: Server, before: ServerStatus) -> Callable[[bytes], Directories]:
        """Tells where a timekpr.conf puts the files, unless a parent said where they are."""

        def directories(main: bytes) -> Directories:
            if before.main is not None and before.main_digest == digest(main):
                return directories_of(server, before.main.model)
            return directories_of(server, read_main_config(main).model)

        return directories

    def adopt(self, server: Server, before: ServerStatus, pulled: Pulled, now: datetime) -> Adopted:
        """The state after this pull. The cache is written only where a file has changed."""
        changed: list[str] = []
        main_digest = digest(pulled.main.data)
        main = before.main
        if main is None or main_digest != before.main_digest:
            changed.append("timekpr.conf")
            main = read_main_config(pulled.main.data)
            main_digest = self._cache(main, pulled.main.data, main_digest, server.id, "timekpr.conf")
        users = {
            user: self._user(server.id, user, before.users.get(user, UserState()), files, changed)
            for user, files in pulled.users.items()
        }
        status = ServerStatus(
            read_at=now,
            clock=pulled.clock or before.clock or _guessed_clock(pulled, now),
            directories=pulled.directories,
            found=pulled.found,
            main=main,
            main_digest=main_digest,
            users=users,
        )
        if pulled.clock is None and _clock_doubtful(status, pulled, changed):
            # Ask again next time; until then the old answer is the best there is.
            status = replace(status, clock=status.clock and replace(status.clock, doubtful=True))
        return Adopted(status, tuple(changed))

    def restore(self, server: Server, status: ServerStatus) -> ServerStatus:
        """The state as of the cached files: what a page shows until the first cycle is through."""
        users: dict[str, UserState] = {}
        for name in (user.name for user in server.users):
            config, config_digest = self._cached(
                partial(read_user_config, user=name), server.id, "users", f"{name}.conf"
            )
            spent, spent_digest = self._cached(partial(read_time_file, user=name), server.id, "stats", f"{name}.time")
            users[name] = UserState(config, spent, config_digest, spent_digest)
        main, main_digest = self._cached(read_main_config, server.id, "timekpr.conf")
        return replace(status, users=users, main=main, main_digest=main_digest)

    def _user(self, server: str, user: str, before: UserState, files: UserFiles, changed: list[str]) -> UserState:
        config, config_digest, error = before.config, before.config_digest, None
        if isinstance(files.config, RemoteFile):
            seen = digest(files.config.data)
            if config is None or seen != config_digest:
                changed.append(f"{user}.conf")
                config = read_user_config(files.config.data, user)
                config_digest = self._cache(config, files.config.data, seen, server, "users", f"{user}.conf")
        else:
            error = files.config
        spent, spent_digest = before.spent, before.spent_digest
        if isinstance(files.time, RemoteFile):
            seen = digest(files.time.data)
            if spent is None or seen != spent_digest:
                changed.append(f"{user}.time")
                spent = read_time_file(files.time.data, user)
                spent_digest = self._cache(spent, files.time.data, seen, server, "stats", f"{user}.time")
        else:
            error = error or files.time
        return UserState(config, spent, config_digest, spent_digest, error)

    def _cache(self, reading: Reading[M], data: bytes, seen: bytes, *path: str) -> bytes:
        """Keep a copy. Returns the digest to remember: an empty one where the copy is not there, so it is tried again.

        A damaged file is not kept: the copy stays the last one that was good. Nor is one of a server that was removed
        while it was being read. It is not forced to the disk, which would cost as much as reading the server and wear a
        memory card out: what a power cut spoils is not shown, and read again.
        """
        if reading.damaged or self._fleet.find(path[0]) is None:
            return seen
        try:
            self._store.write_bytes(data, CACHE, *path, durable=False)
        except DataError as error:
            logger.warning("cache: %s", error)
            return b""
        return seen

    def _cached(self, reader: Callable[[bytes], Reading[M]], *path: str) -> tuple[Reading[M] | None, bytes]:
        """What a copy says, and its digest; nothing where there is none or a power cut has damaged it."""
        try:
            data = self._store.read_bytes(CACHE, *path, limit=Limits().file_bytes)
        except MngrError as error:
            logger.warning("cache: %s", error)
            return None, b""
        if data is None or (reading := reader(data)).damaged:
            return None, b""
        return reading, digest(data)


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


def _guessed_clock(pulled: Pulled, now: datetime) -> HostClock | None:
    """The zone, where the account may not ask for it: LAST_CHECKED is local time, the file's mtime is not."""
    for user, files in pulled.users.items():
        if isinstance(files.time, RemoteFile):
            last = read_time_file(files.time.data, user).model.last_checked
            if last is not None:
                offset = (last.replace(tzinfo=UTC) - datetime.fromtimestamp(files.time.mtime, UTC)).total_seconds()
                quarters = round(offset / QUARTER)
                if abs(quarters) <= MAX_QUARTERS:
                    return HostClock(quarters * QUARTER, 0, now)
    return None


def _clock_doubtful(status: ServerStatus, pulled: Pulled, changed: list[str]) -> bool:
    """Whether a counter file that has just been written contradicts what is known of the clock."""
    for user, files in pulled.users.items():
        spent = status.users[user].spent
        if isinstance(files.time, MachineError) or f"{user}.time" not in changed:
            continue
        if spent is None or spent.model.last_checked is None:
            continue
        if zone_moved(status, spent.model.last_checked, files.time.mtime):
            return True
    return False
