"""The script is played on time, once per round, and never made up for."""

import random
from datetime import UTC, datetime

import pytest

from clock import FakeClock
from demo import story
from demo.story import ROUND, SCRIPT, Beat, Story


class Desk:
    """Stands for a computer and notes what is done with it."""

    def __init__(self):
        self.done = []
        self.ticks = 0

    def tick(self):
        self.ticks += 1


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(
        story,
        "SCRIPT",
        (
            Beat(0, "PC", lambda pc: pc.done.append("begin")),
            Beat(100, "PC", lambda pc: pc.done.append("once"), once=True),
            Beat(200, "PC", lambda pc: pc.done.append("again")),
        ),
    )
    return Desk()


@pytest.fixture
def clock():
    return FakeClock(datetime(2026, 11, 18, 15, 20, tzinfo=UTC))


@pytest.fixture
def played(desk, clock):
    return Story({"PC": desk}, clock, random.Random(1))


def test_a_round_begins_at_once(played, desk):
    played.step()
    assert desk.done == ["begin"]


def test_nothing_happens_before_its_time_or_twice(played, desk, clock):
    for _ in range(99):
        played.step()
        clock.advance(1)
    assert desk.done == ["begin"]
    for _ in range(10):
        clock.advance(1)
        played.step()
    assert desk.done == ["begin", "once"]


def test_every_round_is_the_same_but_for_what_happens_once(played, desk, clock):
    for _ in range(int(3 * ROUND)):
        played.step()
        clock.advance(1)
    assert desk.done == ["begin", "once", "again", "begin", "again", "begin", "again"]


def test_after_a_long_pause_only_the_last_round_happens(played, desk, clock):
    played.step()
    clock.advance(100 * ROUND + 10)
    played.step()
    assert desk.done == ["begin", "again", "begin"]


def test_every_step_lets_every_computer_tick(played, desk, clock):
    for _ in range(5):
        played.step()
        clock.advance(1)
    assert desk.ticks == 5


@pytest.mark.parametrize("seed", range(20))
def test_no_seed_changes_the_order_of_what_happens_to_a_computer(seed, clock):
    played = Story({}, clock, random.Random(seed))._script
    for name in {beat.computer for beat in SCRIPT}:
        assert [beat.do for beat in played if beat.computer == name] == [
            beat.do for beat in SCRIPT if beat.computer == name
        ]
    assert all(beat.second < ROUND for beat in played)
