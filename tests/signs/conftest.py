from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.signs.watched import Watched


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Watched]:
    home = Watched(tmp_path)
    home.look()
    yield home
    home.stop()
