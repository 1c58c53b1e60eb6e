"""Which servers a picture of the fleet shows, and in which order, however their readings come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit import Audit
from clock import FakeClock
from core import Core
from opening import open_core
from pending import Queue
from services import Pictures
from state import ServerStatus
from views import FleetView

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Published:
    """The pages' end: remembers the newest picture."""

    newest: FleetView

    def publish(self, snapshot: FleetView) -> None:
        self.newest = snapshot

    @property
    def names(self) -> list[str]:
        return [server.name for server in self.newest.servers]


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = open_core(tmp_path / "data", FakeClock(NOW), writer=True)
    for name in ("attic", "desk", "laptop"):
        core.fleet.add(name, f"{name}.lan")
    yield core
    core.store.close()


@pytest.fixture
def pages() -> Published:
    return Published()


@pytest.fixture
def pictures(core: Core, pages: Published) -> Pictures:
    pictures = Pictures(core, Queue(core.store, Audit(core.store)), pages)
    for name in ("laptop", "attic", "desk"):
        pictures.update(core.fleet.get(name), ServerStatus())
    return pictures


def test_they_stand_in_the_order_in_which_they_were_added_however_they_answer(
    pictures: Pictures, pages: Published
) -> None:
    assert pages.names == ["attic", "desk", "laptop"]
    assert pictures.fleet_view() == pages.newest


def test_a_new_one_stands_at_the_end(core: Core, pictures: Pictures, pages: Published) -> None:
    pictures.update(core.fleet.add("basement", "basement.lan"), ServerStatus())

    assert pages.names == ["attic", "desk", "laptop", "basement"]


def test_one_that_was_removed_is_gone_at_once_and_a_late_reading_does_not_bring_it_back(
    core: Core, pictures: Pictures, pages: Published
) -> None:
    attic = core.fleet.get("attic")
    core.fleet.remove("attic", keep_data=True)
    pictures.publish()
    assert pages.names == ["desk", "laptop"]

    pictures.update(attic, ServerStatus())

    assert pages.names == ["desk", "laptop"]
