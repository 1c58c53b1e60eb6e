from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.browser import browser
from tests.ui.fleets import FakeServices

__all__ = ["browser"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def services() -> FakeServices:
    """A family with one of everything."""
    return FakeServices()


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """NiceGUI catches what a handler raises and logs it: a test must not pass over that.

    How long its own tasks take to end on a busy machine says nothing of a page.
    """
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"]
    assert [error for error in errors if not error.startswith("Could not cancel ")] == []
