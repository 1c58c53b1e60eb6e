from __future__ import annotations

from pathlib import Path

import pytest

from clock import FakeClock
from storage import Store
from tests.storage.notes import CLOCK_START


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(CLOCK_START)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path, clock: FakeClock):
    with Store.open(root, clock=clock, writer=True) as opened:
        yield opened
