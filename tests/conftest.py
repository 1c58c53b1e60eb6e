"""How the tests are shared out among several processes (``pytest -n``): what shares one thing stays together."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    """There is one Timekpr on this machine, so its tests are one process's; an app and its browser are a file's."""
    parts = item.path.relative_to(TESTS).parts
    if parts[0] == "timekpr":
        item.add_marker(pytest.mark.xdist_group("timekpr"))
    elif parts[0] == "ui":
        item.add_marker(pytest.mark.xdist_group(parts[-1]))
