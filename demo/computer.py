"""One computer of the demo: a machine, the Timekpr on it, and what people do there."""

from __future__ import annotations

from dataclasses import dataclass

from demo.children import Child
from demo.daemon import PlayedTimekpr
from demo.machine import PlayedMachine


@dataclass(frozen=True, slots=True)
class Part:
    """A computer before it is built. ``speed``: seconds of use that one real second stands for."""

    name: str
    children: tuple[Child, ...]
    speed: float
    clock_ahead: float = 0.0
    """Seconds by which its clock is wrong."""
    starts_off: bool = False


class Computer:
    """What can happen to a computer of the demo. Used by one thread alone."""

    def __init__(self, part: Part, machine: PlayedMachine) -> None:
        self.part = part
        self.machine = machine
        right_now = machine.now()
        machine.clock_ahead = part.clock_ahead
        self.timekpr = PlayedTimekpr(machine.root, machine.now(), speed=part.speed)
        for child in part.children:
            self.timekpr.add_user(child.login, child.rules(right_now), child.used(machine.now()), machine.now())
        if part.starts_off:
            machine.switch_off()

    def tick(self) -> None:
        """Let Timekpr do its work, if the computer is on."""
        if self.machine.is_on:
            self.timekpr.tick(self.machine.now())

    def log_in(self, user: str) -> None:
        """A child sits down; one who is there already stays."""
        if self.machine.is_on:
            self.timekpr.log_in(user, self.machine.now())

    def log_out(self, user: str) -> None:
        """A child leaves."""
        self.timekpr.log_out(user, self.machine.now())

    def play(self, user: str) -> None:
        """A child who is there starts a game."""
        self.timekpr.play(user)

    def give(self, user: str, seconds: int) -> None:
        """Somebody gives time at the computer itself."""
        if self.machine.is_on:
            self.timekpr.give(user, seconds, self.machine.now())

    def power_off(self) -> None:
        """It is shut down; everybody is logged out."""
        self.timekpr.stop(self.machine.now())
        self.machine.switch_off()

    def power_on(self) -> None:
        """It is switched on; nobody is logged in."""
        self.machine.switch_on()

    def tamper(self, user: str) -> None:
        """A child finds the file of its rules and adds a line; Timekpr cannot read the file any more."""
        path = self.timekpr.disk.config(user)
        path.write_bytes(path.read_bytes() + b"\nPLAYTIME_ENABLED = True\n")
