"""The history of 250 users who are all at a computer: what a cycle costs, and what it takes to open a year."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import Figure, Promise
from clock import FakeClock
from history_views import history_view
from stats_history import Day, Reading, StatsHistory
from storage import Filesystem, Store

GROUP: Final = "history of 250 users, all of them active"
USERS: Final = 250
CYCLES: Final = 30
INTERVAL: Final = 180
LOGINS: Final = 3
"""Of the child whose year is opened."""
START: Final = datetime(2026, 11, 23, 14, tzinfo=UTC)


def history() -> Iterator[Figure]:
    """The figures; the slowest cycle of all. The reference is as many bytes in one file, written and synced."""
    with TemporaryDirectory() as folder:
        disk, clock = _Counting(), FakeClock(START)
        with Store.open(Path(folder) / "data", clock=clock, writer=True, filesystem=disk) as store:
            kept = StatsHistory(store)
            _fill(kept, clock)
            worst, most = _cycles(kept, disk, clock)
            bare = _bare(Path(folder) / "bare", most)
            yield Figure(
                GROUP, "recording one cycle", worst * 1000, "ms", bare * 1000, "its bytes, synced", Promise(150)
            )
            yield Figure(GROUP, "written in one cycle", most / 1024, "kB", promise=Promise(1024))
            opened, read = _open_year(store, kept)
            what = f"opening the year of a child with {LOGINS} logins"
            yield Figure(GROUP, what, opened * 1000, "ms", read * 1000, "json.loads of it", Promise(50))
            size = (Path(folder) / "data/history/pc000/anna.json").stat().st_size
            yield Figure(GROUP, "a year and its details of one user", size / 1024, "kB")


class _Counting(Filesystem):
    """The real disk, and how many bytes went there."""

    written = 0

    def write(self, fd: int, data: memoryview) -> int:
        done = super().write(fd, data)
        self.written += done
        return done


def _fill(kept: StatsHistory, clock: FakeClock) -> None:
    """A year of days for everybody, the last month of them read."""
    chance = random.Random(1)
    days = {
        START.date() - timedelta(days=ago): Day(used=chance.randrange(9000), limit=7200) for ago in range(365, 31, -1)
    }
    clock.advance(-31 * 86_400)
    for _ in range(31):
        for number in range(USERS):
            for used in (0, 1800, 3600, 5400):
                kept.note(f"pc{number:03}", "anna", _reading(clock, used))
                clock.advance(1)
        kept.flush()
        clock.advance(86_400 - 4 * USERS)
    for number in range(USERS):
        kept.add_days(f"pc{number:03}", "anna", days)


def _cycles(kept: StatsHistory, disk: _Counting, clock: FakeClock) -> tuple[float, int]:
    worst, most = 0.0, 0
    for cycle in range(CYCLES):
        clock.advance(INTERVAL)
        readings = [_reading(clock, (cycle + 1) * INTERVAL) for _ in range(USERS)]
        before, began = disk.written, time.perf_counter()
        for number, reading in enumerate(readings):
            kept.note(f"pc{number:03}", "anna", reading)
        kept.settle()
        worst, most = max(worst, time.perf_counter() - began), max(most, disk.written - before)
    return worst, most


def _reading(clock: FakeClock, used: int) -> Reading:
    now = clock.now().replace(tzinfo=None)
    return Reading(
        at=clock.now(),
        now=now,
        checked=now,
        used=used,
        balance=used,
        week=used,
        month=used,
        left=max(0, 7200 - used),
        limit=7200,
        allowed=("14:00-20:00",),
    )


def _open_year(store: Store, kept: StatsHistory) -> tuple[float, float]:
    logins = [(f"pc{number:03}", "anna") for number in range(LOGINS)]
    last: date = START.date()
    began = time.perf_counter()
    view = history_view([(login, kept.of(*login)) for login in logins], last - timedelta(days=364), last, hours=7)
    assert view.summary.known
    opened = time.perf_counter() - began
    texts = [store.root.joinpath("history", *login).with_suffix(".json").read_text() for login in logins]
    began = time.perf_counter()
    for text in texts:
        json.loads(text)
    return opened, time.perf_counter() - began


def _bare(path: Path, size: int) -> float:
    data = os.urandom(size)
    began = time.perf_counter()
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - began
