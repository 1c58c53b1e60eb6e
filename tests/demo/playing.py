"""The demo with a clock that only the test moves."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from clock import FakeClock
from demo.cast import Cast, stage
from demo.story import Story
from tests.demo.house import BERLIN
from timekpr_rules import MainConfig, TimeLeft, read_time_file, read_user_config, time_left

MAIN = MainConfig(playtime_enabled=True)


@dataclass
class Playing:
    cast: Cast
    story: Story
    clock: FakeClock

    def __post_init__(self):
        self.began = self.clock.monotonic()

    def until(self, second):
        """Play until so many seconds after the beginning."""
        while self.clock.monotonic() - self.began < second:
            self.clock.advance(1)
            self.story.step()
        return self

    def now(self, computer):
        return self.cast.computers[computer].machine.now().replace(tzinfo=None)

    def left(self, computer, user, now=None) -> TimeLeft:
        """What the program would show for a child's files, by the computer's own clock if nothing else is said."""
        disk = self.cast.computers[computer].timekpr.disk
        config = read_user_config(disk.config(user).read_bytes(), user)
        spent = read_time_file(disk.time(user).read_bytes(), user)
        assert spent.findings == ()
        return time_left(config.model, MAIN, spent.model, now or self.now(computer))

    def is_there(self, computer, user):
        return user in self.cast.computers[computer].timekpr.users

    def codes(self, computer, user):
        path = self.cast.computers[computer].timekpr.disk.config(user)
        return {finding.code for finding in read_user_config(path.read_bytes(), user).findings}

    def files(self):
        return {
            (computer.part.name, path.name): path.read_bytes()
            for computer in self.cast.computers.values()
            for path in computer.machine.root.rglob("*")
            if path.is_file()
        }


@contextmanager
def played(public_key_line, moment, seed=1) -> Iterator[Playing]:
    """Started at a moment of wall time; the first step is done."""
    clock = FakeClock(datetime(*moment, tzinfo=BERLIN))
    with stage(public_key_line, clock, zone=BERLIN) as cast:
        story = Story(cast.computers, clock, random.Random(seed))
        story.step()
        yield Playing(cast, story, clock)
