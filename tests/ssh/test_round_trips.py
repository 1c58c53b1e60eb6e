"""Round trips are what a cycle costs over a slow network, so they are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.computers import timekpr_tree
from workbench.proxy import RoundTripCounter

from .conftest import Computer

pytestmark = pytest.mark.real


MOST = 12


def round_trips(computer: Computer, users: tuple[str, ...], *, ask_clock: bool, quiet: float) -> int:
    with RoundTripCounter(computer.port, quiet=quiet) as counter:
        outcome = computer.pull(computer.request(users=users, ask_clock=ask_clock), computer.target(port=counter.port))
        assert outcome.error is None
        return counter.count


def test_a_fresh_cycle_takes_at_most_twelve_and_further_users_or_the_clock_cost_none(
    computer: Computer, tmp_path: Path
) -> None:
    many = tuple(f"child{number}" for number in range(12))
    timekpr_tree(tmp_path / "school", many)
    school = replace(computer, root=tmp_path / "school")

    for quiet in (0.2, 0.6, 1.2):  # a pause of a loaded machine looks like one more: then it is counted more slowly
        with_two = round_trips(computer, ("anna", "ben"), ask_clock=False, quiet=quiet)
        with_many = round_trips(school, many, ask_clock=True, quiet=quiet)
        if with_two <= MOST and with_many == with_two:
            return
    pytest.fail(f"{with_two} round trips for two users, {with_many} for twelve and the clock")
