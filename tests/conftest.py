"""How the tests are shared out among several processes (``pytest -n``): what shares one thing stays together."""

from __future__ import annotations

import gc
from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadScopeScheduling

WITH_A_BROWSER = ("tests/ui", "tests/journeys")
MAKE_ACCOUNTS = (
    "tests/timekpr",
    "tests/gate/test_a_real_computer.py",
    "tests/ssh/test_upload_faults.py",
    "tests/bench/test_account.py",
    "tests/bench/test_room.py",
)
"""There is one Timekpr on this machine, and one list of accounts, which useradd and userdel lock without waiting."""


class TogetherScheduling(LoadScopeScheduling):
    """What makes accounts is one process's; an app and its browser are a file's; all else is shared out freely.

    Marks of xdist's own groups do not do it: they are lost with pytest 9.2, in which a test's id is fixed.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.split("::", 1)[0])
        if any(path.is_relative_to(place) for place in MAKE_ACCOUNTS):
            return "accounts"
        return str(path) if any(path.is_relative_to(place) for place in WITH_A_BROWSER) else nodeid


def pytest_collection_finish() -> None:
    """What is imported by now stays: collecting garbage, which every test of a page does twice, need not look at it."""
    gc.collect()
    gc.freeze()


TESTS_BETWEEN = 25
_tests = 0


def pytest_runtest_logfinish(nodeid: str) -> None:
    """So does what lies about between two tests: libraries that some of them import, and what those keep."""
    global _tests  # noqa: PLW0603 - there is one process, and one count of its tests
    _tests += 1
    if _tests % TESTS_BETWEEN == 0:
        gc.collect()
        gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TogetherScheduling:
    return TogetherScheduling(config, log)
