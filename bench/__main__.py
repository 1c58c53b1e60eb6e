"""Measure the program on this machine: ``python -m bench [--servers N] [--json]``, or ``make bench``.

Everything is on loopback and gone afterwards, also after a Ctrl-C. Whatever else the machine does meets our figures and
those beside them alike: read the ratios first.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType

from bench.all_up import all_up
from bench.bridge import bridge
from bench.figures import Figure
from bench.granting import granting
from bench.history import history
from bench.on_disk import Storage
from bench.outage import KINDS
from bench.outages import outages
from bench.pages import pages
from bench.room import Room, open_room
from bench.table import as_json, machine, table
from bench.worker import Worker
from process import raise_descriptor_limit
from servers.models import MAX_SERVERS

SIZES = (1, 10, 50, 250)
SMALL = 10


def main() -> int:
    """Measure and print; the exit code is 0 also where a promise is broken: another machine may keep it."""
    options = _options()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    raise_descriptor_limit()
    began, figures = time.monotonic(), []
    try:
        with open_room(options.servers or max(SIZES)) as room:
            for figure in large(room, options.servers) if options.servers else usual(room):
                figures.append(figure)
                print(f"{time.monotonic() - began:5.0f} s  {figure.group}: {figure.what}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    seconds = time.monotonic() - began
    if options.json:
        print(as_json(figures, seconds))
    else:
        about = machine()
        print(table(figures))
        print(f"\n{seconds:.0f} s, {about['cpus']} processors, load {about['load']}, {about['system']}")
    return 0


def usual(room: Room) -> Iterator[Figure]:
    """What fits into four minutes."""
    yield from all_up(room, SIZES)
    yield from pages()
    yield from bridge()
    yield from history()
    yield from outages(room, SIZES[1:], KINDS)
    with Worker(Storage, room.fresh_data()) as storage:
        yield from storage.call("figures")
    if os.geteuid() == 0:
        yield from granting()
    else:
        print("the real Timekpr takes root: no grant was measured", file=sys.stderr)


def large(room: Room, servers: int) -> Iterator[Figure]:
    """One fleet, and the outages that are worst for it."""
    yield from all_up(room, (SMALL, servers))
    for kinds in (KINDS, ("stalled",), ("broken",)):
        yield from outages(room, (servers,), kinds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the program on this machine.")
    parser.add_argument("--servers", type=int, help=f"a fleet of so many instead, {SMALL + 1} to {MAX_SERVERS}")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if options.servers is not None and not SMALL < options.servers <= MAX_SERVERS:
        parser.error(f"--servers takes {SMALL + 1} to {MAX_SERVERS}")
    return options


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    """End, and let nothing interrupt the cleaning up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
