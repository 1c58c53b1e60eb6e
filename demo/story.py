"""The cast of the demo and what happens to it, a round of twelve minutes that comes again and again.

Only the first round changes rules or files, so what is changed from outside later stays changed; all others only let
children come and go and a computer be off for a while, and give back the time that a round uses up.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from clock import Clock
from demo import children as may
from demo.children import HOUR, MINUTE, Child
from demo.computer import Computer, Part

TICK: Final = 1.0
"""Seconds between two looks at the script."""
ROUND: Final = 12.0 * MINUTE

CAST: Final = (
    Part(
        "PC-Anna",
        (
            Child("anna", "Anna", may.half_an_hour_left, may.used_today),
            Child("emma", "Emma", may.closed_for_now, may.here_before_closing),
        ),
        speed=20,
    ),
    Part(
        "PC-Ben",
        (
            Child("ben", "Ben", may.plays, may.has_played),
            Child("carla", "Carla", may.closed_today, may.here_yesterday),
        ),
        speed=6,
    ),
    Part(
        "Laptop",
        (
            Child("carla", "Carla", may.opens_in_an_hour, may.used_today),
            Child("anna", "Anna", may.school_days, may.here_yesterday),
        ),
        speed=6,
        clock_ahead=3 * HOUR,
        has_busctl=False,
    ),
    Part(
        "School-01",
        (
            Child("david", "David", may.lesson, may.here_for_lessons),
            Child("finn", "Finn", may.school_days, may.here_yesterday),
            Child("ida", "Ida", may.school_days, may.here_yesterday),
        ),
        speed=10,
    ),
    Part(
        "School-02",
        (
            Child("david", "David", may.school_days, may.here_yesterday),
            Child("ida", "Ida", may.school_days, may.here_yesterday),
        ),
        speed=10,
        starts_off=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something that happens at a second of the round; ``once``: in the first round alone."""

    second: float
    computer: str
    do: Callable[[Computer], None]
    once: bool = False


SCRIPT: Final = (
    Beat(0, "PC-Anna", lambda pc: pc.log_in("anna")),
    Beat(0, "PC-Ben", lambda pc: pc.log_in("ben")),
    Beat(0, "Laptop", lambda pc: pc.log_in("carla")),
    Beat(0, "School-01", lambda pc: pc.log_in("david")),
    Beat(20, "PC-Ben", lambda pc: pc.play("ben")),
    Beat(45, "School-01", lambda pc: pc.tamper("finn"), once=True),
    # A parent at the computer itself lets him have more on Saturdays.
    Beat(60, "PC-Ben", lambda pc: pc.set_limit("ben", 6, 4 * HOUR), once=True),
    # About now Anna's half an hour is over; she tries again, as children do.
    Beat(150, "PC-Anna", lambda pc: pc.log_in("anna")),
    Beat(160, "PC-Ben", Computer.power_off),
    Beat(260, "PC-Ben", Computer.power_on),
    Beat(275, "PC-Ben", lambda pc: pc.log_in("ben")),
    Beat(300, "PC-Ben", lambda pc: pc.play("ben")),
    Beat(400, "Laptop", lambda pc: pc.log_out("carla")),
    Beat(430, "PC-Anna", lambda pc: pc.give("anna", 60 * MINUTE)),
    Beat(440, "PC-Anna", lambda pc: pc.log_in("anna")),
    Beat(500, "School-01", lambda pc: pc.log_out("david")),
    Beat(520, "PC-Anna", lambda pc: pc.log_out("anna")),
    Beat(600, "PC-Ben", lambda pc: pc.give("ben", 60 * MINUTE)),
)


class Story:
    """Lets the script happen. The same seed and clock make the same story; one thread alone calls :meth:`step`."""

    def __init__(self, computers: Mapping[str, Computer], clock: Clock, rng: random.Random) -> None:
        self._computers = computers
        self._clock = clock
        self._begin = clock.monotonic()
        self._played_until = -TICK
        # Nothing in a real house happens on the second.
        self._script = sorted((later(beat, rng.uniform(0, 5)) for beat in SCRIPT), key=lambda beat: beat.second)

    def run(self, stop: threading.Event) -> None:
        """Let it happen until it shall stop."""
        while not stop.is_set():
            self.step()
            self._clock.wait(stop, TICK)

    def step(self) -> None:
        """What has been due since the last step, at most the last round of it."""
        until = self._clock.monotonic() - self._begin
        for beat in self._due(max(self._played_until, until - ROUND), until):
            beat.do(self._computers[beat.computer])
        self._played_until = until
        for computer in self._computers.values():
            computer.tick()

    def _due(self, after: float, until: float) -> Iterator[Beat]:
        for number in range(max(0, int(after // ROUND)), int(until // ROUND) + 1):
            for beat in self._script:
                if after < number * ROUND + beat.second <= until and not (beat.once and number):
                    yield beat


def later(beat: Beat, seconds: float) -> Beat:
    """The same a little later; what begins the round still begins it."""
    return replace(beat, second=beat.second + seconds) if beat.second else beat
