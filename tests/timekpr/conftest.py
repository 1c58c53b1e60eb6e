"""The real Timekpr daemon for all tests of this folder, as new for each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.real_computer import RealComputer
from workbench.timekprd import RealTimekpr

USERS = ("tkanna", "tkben")

KILLED_RUN = """
import json, os, signal
from workbench.real_computer import RealComputer
from workbench.timekprd import RealTimekpr
from workbench.traces import NOTES

before = RealTimekpr.main_path.read_text()
with RealTimekpr(("tkgone",)) as timekpr:
    assert timekpr.config_path("tkgone").exists()
    started = [json.loads(line) for line in NOTES.read_text().splitlines()]
    print(json.dumps([list(timekpr.users), started, before]), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@dataclass
class Remains:
    """What a run left behind that nobody could tidy up after."""

    users: list[str]
    started: list[tuple[int, float]]
    """Each process by its number and when it began: the number alone may be another's by now."""
    main_before: bytes


@pytest.fixture(scope="session")
def remains() -> Remains:
    run = subprocess.run(
        [sys.executable, "-c", KILLED_RUN], cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert run.stdout, run.stderr
    users, started, main_before = json.loads(run.stdout)
    return Remains(users, started, main_before.encode())


@pytest.fixture(scope="session")
def timekpr(remains: Remains) -> Iterator[RealTimekpr]:
    with RealTimekpr(USERS) as timekpr:
        yield timekpr


@pytest.fixture(scope="session")
def computers(timekpr: RealTimekpr) -> Iterator[dict[str, RealComputer]]:
    """The same Timekpr behind three sshds, by who our account is there."""
    with ExitStack() as stack:
        yield {who: stack.enter_context(RealComputer(timekpr, "", who)) for who in ("member", "outsider", "root")}


@pytest.fixture(autouse=True)
def _as_new(timekpr: RealTimekpr) -> None:
    timekpr.reset()
