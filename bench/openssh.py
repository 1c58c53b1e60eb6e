"""The same reads by OpenSSH's own client: connections kept open with ControlMaster, ``stat`` and ``cat`` by exec."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.room import USERS, Place, Room
from workbench.computers import paths

SIDE_BY_SIDE = 16
"""As many at once as the program has workers."""
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Pass:
    """Every server read once: the time it took and the processor time of clients and masters; seconds."""

    seconds: float
    cpu_seconds: float


class Masters:
    """One kept connection to each server. Their making is not counted: it is what a kept connection saves."""

    def __init__(self, room: Room, places: Sequence[Place]) -> None:
        self._room = room
        self._places = places
        self._folder = room.root / "control"
        self._stack = ExitStack()
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._folder.mkdir()
        self._stack.callback(self._folder.rmdir)
        known = self._room.root / "known_hosts"
        known.write_text("".join(f"[{place.host}]:{place.port} {self._room.host_key_line}\n" for place in self._places))
        self._stack.callback(known.unlink)
        self._stack.callback(self._end)
        try:
            for at in range(0, len(self._places), SIDE_BY_SIDE):
                some = self._places[at : at + SIDE_BY_SIDE]
                for place in some:
                    self._processes.append(self._start(place, known))
                self._wait_for(some)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._places)

    def read_all(self) -> Pass:
        """Read every server's files once."""
        before, began = self._cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(self._read, self._places))
        return Pass(time.perf_counter() - began, self._cpu_seconds() - before)

    def _read(self, place: Place) -> None:
        """In one command, so that it costs two round trips and one process here."""
        files = " ".join(map(str, paths(place.files, USERS)))
        command = f"stat -c '%n %s %Y' {files}; cat {files}; ls {place.files}/config"
        subprocess.run(
            ["ssh", "-F", "none", "-S", self._control(place), "-o", "ControlMaster=no", place.host, command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip

    def _start(self, place: Place, known: Path) -> subprocess.Popen[bytes]:
        options = ["BatchMode=yes", "StrictHostKeyChecking=yes", "IdentitiesOnly=yes", f"UserKnownHostsFile={known}"]
        return subprocess.Popen(
            ["ssh", "-F", "none", "-M", "-N", "-S", self._control(place), "-i", self._room.root / "key"]
            + [word for option in options for word in ("-o", option)]
            + ["-p", str(place.port), f"{self._room.account}@{place.host}"],
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _wait_for(self, places: Sequence[Place]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not all(self._control(place).exists() for place in places):
            if time.monotonic() > deadline:
                raise TimeoutError("ssh did not connect")
            time.sleep(0.01)

    def _control(self, place: Place) -> Path:
        return self._folder / place.name

    def _cpu_seconds(self) -> float:
        """Of all clients that have ended, and of the masters so far (nanoseconds, in proc(5)'s ``schedstat``)."""
        clients = resource.getrusage(resource.RUSAGE_CHILDREN)
        masters = sum(int(Path(f"/proc/{one.pid}/schedstat").read_text().split()[0]) for one in self._processes)
        return clients.ru_utime + clients.ru_stime + masters / 1e9

    def _end(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(10)
        for left in self._folder.iterdir():
            left.unlink()
