"""How the tests are shared out among several processes (``pytest -n``): what shares one thing stays together."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadScopeScheduling


class TogetherScheduling(LoadScopeScheduling):
    """There is one Timekpr on this machine, so its tests are one process's; an app and its browser are a file's.

    Marks of xdist's own groups do not do it: they are lost with pytest 9.2, in which a test's id is fixed.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.split("::", 1)[0])
        if path.is_relative_to("tests/timekpr"):
            return "timekpr"
        return str(path) if path.is_relative_to("tests/ui") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TogetherScheduling:
    return TogetherScheduling(config, log)
