from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.ui.browser import browser
from tests.web.house import House, living_in

__all__ = ["browser"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Tina is its admin."""
    async with living_in(tmp_path / "data") as house:
        yield house


@pytest.fixture
async def new_house(tmp_path: Path) -> AsyncIterator[House]:
    """Nobody has an account yet."""
    async with living_in(tmp_path / "data", owner=False) as house:
        yield house


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What escaped was answered with an apology: no test may pass over that. One that is about it clears the log."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"] == []
