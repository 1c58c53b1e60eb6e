"""Which ways there are to change something on a computer, and why the others do not work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from channels.words import BUS_USERS, TIMEKPRA_USERS, WHO_AM_I, bus_said, one_line
from errors import MachineError
from i18n import N_, Message
from ssh_client.commands import REFUSED
from ssh_client.files import RemoteFile
from ssh_client.pull import Machine
from timekpr_rules import Version, parse_version

NOT_FOUND: Final = 127
TIMEKPRA_PROGRAM: Final = "/usr/bin/timekpra"
CONSTANTS: Final = "/common/constants/constants.py"


class Channel(StrEnum):
    """A way to change something, best first."""

    DBUS = "dbus"
    """Timekpr's own interface: at once, with a real answer."""
    TIMEKPRA = "timekpra"
    """Timekpr's command line: at once."""
    FILES = "files"
    """The file is replaced; Timekpr takes it in within half a minute. Not for time of today."""


GATE: Final = Message(N_("our account may not run it: the gate or sshd refuses."))
NOT_IN_GROUP: Final = Message(N_("our account is not in the group timekpr there."))
NOT_RUNNING: Final = Message(N_("Timekpr's service is not running there."))
NO_BUS: Final = Message(N_("there is no system D-Bus."))
NO_ANSWER: Final = Message(N_("Timekpr's service there does not answer."))
NO_PROGRAM: Final = N_("there is no {program} there.")
REASONS: Final = (
    ("access denied", NOT_IN_GROUP),
    ("not provided", NOT_RUNNING),
    ("serviceunknown", NOT_RUNNING),
    ("no such file or directory", NO_BUS),
    ("failed to connect", NO_BUS),
    ("timed out", NO_ANSWER),
    ("timeout", NO_ANSWER),
)
"""What stands in an answer that failed, and what it means."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What was found out of a computer. Each channel that does not work has its reason."""

    at: datetime
    broken: dict[Channel, Message] = field(default_factory=dict)

    def works(self, channel: Channel) -> bool:
        """Whether this way can be taken."""
        return channel not in self.broken

    @property
    def best(self) -> Channel | None:
        """The way that is taken by itself."""
        return next((channel for channel in Channel if self.works(channel)), None)


def discover(machine: Machine, now: datetime) -> Ways:
    """Try all ways, without changing anything. Raises MachineError if the computer is lost meanwhile."""
    found = {channel: why_not(channel, machine) for channel in Channel}
    return Ways(now, {channel: why for channel, why in found.items() if why is not None})


def why_not(channel: Channel, machine: Machine) -> Message | None:
    """Try one way: why it does not work; None if it does. Raises MachineError."""
    match channel:
        case Channel.DBUS:
            return _dbus(machine)
        case Channel.TIMEKPRA:
            return _timekpra(machine)
        case Channel.FILES:
            return _files(machine)


def dbus_only(machine: Machine, now: datetime) -> Ways | None:
    """The ways of a computer whose best one works; None if that one does not, so that all have to be tried.

    The usual case in one step: a parent is waiting.
    """
    return Ways(now) if _dbus(machine) is None else None


def is_running(machine: Machine) -> bool | None:
    """Whether Timekpr's service runs; None where that cannot be told. It is asked for nothing that changes anything.

    Raises MachineError if the computer is lost meanwhile.
    """
    result = machine.run(BUS_USERS)
    if result.status == 0 and bus_said(result.status, result.output).done:
        return True
    return False if _reason(result.status, result.output, "busctl") is NOT_RUNNING else None


def version(machine: Machine) -> Version | None:
    """Timekpr's version, from its own files: the first line of ``timekpra`` says where they are."""
    program = machine.read(TIMEKPRA_PROGRAM)[TIMEKPRA_PROGRAM]
    if not isinstance(program, RemoteFile):
        return None
    words = program.data[:300].decode("utf-8", "replace").split()
    script = next((word for word in words if word.endswith("/client/timekpra.py") and word.startswith("/")), "")
    if not script or len(script) > 200 or not script.isprintable() or "/../" in script:
        return None
    path = script.removesuffix("/client/timekpra.py") + CONSTANTS
    constants = machine.read(path)[path]
    if isinstance(constants, MachineError):
        return None
    for line in constants.data.decode("utf-8", "replace").split("\n"):
        if line.startswith("TK_VERSION"):
            return parse_version(line)
    return None


def _dbus(machine: Machine) -> Message | None:
    result = machine.run(BUS_USERS)
    if result.status == 0 and bus_said(result.status, result.output).done:
        return None
    return _reason(result.status, result.output, "busctl")


def _timekpra(machine: Machine) -> Message | None:
    result = machine.run(TIMEKPRA_USERS)
    failed = any(mark in result.output.lower() for mark in ("failed", "traceback", "denied"))
    if result.status == 0 and result.output.strip() and not failed:
        return None
    return _reason(result.status, result.output, "timekpra")


def _files(machine: Machine) -> Message | None:
    """Only root may: a folder that others may write to would make them root."""
    result = machine.run(WHO_AM_I)
    if result.status == 0 and result.output.strip() == "0":
        return None
    return Message(N_("our account is not root there, so it cannot replace Timekpr's files."))


def _reason(status: int | None, output: str, program: str) -> Message:
    if status == REFUSED:
        return GATE
    if status == NOT_FOUND:
        return Message(NO_PROGRAM, {"program": program})
    for mark, reason in REASONS:
        if mark in output.lower():
            return reason
    return Message(N_("{program} answers: {answer}"), {"program": program, "answer": one_line(output) or "-"})
