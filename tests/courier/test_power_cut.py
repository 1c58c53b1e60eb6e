"""The power goes at any operation of our disk: what was not forced out may be there, gone, or half there."""

from __future__ import annotations

import random

import pytest

from tests.courier.conftest import House
from tests.courier.scenarios import OVER_EACH, Scenario, fault, go_on, moved_in
from tests.storage.power import PowerCutFilesystem
from tests.support.sampling import some_of

WHAT_IS_LEFT = [(0.0, 0.0), (0.5, 0.5), (1.0, 0.0), (0.8, 0.2)]
"""The chance of each unsynced name, and of each file's unsynced bytes."""


MOST_STEPS = 1000


class Dark(BaseException):
    """The power is gone; nothing else is done, not even what stands in a finally."""


def cut_at(folder, scenario: Scenario, step: int, left: tuple[float, float]) -> tuple[bool, str]:
    """Whether the visit came so far, and what is wrong after the power is back."""
    folder.mkdir()
    filesystem = PowerCutFilesystem(folder / "data")
    house, twin, edit = moved_in(folder, scenario, filesystem)
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1
        if counted == step:
            raise Dark

    filesystem.before_each = count
    try:
        house.visit()
    except Dark:
        pass
    else:
        house.stop()
        return False, ""
    filesystem.before_each = lambda: None
    house.stop()
    filesystem.leave_behind(folder / "later", random.Random(f"{step}{left}"), names=left[0], data=left[1])
    later = House(folder / "later", house.clock)
    later.twins = house.twins
    go_on(later, edit)
    found = fault(later, twin, scenario, edit)
    later.stop()
    return True, found


@pytest.mark.parametrize("left", WHAT_IS_LEFT, ids=str)
@pytest.mark.parametrize("scenario", [OVER_EACH[3], OVER_EACH[4]], ids=lambda one: one.name)
def test_an_accepted_edit_survives_and_is_done_once(tmp_path, scenario, left):
    faults, more = {}, True
    for step in some_of(1, MOST_STEPS, 4):
        more, found = cut_at(tmp_path / str(step), scenario, step, left)
        if found:
            faults[step] = found
        if not more:
            break

    assert faults == {}
    assert step > 30
    assert not more
