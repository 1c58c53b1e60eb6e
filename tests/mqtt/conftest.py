from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mqtt.places import Painted
from tests.wishes.family import Family


@pytest.fixture
def painted(tmp_path: Path) -> Iterator[Painted]:
    family = Family(tmp_path)
    family.services.pictures.sync_state(syncing=False, last_sync=family.clock.now())
    yield Painted(family)
    family.stop()
