"""Whenever the demo is started, there is something of every kind to look at."""

from datetime import timedelta

import pytest

from tests.demo.playing import played
from timekpr_rules import Reason

STARTS = {
    "afternoon": (2026, 11, 18, 15, 20),
    "just before midnight": (2026, 11, 18, 23, 50),
    "just after midnight": (2026, 11, 19, 0, 10),
    "at midnight": (2026, 11, 19, 0, 0),
    "Sunday night": (2026, 11, 22, 23, 50),
    "New Year": (2026, 12, 31, 23, 55),
    "clocks go forward": (2026, 3, 29, 1, 55),
    "clocks go back": (2026, 10, 25, 2, 50),
}


@pytest.mark.parametrize("moment", STARTS.values(), ids=STARTS)
def test_it_begins_with_every_kind_of_child(public_key_line, moment):
    with played(public_key_line, moment) as demo:
        anna = demo.left("PC-Anna", "anna")
        assert demo.is_there("PC-Anna", "anna")
        assert anna.open_now
        assert anna.seconds == 30 * 60 or anna.reason is Reason.HOURS

        emma = demo.left("PC-Anna", "emma")
        assert not emma.open_now
        opens_at_the_latest = demo.now("PC-Anna") + timedelta(minutes=90)
        if opens_at_the_latest.date() == demo.now("PC-Anna").date():
            assert opens_at_the_latest - timedelta(minutes=30) < emma.opens <= opens_at_the_latest
        else:
            assert emma.opens is None or emma.opens > opens_at_the_latest - timedelta(minutes=30)

        assert demo.is_there("PC-Ben", "ben")
        assert demo.left("PC-Ben", "ben").playtime >= 60 * 60
        assert demo.left("PC-Ben", "carla").reason is Reason.DAY_CLOSED
        assert demo.is_there("School-01", "david")
        assert demo.left("School-01", "david").unaccounted
        assert not demo.cast.computers["School-02"].machine.is_on

        assert demo.is_there("Laptop", "carla")
        assert demo.left("Laptop", "carla").open_now
        assert demo.now("Laptop") != demo.now("PC-Anna")
        assert not demo.left("Laptop", "carla", now=demo.now("PC-Anna")).open_now

        for computer in demo.cast.computers.values():
            now = computer.machine.now()
            so_far = now.timestamp() - now.replace(hour=0, minute=0, second=0).timestamp()
            for child in computer.part.children:
                assert demo.codes(computer.part.name, child.login) == set()
                assert demo.left(computer.part.name, child.login).used <= so_far
