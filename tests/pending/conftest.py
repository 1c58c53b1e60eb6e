from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clock import FakeClock
from pending import Queue
from tests.pending.made import MORNING, House


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    house = House(tmp_path / "data", clock)
    yield house
    house.stop()


@pytest.fixture
def queue(house: House) -> Queue:
    return house.queue
