"""The demo from outside: start it, register its machines, let it run."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clock import Clock
from demo.computer import Computer
from demo.machine import PlayedMachine
from demo.room import DEADLINE, MachineRoom
from demo.story import CAST, Story
from demo.wire import ACCOUNT, HOST

LOCALTIME: Final = Path("/etc/localtime")


@dataclass(frozen=True, slots=True)
class CastMachine:
    """What has to be known to register a machine as a server; ``children`` maps its logins to the children's names."""

    name: str
    host: str
    port: int
    account: str
    host_key: str
    """As in known_hosts, without a name: "ssh-ed25519 AAAA…"."""
    children: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """The machines of a running demo; ``computers`` gives access to what they play, by name."""

    machines: tuple[CastMachine, ...]
    computers: dict[str, Computer]


@contextmanager
def start(public_key_line: str, clock: Clock, *, zone: ZoneInfo | None = None, seed: int = 1) -> Iterator[Cast]:
    """Start the machines, which take that key, and let the story run in the background until the context ends.

    ``zone`` is where the machines stand; if it is not given, where this program runs.
    """
    with stage(public_key_line, clock, zone=zone or home_zone()) as cast, ExitStack() as ending:
        story = Story(cast.computers, clock, random.Random(seed))
        story.step()
        stop = threading.Event()
        thread = threading.Thread(target=story.run, args=[stop], name="demo-story", daemon=True)
        thread.start()
        ending.callback(thread.join, DEADLINE)
        ending.callback(stop.set)
        yield cast


@contextmanager
def stage(public_key_line: str, clock: Clock, *, zone: ZoneInfo) -> Iterator[Cast]:
    """The machines as they are before anything happens, and nothing happens by itself."""
    with MachineRoom() as room:
        computers = [
            Computer(part, PlayedMachine(room, part.name, public_key_line, clock=clock, zone=zone)) for part in CAST
        ]
        yield Cast(
            tuple(described(computer) for computer in computers),
            {computer.part.name: computer for computer in computers},
        )


def described(computer: Computer) -> CastMachine:
    """What others have to know of a computer."""
    return CastMachine(
        name=computer.part.name,
        host=HOST,
        port=computer.machine.port,
        account=ACCOUNT,
        host_key=computer.machine.host_key,
        children={child.login: child.name for child in computer.part.children},
    )


def home_zone() -> ZoneInfo:
    """The zone of this machine; UTC where it does not say."""
    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath(LOCALTIME).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")
