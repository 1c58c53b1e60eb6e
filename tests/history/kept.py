"""A store and what is read into it, by a clock that stands at noon of a Monday."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from clock import FakeClock
from stats_history import Reading, StatsHistory
from storage import Store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        yield store


def read(used: int, at: datetime = NOON, **more: object) -> Reading:
    local = at.replace(tzinfo=None)
    return Reading(at=at, now=local, checked=local, used=used, balance=used, week=used, month=used, **more)  # type: ignore[arg-type]


def on_disk(store: Store, user: str = "anna") -> dict[str, int]:
    path = store.root.joinpath("history", "pc", f"{user}.json")
    content = json.loads(path.read_text()) if path.exists() else {"year": {}}
    return {day: figures["used"] for day, figures in content["year"].items()}


def two_are_read_twice(history: StatsHistory, clock: FakeClock) -> None:
    """Anna and Ben have used two minutes; the second one is in the journal alone."""
    for used in (60, 120):
        for user in ("anna", "ben"):
            history.note("pc", user, read(used, clock.now()))
        history.settle()
        clock.advance(60)
