"""One grant on a computer with nothing else to do: from the tap until it is in Timekpr's own file, and until confirmed.

The computer has the real Timekpr behind a real sshd. The reference is what a person would do: OpenSSH's client and
``timekpra``, over a new connection, in the same run.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.figures import Figure, Promise
from clock import SystemClock
from editing import Asked
from opening import open_core
from own_key import PRIVATE
from pending import Through
from services import Services
from ssh_client.keys import HostKey
from timekpr_rules import DayRule, Grant, Interval, Operation, UserConfig, new_user_config
from workbench.real_computer import RealComputer
from workbench.timekprd import RealTimekpr

USER = "tkbench"
GROUP = "one grant, real Timekpr"
TURNS = 10
PATIENCE = 20.0
PROMISE = Promise(1.0)
MINUTE = Grant(Operation.ADD, 60)
RULES = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(0, 1440),)),) * 7)


def granting() -> Iterator[Figure]:
    """The figures; needs root, as Timekpr does."""
    with (
        RealTimekpr((USER,)) as timekpr,
        RealComputer(timekpr, "", "member") as computer,
        tempfile.TemporaryDirectory(prefix="timekpr-mngr-bench-") as folder,
    ):
        yield from _measured(timekpr, computer, Path(folder))


def _measured(timekpr: RealTimekpr, computer: RealComputer, folder: Path) -> Iterator[Figure]:
    timekpr.fresh_user(USER, new_user_config(USER, RULES))
    core = open_core(folder / "data", SystemClock(), writer=True)
    with core.store:
        services = Services(core)
        (computer.sshd.root / "authorized_keys").write_text(services.public_key() + "\n")
        core.fleet.add("pc", computer.host, port=computer.sshd.port, account=computer.sshd.account)
        core.fleet.add_user("pc", USER)
        core.known_hosts.trust(computer.host, computer.sshd.port, HostKey.from_line(computer.sshd.host_key_line))
        services.thread.start()
        try:
            _until(lambda: services.syncer.state("pc").read_at)
            by_hand = _median(lambda: _by_hand(timekpr, computer, folder))
            confirmed: list[float] = []
            visible = _median(lambda: _by_us(timekpr, services, confirmed))
            yield Figure(GROUP, "visible on the computer", visible, "s", by_hand, "ssh and timekpra", promise=PROMISE)
            yield Figure(GROUP, "confirmed", statistics.median(confirmed), "s", by_hand, "ssh and timekpra")
        finally:
            services.thread.stop()


def _by_us(timekpr: RealTimekpr, services: Services, confirmed: list[float]) -> float:
    before, began = timekpr.saved(USER), time.monotonic()
    edit = services.editing.grant("pc", USER, MINUTE, Asked("bench", Through.COMMAND)).edit
    _until(lambda: timekpr.saved(USER) != before)
    visible = time.monotonic() - began
    _until(lambda: not services.queue.get(edit.id).is_open)
    confirmed.append(time.monotonic() - began)
    return visible


def _by_hand(timekpr: RealTimekpr, computer: RealComputer, folder: Path) -> float:
    key = folder / "data" / Path(*PRIVATE)
    known = folder / "known"
    known.write_text(f"[{computer.host}]:{computer.sshd.port} {computer.sshd.host_key_line}\n")
    before, began = timekpr.saved(USER), time.monotonic()
    options = ("-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known}", "-i", str(key))
    where = ("-p", str(computer.sshd.port), f"{computer.sshd.account}@{computer.host}")
    command = f"timekpra --settimeleft {USER} + 60"
    subprocess.run(["ssh", *options, *where, command], check=True, stdin=subprocess.DEVNULL, capture_output=True)
    _until(lambda: timekpr.saved(USER) != before)
    return time.monotonic() - began


def _median(turn: Callable[[], float]) -> float:
    return statistics.median(turn() for _ in range(TURNS))


def _until(there: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > end:
            raise TimeoutError("nothing has come")
        time.sleep(0.002)
