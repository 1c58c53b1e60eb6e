"""One computer of the demo: a machine, the Timekpr on it, and what people do there."""

from __future__ import annotations

from dataclasses import dataclass

from demo.children import Child
from demo.daemon import PlayedTimekpr
from demo.disk import install
from demo.machine import PlayedMachine
from demo.shell import PlayedShell


@dataclass(frozen=True, slots=True)
class Part:
    """A computer before it is built. ``speed``: seconds of use that one real second stands for."""

    name: str
    children: tuple[Child, ...]
    speed: float
    clock_ahead: float = 0.0
    """Seconds by which its clock is wrong."""
    starts_off: bool = False
    has_busctl: bool = True
    """Whether Timekpr can be called on D-Bus; if not, timekpra is the only way."""


class Computer:
    """What can happen to a computer of the demo. The story's thread calls this; commands come from the machine's."""

    def __init__(self, part: Part, machine: PlayedMachine) -> None:
        self.part = part
        self.machine = machine
        right_now = machine.now()
        machine.clock_ahead = part.clock_ahead
        install(machine.root)
        self.timekpr = PlayedTimekpr(machine.root, machine.now(), speed=part.speed)
        now = machine.now()
        for child in part.children:
            self.timekpr.add_user(child.login, child.rules(right_now), child.used(now), now, child.name)
        machine.shell = PlayedShell(self.timekpr, bus=part.has_busctl, root=machine.writable)
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

    def set_limit(self, user: str, day: int, seconds: int) -> None:
        """Somebody changes the limit of a weekday (1 is Monday) at the computer itself."""
        if self.machine.is_on:
            self.timekpr.set_limit(user, day, seconds, self.machine.now())

    def power_off(self) -> None:
        """It is shut down; everybody is logged out."""
        self.timekpr.stop(self.machine.now())
        self.machine.switch_off()

    def power_on(self) -> None:
        """It is switched on; nobody is logged in."""
        self.timekpr.start()
        self.machine.switch_on()

    def tamper(self, user: str) -> None:
        """A child finds the file of its rules and adds a line; Timekpr cannot read the file any more."""
        path = self.timekpr.disk.config(user)
        path.write_bytes(path.read_bytes() + b"\nPLAYTIME_ENABLED = True\n")
