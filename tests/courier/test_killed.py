"""Killed with -9 at every step: between any two operations of the disk, before and after every remote request."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from courier import courier
from pending import EditState
from storage import Filesystem
from tests.courier.scenarios import OVER_EACH, Scenario, fault, go_on, moved_in
from tests.courier.twin import nothing_happens
from tests.support.sampling import some_of

CHANGES = ("create", "write", "fsync", "rename", "link", "unlink", "fsync_dir", "open_for_append", "mkdir", "rmdir")


class Steps:
    """Counts steps and does something at one of them."""

    def __init__(self) -> None:
        self.count = 0
        self.at = 0
        self.do: Callable[[], None] = lambda: None

    def __call__(self, *_: object) -> None:
        self.count += 1
        if self.count == self.at:
            self.do()


class SteppingFilesystem(Filesystem):
    """The real disk, which calls before each change."""

    def __init__(self, step: Callable[[], None]) -> None:
        for name in CHANGES:
            setattr(self, name, self._stepping(getattr(super(), name), step))

    @staticmethod
    def _stepping(operation: Callable[..., object], step: Callable[[], None]) -> Callable[..., object]:
        def stepped(*args: object) -> object:
            step()
            return operation(*args)

        return stepped


def steps_of(folder: Path, scenario: Scenario) -> int:
    """How many steps one visit has."""
    folder.mkdir()
    steps = Steps()
    house, twin, _ = moved_in(folder, scenario, SteppingFilesystem(steps))
    twin.before = twin.after = steps
    steps.count = 0
    house.visit()
    house.stop()
    return steps.count


def killed_at(folder: Path, scenario: Scenario, step: int) -> str:
    """Deliver in a child process that is killed at a step; what is wrong after the restart."""
    folder.mkdir()
    steps = Steps()
    house, twin, edit = moved_in(folder, scenario, SteppingFilesystem(steps))
    child = os.fork()
    if child == 0:
        steps.count, steps.at, steps.do = 0, step, lambda: os.kill(os.getpid(), signal.SIGKILL)
        twin.before = twin.after = steps
        try:
            house.visit()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    house.restart()
    twin.before = twin.after = nothing_happens
    go_on(house, edit)
    found = fault(house, twin, scenario, edit)
    house.stop()
    return found


@pytest.mark.parametrize("scenario", OVER_EACH, ids=lambda one: one.name)
def test_nothing_is_lost_and_nothing_is_done_twice(tmp_path, scenario):
    points = steps_of(tmp_path / "count", scenario)
    assert points >= 25

    faults = {
        step: found for step in some_of(1, points, 3) if (found := killed_at(tmp_path / str(step), scenario, step))
    }

    print(f"{scenario.name}: killed at {points} steps", file=sys.stderr)
    assert faults == {}


def test_the_harness_sees_a_grant_that_is_sent_again_blindly(tmp_path, monkeypatch):
    """Break the promise once: an edit that was cut is taken for one that was never sent."""

    def blind(visit, edit):
        return visit.move(edit, EditState.QUEUED)

    monkeypatch.setattr(courier, "look_for_grant", blind)
    scenario = OVER_EACH[0]
    points = steps_of(tmp_path / "count", scenario)

    found = [killed_at(tmp_path / str(step), scenario, step) for step in range(1, points, 3)]

    assert any("3600 s were given" in one for one in found)
