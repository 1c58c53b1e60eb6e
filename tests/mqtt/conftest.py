from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.support.played import play
from workbench.mosquitto import Mosquitto

__all__ = ["play"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with Mosquitto(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def others(broker: Mosquitto) -> Iterator[Listener]:
    with Listener(broker.port) as others:
        yield others


@pytest.fixture
def home(tmp_path: Path, broker: Mosquitto) -> Iterator[Bridged]:
    """A family with all that is known of it, not connected yet."""
    home = Bridged(tmp_path / "home", port=broker.port)
    home.synced()
    yield home
    home.stop()
