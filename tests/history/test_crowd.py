"""Many users at once: the end is quick, letting one go does not concern the others, and the journal stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clock import FakeClock
from stats_history import StatsHistory
from stats_history.journal import MOST_BYTES, MOST_READ
from stats_history.keeper import FILES_AT_ONCE, MOST_READINGS
from storage import Filesystem, Store
from tests.history.test_keeper import MONDAY, NOON, journals, on_disk, read


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def store(tmp_path, clock) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        yield store


class SlowFilesystem(Filesystem):
    """Takes a tenth of a second to sync a file, and counts the files that get into their place."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.placed: list[str] = []

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.clock.advance(0.1)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.placed.append(target.name)


USERS = 100


@pytest.fixture
def school(tmp_path, clock) -> Iterator[tuple[Store, SlowFilesystem, StatsHistory]]:
    """Of a hundred users there is a reading more than in their files, and then one that says that all are away."""
    disk = SlowFilesystem(clock)
    with Store.open(tmp_path / "data", clock=clock, writer=True, filesystem=disk) as store:
        history = StatsHistory(store)
        for used in (60, 120, 120):
            for user in range(USERS):
                history.note("pc", f"user{user}", read(used, clock.now()))
            for _ in range(USERS // FILES_AT_ONCE if used == 60 else 1):
                history.settle()
            clock.advance(60)
        yield store, disk, history


def test_the_end_of_a_school_takes_a_few_seconds_and_loses_nothing(school, clock):
    store, _, history = school
    before = {user: history.of("pc", f"user{user}") for user in range(USERS)}
    began = clock.monotonic()

    history.flush()

    assert clock.monotonic() - began < 3
    again = StatsHistory(store)
    assert {user: again.of("pc", f"user{user}") for user in range(USERS)} == before
    for _ in range(USERS // FILES_AT_ONCE):
        again.settle()
    assert journals(store) == []
    assert {on_disk(store, f"user{user}")["2026-11-23"] for user in range(USERS)} == {120}


def test_an_end_that_was_none_leaves_no_journal_behind(school):
    store, _, history = school
    history.flush()
    for _ in range(USERS):
        history.flush()

    assert journals(store) == []


def test_letting_one_user_go_writes_nobody_elses_file(school, clock):
    store, disk, history = school
    disk.placed.clear()

    history.forget("pc", "user7", keep=True)

    assert {name for name in disk.placed if name.startswith("user")} == {"user7.json"}
    clock.advance(60)
    again = StatsHistory(store)
    assert {user for _, user in again._waiting} == {f"user{user}" for user in range(USERS)} - {"user7"}
    assert {again.days("pc", f"user{user}")[MONDAY].used for user in range(USERS)} == {120}
    history.flush()


def test_no_file_of_the_journal_is_longer_than_what_is_read_of_it(store, clock):
    history = StatsHistory(store)
    allowed = tuple(
        f"{place // 2:02d}:{place % 2 * 30:02d}-{place // 2:02d}:{place % 2 * 30 + 20:02d}" for place in range(48)
    )
    for used in range(MOST_READINGS):
        for user in range(50):
            history.note("pc", f"user{user}", read(used, clock.now(), allowed=allowed))
        clock.advance(60)
    history._write_journal()

    sizes = [(store.root / "history" / name).stat().st_size for name in journals(store)]
    assert sum(sizes) > MOST_READ
    assert max(sizes) < 2 * MOST_BYTES
    assert {StatsHistory(store).days("pc", f"user{user}")[MONDAY].used for user in range(50)} == {MOST_READINGS - 1}
