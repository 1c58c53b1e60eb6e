from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clock import FakeClock
from servers import Fleet
from storage import Store


@pytest.fixture
def root(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def store(root):
    with Store.open(root, clock=FakeClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC)), writer=True) as opened:
        yield opened


@pytest.fixture
def fleet(store):
    return Fleet(store)


@pytest.fixture
def family(fleet):
    """Two computers with three users."""
    fleet.add("PC-Anna", "192.168.1.20")
    fleet.add("laptop", "laptop.local", port=2222)
    fleet.add_user("PC-Anna", "anna")
    fleet.add_user("PC-Anna", "ben")
    fleet.add_user("laptop", "anna")
    return fleet
