from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import Audit
from clock import FakeClock
from storage import Store
from tests.pending.made import MORNING


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def audit(root: Path) -> Iterator[Audit]:
    with Store.open(root, clock=FakeClock(MORNING), writer=True) as store:
        yield Audit(store)
