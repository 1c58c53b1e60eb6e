from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.played import pc, play
from tests.support.program import ok

__all__ = ["pc", "play"]


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A data directory with a computer that is off and has never been read."""
    data = tmp_path / "data"
    ok(data, "server", "add", "pc", "--host", "192.0.2.1")
    ok(data, "user", "add", "pc", "anna")
    return data
