"""Round trips are what a cycle costs over a slow network, so they are counted."""

from __future__ import annotations

import pytest

from workbench.computers import timekpr_tree
from workbench.proxy import RoundTripCounter

from .conftest import Computer

pytestmark = pytest.mark.real


def round_trips(computer: Computer, users: tuple[str, ...], *, ask_clock: bool) -> int:
    with RoundTripCounter(computer.port) as counter:
        outcome = computer.pull(computer.request(users=users, ask_clock=ask_clock), computer.target(port=counter.port))
        assert outcome.error is None
        return counter.count


def test_a_fresh_cycle_takes_at_most_twelve_and_further_users_or_the_clock_cost_none(
    computer: Computer, tmp_path
) -> None:
    many = tuple(f"child{number}" for number in range(12))
    timekpr_tree(tmp_path / "school", many)
    with_two = round_trips(computer, ("anna", "ben"), ask_clock=False)
    computer.root = tmp_path / "school"

    assert with_two <= 12
    assert round_trips(computer, many, ask_clock=True) == with_two
