"""What saving and parsing cost, beside the least that the same would cost with bare means."""

from __future__ import annotations

import configparser
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.room import USERS
from clock import SystemClock
from errors import ConnectionRefused
from servers.models import CHILDREN, Child, ChildrenFile, UserOfServer
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories
from state import ServerStatus
from status_file import StatusFile
from storage import Store
from timekpr_rules import read_main_config, read_time_file, read_user_config, time_left
from workbench.computers import SAMPLE

GROUP = "storage and rules"
SAVES = 60
PARSES = 400
CHILDREN_MANY = 30
DEAD_ONE_IN = 5


class Storage:
    """Measures on one directory. To be made in a process of its own: a store changes the umask."""

    def __init__(self, data: Path) -> None:
        self._clock = SystemClock()
        self._store = Store.open(data, clock=self._clock, writer=True)
        self._bare = data.parent

    def figures(self) -> list[Figure]:
        """All of them."""
        return [*self._saves(), *self._states(), *self._parses()]

    def _saves(self) -> Iterator[Figure]:
        store, now = self._store, [0]

        def document() -> ChildrenFile:
            users = tuple(UserOfServer(server="pc", user=user) for user in USERS)
            return ChildrenFile(
                children=tuple(Child(id=f"c{n}", name=f"Child {n} {now[0]}", users=users) for n in range(CHILDREN_MANY))
            )

        def save_changed() -> None:
            now[0] += 1
            store.save(CHILDREN, document(), "children.json")

        config = (SAMPLE / "timekpr.ben.conf").read_bytes()

        def cache() -> None:
            now[0] += 1
            store.write_bytes(config + b"# %d\n" % now[0], "cache", "pc", "users", "ben.conf")

        bare = _ms(lambda: self._write_bare(CHILDREN.encode(document())), SAVES)
        against = "write, fsync"
        yield Figure(
            GROUP,
            f"save {len(CHILDREN.encode(document())) // 1000} kB document",
            _ms(save_changed, SAVES),
            "ms",
            bare,
            against,
        )
        same = document()
        yield Figure(
            GROUP,
            "save it unchanged",
            _ms(lambda: store.save(CHILDREN, same, "children.json"), SAVES),
            "ms",
            bare,
            against,
        )
        yield Figure(
            GROUP,
            "write a file of the cache",
            _ms(cache, SAVES),
            "ms",
            _ms(lambda: self._write_bare(config), SAVES),
            against,
        )

    def _states(self) -> Iterator[Figure]:
        file = StatusFile(self._store)
        for count in (250, 1000):
            data = b""

            def save(count: int = count) -> None:
                file.save(dict(_states(count, self._clock.now())))

            save()
            data = (self._store.root / "cache" / "status.json").read_bytes()
            bare = _ms(lambda data=data: self._write_bare(data), 10)  # type: ignore[misc]
            yield Figure(GROUP, f"status.json of {count}", _ms(save, 10), "ms", bare, "write, fsync")

    def _parses(self) -> Iterator[Figure]:
        main, config, spent = (
            (SAMPLE / name).read_bytes() for name in ("timekpr.conf", "timekpr.ben.conf", "ben.time")
        )
        models = read_user_config(config, "ben").model, read_main_config(main).model, read_time_file(spent, "ben").model
        now = datetime(2026, 11, 21, 17, 0)  # noqa: DTZ001 - the server's local time
        for what, work, data in (
            ("parse a user's rules", lambda: read_user_config(config, "ben"), config),
            ("parse a user's counters", lambda: read_time_file(spent, "ben"), spent),
            ("parse timekpr.conf", lambda: read_main_config(main), main),
        ):
            yield Figure(
                GROUP, what, _ms(work, PARSES), "ms", _ms(lambda data=data: _configparser(data), PARSES), "configparser"
            )  # type: ignore[misc]
        yield Figure(GROUP, "reckon the time left", _ms(lambda: time_left(*models, now), PARSES), "ms")

    def _write_bare(self, data: bytes) -> None:
        """Replace a file durably, and nothing else."""
        draft, target = self._bare / "draft", self._bare / "target"
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
        folder = os.open(self._bare, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _states(count: int, now: datetime) -> Iterator[tuple[str, ServerStatus]]:
    for number in range(count):
        dead = number % DEAD_ONE_IN == 0
        yield f"pc{number:04}", ServerStatus(
            tried_at=now, read_at=now, seconds=0.1234, stage="connect" if dead else "done", found=USERS,
            error=ConnectionRefused(host="127.0.0.1", port=22) if dead else None,
            clock=HostClock(3600, 0, now, "Europe/Berlin"),
            directories=Directories("/var/lib/timekpr/config", "/var/lib/timekpr/work"),
        )  # fmt: skip


def _configparser(data: bytes) -> None:
    configparser.RawConfigParser(strict=False).read_string(data.decode())


def _ms(work: Callable[[], object], times: int) -> float:
    """The median of so many runs, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000
