from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.browser import browser

__all__ = ["browser"]


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What escaped was answered with an apology, or logged by NiceGUI: no test may pass over that.

    Paramiko logs each connection that is cut, which the program leaves out of its log (``main.start_log``).
    """
    yield
    errors = [one for one in caplog.get_records("call") if one.levelname == "ERROR"]
    assert [one.getMessage() for one in errors if not one.name.startswith("paramiko")] == []
