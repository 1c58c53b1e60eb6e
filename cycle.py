"""One cycle: every server once, side by side, and what came of it."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from adopt import Adopted, Adopter, directories_of
from channels.discover import is_running, version
from clock import Clock
from courier import Courier
from errors import HostKeyChanged, HostKeyUnknown
from pending import Edit
from servers import Fleet, Server
from ssh_client.dispatch import Dispatcher, Outcome, Target
from ssh_client.keys import ClientKey
from ssh_client.known_hosts import KnownHosts
from ssh_client.limits import Limits
from ssh_client.pull import Machine, Request
from ssh_client.resolve import Resolver
from ssh_client.transport import Login
from state import ServerStatus, went_quiet
from status_file import StatusFile
from storage import Store
from visits import Visit, Visits

logger = logging.getLogger(__name__)

PATIENCE = 4
"""After so many failures in a row a server is tried every second cycle, after twice as many every third."""


@dataclass(frozen=True, slots=True)
class ServerReport:
    """What one cycle did with one server."""

    server: Server
    status: ServerStatus
    changed: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    """The edits whose state has changed."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of one server in its worker thread."""

    status: ServerStatus
    changed: tuple[str, ...]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class CycleReport:
    """One cycle: when it began (UTC), how long it took, and each server that was tried."""

    started: datetime
    seconds: float
    servers: tuple[ServerReport, ...]


@dataclass(frozen=True, slots=True)
class _Target(Target):
    """A server as it was when it was chosen. ``generation`` tells whether it is still that one when it has answered."""

    server: Server
    generation: int


class Syncer:
    """Runs cycles over the fleet and holds the state of every server.

    :meth:`cycle` is for one thread at a time; everything else may be called from any.
    """

    def __init__(
        self,
        *,
        store: Store,
        fleet: Fleet,
        key: ClientKey,
        known_hosts: KnownHosts,
        clock: Clock,
        limits: Limits | None = None,
        courier: Courier | None = None,
        on_change: Callable[[Server, ServerStatus], None] = lambda _server, _status: None,
    ) -> None:
        """``courier`` takes the edits along; without one nothing is ever changed on a server.

        ``on_change`` is called in the thread of the cycle for each server that has a new state.
        """
        self._fleet = fleet
        self._key = key
        self._known_hosts = known_hosts
        self._clock = clock
        self._limits = limits or Limits()
        self._courier = courier
        self._on_change = on_change
        self._adopter = Adopter(store)
        self._file = StatusFile(store)
        self._resolver = Resolver()
        self._states: dict[str, ServerStatus] = {}
        self._generations: Counter[str] = Counter()
        self._skipped: dict[str, int] = {}
        self._running: Dispatcher[_Target, Worked] | None = None
        self.visits = Visits()

    def restore(self) -> None:
        """Take up what was known when the program last ended."""
        known = self._file.load()
        for server in self._fleet.servers():
            status = self._adopter.restore(server, known.get(server.id, ServerStatus()))
            if status.clock is not None:  # our own may have been set since
                status = replace(status, clock=replace(status.clock, doubtful=True))
            self._states[server.id] = status
            self._tell(server, status)

    def use_key(self, key: ClientKey) -> None:
        """Sign in with this key from the next connection on."""
        self._key = key

    def state(self, server_id: str) -> ServerStatus:
        """What is known of a server."""
        return self._states.get(server_id, ServerStatus())

    def cycle(
        self, stop: threading.Event, *, only: Collection[str] | None = None, eager: Collection[str] | None = None
    ) -> CycleReport:
        """Read every enabled server once, or ``only`` those ids.

        One that has been off for long is left out now and then, but for those in ``eager`` (``None``: all of them).
        Returns when all are done, at the latest when the last deadline has passed; at once when ``stop`` is set
        (see :meth:`interrupt`).
        """
        started, began = self._clock.now(), self._clock.monotonic()
        targets = self._targets(only)
        chosen = [one for one in targets if eager is None or one.id in eager or self._is_due(one.id)]
        reports: list[ServerReport] = []
        dispatcher = Dispatcher(
            self._work,
            lambda target, outcome: reports.append(self._done(target, outcome)),
            clock=self._clock,
            limits=self._limits,
            resolver=self._resolver,
        )
        self._running = dispatcher
        try:
            dispatcher.run(chosen, stop)
        finally:
            self._running = None
        self._forget_removed()
        self._expire({report.server.id for report in reports})
        if reports:
            self._file.save(dict(self._states))
        return CycleReport(started, round(self._clock.monotonic() - began, 3), tuple(reports))

    def join(self, only: Collection[str] | None) -> bool:
        """Take servers (``None``: all) into the cycle that is under way, before all others; whether there is one.

        Else a parent who asks for one computer would wait for the slowest of all.
        """
        running = self._running
        return running is not None and running.submit(self._targets(only))

    def forget(self, server_id: str) -> None:
        """Know nothing of a server any more, nor what is on its way from it: another one may get its id."""
        self._generations[server_id] += 1
        self._states.pop(server_id, None)
        self._skipped.pop(server_id, None)
        self.visits.forget(server_id)
        if self._courier is not None:
            self._courier.forget(server_id)

    def moved(self, server_id: str) -> None:
        """A server has another address: what was read stands, what the old address said of itself does not."""
        self._generations[server_id] += 1
        self._states[server_id] = replace(
            self.state(server_id), error=None, failures=0, offered_key="", tried_at=None, clock=None
        )

    def interrupt(self) -> None:
        """Wake a cycle that is under way, so that it sees its ``stop``."""
        running = self._running
        if running is not None:
            running.wake()

    def _targets(self, only: Collection[str] | None) -> list[_Target]:
        """Those that answered last time come first: whatever the others do, these have been read by then."""
        wanted = [one for one in self._fleet.servers() if one.enabled and (only is None or one.id in only)]
        wanted.sort(key=lambda server: self.state(server.id).failures)
        return [
            _Target(
                server.id,
                server.host,
                server.port,
                Login(server.account, self._key, self._known_hosts.get(server.host, server.port)),
                server,
                self._generations[server.id],
            )
            for server in wanted
        ]

    def _is_due(self, server_id: str) -> bool:
        """Whether to try it in this cycle: one that stays off is tried less often."""
        pause = min(self.state(server_id).failures // PATIENCE, 2)
        skipped = self._skipped.get(server_id, 0)
        due = skipped >= pause
        self._skipped[server_id] = 0 if due else skipped + 1
        return due

    def _work(self, target: _Target, machine: Machine) -> Worked:
        """In a worker thread: read one server, deliver its edits, and read it again if they changed something."""
        before = self.state(target.id)
        adopted = self._pull(target, machine, before)
        courier = self._courier
        if courier is None or not self._is_wanted(target):
            return Worked(adopted.status, adopted.changed)
        server = self._fleet.find(target.id) or target.server
        courier.notice(server, adopted.status)
        edits, touched = courier.deliver(server, machine, adopted.status)
        if touched:
            again = self._pull(target, machine, adopted.status)
            courier.notice(server, again.status)
            adopted = replace(again, changed=tuple(dict.fromkeys((*adopted.changed, *again.changed))))
        return Worked(adopted.status, adopted.changed, edits)

    def _pull(self, target: _Target, machine: Machine, before: ServerStatus) -> Adopted:
        server = target.server
        ask = before.clock is None or before.clock.is_old(self._clock.now())
        pulled = machine.pull(
            Request(
                main_config=server.main_config,
                directories=before.directories or directories_of(server),
                users=tuple(user.name for user in server.users),
                ask_clock=ask,
            ),
            self._adopter.directories_in(server, before),
        )
        adopted = self._adopter.adopt(
            server, before, pulled, self._clock.now(), is_wanted=lambda user: self._is_wanted(target, user)
        )
        if self._courier is None:
            return adopted
        status = adopted.status
        if ask:
            status = replace(status, version=version(machine) or before.version)
        # Not at the first reading: somebody waits for that one.
        if before.read_at is not None and (ask or before.stopped or went_quiet(before, status)):
            status = replace(status, stopped=before.stopped + 1 if is_running(machine) is False else 0)
        return replace(adopted, status=status)

    def _is_wanted(self, target: _Target, user: str = "") -> bool:
        """Whether a server, or a user of it, is still what it was when it was chosen."""
        server = self._fleet.find(target.id)
        if server is None or self._generations[target.id] != target.generation:
            return False
        return not user or any(one.name == user for one in server.users)

    def _done(self, target: _Target, outcome: Outcome[Worked]) -> ServerReport:
        """In the cycle's thread: note what became of one server."""
        before, now = self.state(target.id), self._clock.now()
        edits: tuple[Edit, ...] = ()
        if outcome.value is not None:
            status, changed, edits = outcome.value.status, outcome.value.changed, outcome.value.edits
        else:
            failures, offered = before.failures + 1, _offered(outcome.error)
            status = replace(before, error=outcome.error, failures=failures, offered_key=offered)
            changed = ()
        status = replace(status, tried_at=now, seconds=outcome.seconds, stage=outcome.stage, ms=outcome.ms)
        server = self._fleet.find(target.id)
        if server is not None and self._is_wanted(target):
            _log_once(server, before, status)
            self._states[server.id] = status
            if self._courier is not None:
                edits = (*edits, *self._courier.expire(server, status))
            visit = Visit(now, outcome.seconds, outcome.stage, outcome.ms, outcome.error, len(edits))
            self.visits.add(server.id, visit)
            self._tell(server, status)
        return ServerReport(target.server, status, changed, edits)

    def _tell(self, server: Server, status: ServerStatus) -> None:
        """Pass a new state on. What cannot be shown of one server must not end the cycle of the others."""
        try:
            self._on_change(server, status)
        except Exception:
            logger.exception("the state of %s cannot be shown", server.id)

    def _expire(self, visited: Collection[str]) -> None:
        """End what was for a day that is over, also for servers that were not tried this time."""
        if self._courier is None:
            return
        for server in self._fleet.servers():
            if server.id not in visited:
                self._courier.expire(server, self.state(server.id))

    def _forget_removed(self) -> None:
        there = {server.id for server in self._fleet.servers()}
        for gone in set(self._states) - there:
            self.forget(gone)


def _offered(error: Exception | None) -> str:
    return str(error.message.fields["line"]) if isinstance(error, HostKeyUnknown | HostKeyChanged) else ""


def _log_once(server: Server, before: ServerStatus, after: ServerStatus) -> None:
    """One line when a server goes away, one when it is back, none in between."""
    if after.error is None:
        if before.error is not None:
            logger.info("%s is back", server.name)
    elif before.error is None or before.error.code != after.error.code:
        logger.warning("%s: %s", server.name, after.error)
