"""Copies each night, as the running program makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clock import FakeClock
from editing import Asked
from opening import open_core
from pending import Through
from services import Services

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TINA = Asked("Tina", Through.PAGE, "192.168.1.7")
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock, quick: None):
    core = open_core(tmp_path / "data", clock, writer=True)
    with core.store:
        yield Services(core)


def again(house: Services, clock: FakeClock) -> Services:
    """After a restart."""
    house.core.store.close()
    return Services(open_core(house.core.store.root, clock, writer=True))


def codes(house: Services) -> list[str]:
    return [one.code for one in house.fleet_view().problems]


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("timekpr-mngr-*"))


def night(house: Services, clock: FakeClock, hours: float = 24) -> None:
    """So much time goes by, with a look each minute as the thread has it, though not quite as often."""
    for _ in range(int(hours * 12)):
        clock.advance(300)
        house.chores.turn()


def set_to(house: Services, **settings: object) -> None:
    house.backups.check_changes(settings)
    house.house.change(TINA, **{f"backup.{name}": value for name, value in settings.items()})


def on_a_nas(house: Services, tmp_path: Path) -> Path:
    """The copies go to another disk; its folder."""
    nas = tmp_path / "nas"
    nas.mkdir()
    set_to(house, folder=str(nas))
    return nas
