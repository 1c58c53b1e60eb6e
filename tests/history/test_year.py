"""A year of eight children on twelve computers that come and go, with a program that is killed at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from clock import FakeClock
from servers import Server
from services.days import Days
from services.own_clock import OwnClock
from state import ServerStatus
from stats_history import Day, Retention, StatsHistory
from storage import Store
from tests.history.played import PlayedUser, server, status
from tests.support.quick_disk import QuickFilesystem

START = datetime(2025, 11, 1, tzinfo=UTC)
DAYS = 366
ZONES = ("Europe/Berlin", "America/New_York", "UTC", "Pacific/Auckland")
CHILDREN = ("anna", "ben", "carla", "dan", "emil", "fritz", "greta", "hans")
KEEP = Retention(year=400)


@dataclass
class Computer:
    """A computer, who sits at it, and whether it can be reached just now."""

    server: Server
    users: dict[str, PlayedUser]
    away_until: datetime = START
    """It is not in the house until then, though it may be used."""
    last: ServerStatus | None = None
    """What the program has in its cache, which survives being killed."""
    seen: dict[tuple[str, date], int] = field(default_factory=dict)
    """The last figure of each day that any reading could see."""


class Program:
    """The part of the program that keeps the history, which can be killed and started again."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.start()

    def start(self) -> None:
        self.store = Store.open(self.folder, clock=self.clock, writer=True, filesystem=QuickFilesystem())
        self.history = StatsHistory(self.store, lambda: KEEP)
        self.days = Days(cast("Any", SimpleNamespace(clock=self.clock)), self.history, OwnClock(self.clock))

    def kill(self, computers: list[Computer]) -> None:
        self.store.close()
        self.start()
        for one in computers:  # what is in the cache is told again
            if one.last is not None:
                self.days.take(one.server, one.last)

    def read(self, one: Computer, now: datetime) -> None:
        one.last = status(one.users, now)
        self.days.take(one.server, one.last)
        for name, user in one.users.items():
            if user.file is not None and user.file.last_checked is not None:
                one.seen[name, user.file.last_checked.date()] = user.file.spent_day


def fleet(luck: random.Random) -> list[Computer]:
    """Twelve computers in four zones; each child sits at one to three of them."""
    homes: list[dict[str, PlayedUser]] = [{} for _ in range(12)]
    for place, child in enumerate(CHILDREN):
        for home in {place, 8 + place % 4, *luck.sample(range(12), luck.randrange(0, 2))}:
            homes[home][child] = PlayedUser(ZONES[home % 4])
    return [Computer(server(f"pc{number}", *users), users) for number, users in enumerate(homes)]


@contextmanager
def a_year(folder: Path, seed: int, days: int = DAYS) -> Iterator[tuple[list[Computer], StatsHistory]]:
    luck, clock = random.Random(seed), FakeClock(START)
    computers, program = fleet(luck), Program(folder, clock)
    stopped_until = START
    for _ in range(days):
        begin = clock.now()
        uses = [
            (begin + timedelta(seconds=luck.randrange(86_400)), one, user, luck.randrange(30, 9000))
            for one in computers
            for user in one.users.values()
            for _ in range(luck.choice((0, 0, 1, 1, 2)))
        ]
        uses.sort(key=lambda use: use[0])
        for one in computers:
            if luck.random() < 0.02:
                one.away_until = begin + timedelta(days=luck.uniform(0.2, 12))
        if luck.random() < 0.01:
            stopped_until = begin + timedelta(days=luck.uniform(0.5, 4))
        for look in range(10):
            now = begin + timedelta(hours=look * 2.4, seconds=luck.randrange(600))
            while uses and uses[0][0] < now:
                moment, _, user, seconds = uses.pop(0)
                user.use(moment, min(now, moment + timedelta(seconds=seconds)))
            for one in computers:
                for user in one.users.values():
                    if luck.random() < 0.01:
                        user.grant(now, 900)
            clock.advance((now - clock.now()).total_seconds())
            if now < stopped_until:
                continue
            for one in computers:
                if now >= one.away_until and luck.random() < 0.9:
                    program.read(one, now)
                if luck.random() < 0.0005:
                    program.kill(computers)
            if luck.random() < 0.005:
                program.kill(computers)
            program.history.settle()
        clock.advance((begin + timedelta(days=1) - clock.now()).total_seconds())
    program.history.flush()
    try:
        yield computers, program.history
    finally:
        program.store.close()


def test_in_a_year_no_day_that_could_be_known_is_lost_doubled_or_wrong(tmp_path):
    exact = estimated = 0
    with a_year(tmp_path / "data", seed=random.randrange(1 << 30)) as (computers, history):
        for one in computers:
            for name, user in one.users.items():
                days = history.days(one.server.id, name)
                last = max(days)
                assert all(day in days for day in user.truth if day == last or (name, day) in one.seen)
                for day, figures in days.items():
                    where = f"{name} at {one.server.id} on {day}"
                    is_exact(figures, user.truth[day], one.seen.get((name, day), 0), where=where)
                    estimated += figures.estimated
                    exact += not figures.estimated and figures.until is None and figures.used > 0
                in_all = sum(figures.used for figures in days.values())
                assert in_all <= user.truth.total(), "something is there twice"
                if set(days) >= set(user.truth) and all(one.until is None for one in days.values()):
                    assert in_all == user.truth.total()
    assert exact > 2000
    assert 0 < estimated < exact / 4


def is_exact(recorded: Day, truth: int, seen: int, *, where: str) -> None:
    assert recorded.used >= seen, f"{where}: lost"
    assert recorded.resets == 0, where
    if seen == truth and truth:
        assert not recorded.estimated, f"{where}: {recorded}, {truth} was seen"
        assert recorded.used == truth, where
    elif recorded.estimated:
        assert recorded.most is not None
        assert truth <= recorded.most, where
    elif recorded.most is not None:
        assert recorded.used == seen, where
        assert truth <= recorded.most, where
    elif recorded.until is None:
        assert recorded.used == truth, where
    else:
        assert recorded.used <= truth, where
