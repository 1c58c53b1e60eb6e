"""Many servers side by side, where a dead one costs a socket and the others nothing.

One thread (the caller's) dials them all and watches every deadline; a server that has answered is handed to a worker
thread. About ten workers keep the processor busy. One that waits for a silent server does not count among them:
another takes its place, so a computer that stalls in the middle of a file does not hold up the rest.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from clock import Clock
from errors import MngrError, Unexpected
from ssh_client.dial import Dial
from ssh_client.limits import Limits
from ssh_client.pull import Machine, SshMachine
from ssh_client.resolve import Address, Resolver
from ssh_client.transport import Login, connect, end
from ssh_client.watch import Watch

logger = logging.getLogger(__name__)

T = TypeVar("T")
G = TypeVar("G", bound="Target")

BUSY_WORKERS = 10
"""Workers that are not waiting for a silent server."""
MAX_WORKERS = 256
"""All workers, those that wait included."""
YOUNG_DIALS = 32
"""Connections being made that are not waiting for a silent server: a network switch and its router have limits too."""
MAX_DIALS = 400
"""All connections being made."""
TICK = 0.05
"""How often deadlines are looked at (seconds)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a server is and who we are there. ``id`` is ours."""

    id: str
    host: str
    port: int
    login: Login


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one server: a value or an error, where it ended and how long each step took."""

    value: T | None
    error: MngrError | None
    stage: str
    """The last step that was begun; "done" after success."""
    seconds: float
    """From the beginning of its own first step."""
    ms: dict[str, float] = field(default_factory=dict)


class Dispatcher(Generic[G, T]):
    """Does one piece of work on many servers. Make one for each cycle."""

    def __init__(
        self,
        work: Callable[[G, Machine], T],
        done: Callable[[G, Outcome[T]], None],
        *,
        clock: Clock,
        limits: Limits,
        resolver: Resolver,
        entered: Callable[[str, Mapping[str, float]], None] | None = None,
    ) -> None:
        """``work`` runs in a worker thread and may raise MngrError; ``done`` is called in the caller's thread.

        ``entered`` is told of each step of each server; see Watch.
        """
        self._entered = entered
        self._work = work
        self._done = done
        self._clock = clock
        self._limits = limits
        self._resolver = resolver
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[G] = deque()
        self._dials: dict[Dial, G] = {}
        self._ready: deque[tuple[G, Dial]] = deque()
        self._running: dict[Watch, G] = {}
        self._again: dict[str, G] = {}
        self._lock = threading.Lock()
        self._submitted: dict[str, G] = {}
        self._ended = False
        self._jobs: queue.SimpleQueue[tuple[G, Dial] | None] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[tuple[G, Watch, Outcome[T]]] = queue.SimpleQueue()
        self._found: queue.SimpleQueue[tuple[Dial, list[Address]]] = queue.SimpleQueue()
        self._workers = 0
        self._wake_out, self._wake_in = socket.socketpair()

    def run(self, targets: Iterable[G], stop: threading.Event) -> None:
        """Work on all of them and return when each is done; at once, with the rest undone, when ``stop`` is set.

        Whoever sets ``stop`` calls :meth:`wake` after it.
        """
        self._waiting.extend(targets)
        self._wake_out.setblocking(False)
        self._wake_in.setblocking(False)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        try:
            while self._goes_on(stop):
                self._dial()
                self._hand_over()
                self._select()
                self._look_at_deadlines()
                self._take_finished()
        finally:
            self._close()

    def submit(self, targets: Iterable[G]) -> bool:
        """Work on these before all others, from any thread; on one that is being worked on, once more after that.

        Whether it will be done: False when :meth:`run` has ended.
        """
        with self._lock:
            if self._ended:
                return False
            self._submitted.update({target.id: target for target in targets})
        self.wake()
        return True

    def wake(self) -> None:
        """Make :meth:`run` look round at once. May be called from any thread."""
        # Full means that it is about to wake anyway; closed, that it has ended.
        with contextlib.suppress(OSError):
            self._wake_in.send(b"!")

    def _goes_on(self, stop: threading.Event) -> bool:
        """Take in what was submitted; whether anything is left to do. Once it is not, nothing more is taken in."""
        with self._lock:
            submitted, self._submitted = self._submitted, {}
            for target in submitted.values():
                self._take_in(target)
            working = self._waiting or self._dials or self._ready or self._running
            self._ended = stop.is_set() or not working
            return not self._ended

    def _take_in(self, target: G) -> None:
        under_way = (*self._dials.values(), *(one for one, _ in self._ready), *self._running.values())
        if any(one.id == target.id for one in under_way):
            self._again[target.id] = target
            return
        self._waiting = deque(one for one in self._waiting if one.id != target.id)
        self._waiting.appendleft(target)

    def _dial(self) -> None:
        now = self._clock.monotonic()
        young = sum(not dial.watch.is_quiet(now) for dial in self._dials) + len(self._ready)
        while self._waiting and young < YOUNG_DIALS and len(self._dials) < MAX_DIALS:
            target = self._waiting.popleft()
            dial = Dial(target.host, target.port, self._limits, Watch(self._clock, self._limits.machine, self._entered))
            self._dials[dial] = target
            dial.start(self._look_up)
            dial.step(self._clock.monotonic(), self._selector)
            young += 1

    def _look_up(self, dial: Dial) -> None:
        def found(addresses: list[Address]) -> None:
            self._found.put((dial, addresses))
            self.wake()

        self._resolver.look_up(dial.host, dial.port, found)

    def _hand_over(self) -> None:
        now = self._clock.monotonic()
        busy = sum(not watch.is_quiet(now) for watch in self._running)
        while self._ready and busy < BUSY_WORKERS and len(self._running) < MAX_WORKERS:
            target, dial = self._ready.popleft()
            self._running[dial.watch] = target
            self._jobs.put((target, dial))
            busy += 1
            if len(self._running) > self._workers:
                self._workers += 1
                threading.Thread(target=self._worker, name="ssh-worker", daemon=True).start()

    def _select(self) -> None:
        for key, _ in self._selector.select(TICK):
            sock = key.fileobj
            if not isinstance(sock, socket.socket):
                continue
            if sock is self._wake_out:
                with contextlib.suppress(BlockingIOError):
                    sock.recv(4096)
            else:
                key.data.readable(sock, self._selector)

    def _look_at_deadlines(self) -> None:
        while not self._found.empty():
            dial, addresses = self._found.get()
            dial.addresses_known(addresses)
        now = self._clock.monotonic()
        for dial in list(self._dials):
            dial.step(now, self._selector)
            if dial.error is not None:
                self._report(self._dials.pop(dial), _outcome(dial.watch, None, dial.error))
            elif dial.ready:
                self._ready.append((self._dials.pop(dial), dial))
        for watch in self._running:
            watch.check(now)

    def _take_finished(self) -> None:
        while not self._finished.empty():
            target, watch, outcome = self._finished.get()
            del self._running[watch]
            self._report(target, outcome)

    def _report(self, target: G, outcome: Outcome[T]) -> None:
        self._done(target, outcome)
        if target.id in self._again:
            self._waiting.appendleft(self._again.pop(target.id))

    def _worker(self) -> None:
        while (job := self._jobs.get()) is not None:
            target, dial = job
            try:
                outcome = _outcome(dial.watch, self._reach_and_work(target, dial), None)
            except MngrError as error:
                outcome = _outcome(dial.watch, None, error)
            except Exception as error:
                # A bug met on one server must not end the cycle of the others.
                logger.exception("unexpected error while working on %s", target.id)
                outcome = _outcome(dial.watch, None, Unexpected(kind=type(error).__name__))
            self._finished.put((target, dial.watch, outcome))
            self.wake()

    def _reach_and_work(self, target: G, dial: Dial) -> T:
        connection = dial.connection
        assert connection is not None  # noqa: S101 - for the type checker; it was ready
        transport = connect(connection, dial.greeting, target.login, self._limits, dial.watch)
        try:
            return self._work(target, SshMachine(transport, self._clock, self._limits, dial.watch))
        finally:
            end(transport, connection)

    def _close(self) -> None:
        """End everything: sockets are cut, so that every worker comes back within a tenth of a second."""
        for dial in (*self._dials, *(dial for _, dial in self._ready)):
            dial.close(self._selector)
        for watch in self._running:
            watch.cut()
        for _ in range(self._workers):
            self._jobs.put(None)
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()


def _outcome(watch: Watch, value: T | None, error: MngrError | None) -> Outcome[T]:
    stage = watch.stage
    watch.leave()
    return Outcome(value, error, stage if error else "done", round(watch.seconds, 4), watch.ms)
