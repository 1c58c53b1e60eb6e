"""One look at one server, without keeping anything: for first contact, the doctor and the scan."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from adopt import directories_of
from channels.discover import Channel, Ways, version, why_not
from clock import Clock
from errors import HostKeyChanged, HostKeyUnknown, MachineError
from i18n import Message
from servers import Server
from ssh_client.dispatch import Dispatcher, Outcome, Target
from ssh_client.keys import ClientKey, HostKey
from ssh_client.limits import Limits
from ssh_client.pull import Machine, Pulled, Request
from ssh_client.resolve import Resolver
from ssh_client.transport import Login
from timekpr_rules import Version, read_main_config

T = TypeVar("T")
Step: TypeAlias = tuple[str, Mapping[str, float]]
"""A step that begins (see ssh_client.watch), and the milliseconds that those before it have taken."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything that was found out of a server."""

    pulled: Pulled
    version: Version | None = None
    """Timekpr's version; None if it could not be found out."""
    ways: Ways | None = None
    """The ways to change something there. The reason of one that never answered is the error that it ended in."""


class Stopped(Exception):
    """Nobody wants to know any more."""


def look_at(server: Server, key: ClientKey, pinned: HostKey | None, clock: Clock) -> Outcome[Pulled]:
    """Connect and read everything once, the clock too. Without a confirmed key it ends at the host key."""
    return _once(_target(server, key, pinned), lambda machine: _pulled(server, machine), clock, Limits())


def look_closely(
    server: Server,
    key: ClientKey,
    pinned: HostKey | None,
    clock: Clock,
    limits: Limits | None = None,
    *,
    stop: threading.Event | None = None,
    entered: Callable[[str, Mapping[str, float]], None] | None = None,
) -> Outcome[Looked]:
    """The same, and find out which ways there are to change something. Changes nothing.

    All of it goes over one connection. A way that does not answer costs that one, so the others are tried over a new
    one: at the most as many connections as there are ways, each with its deadlines. ``entered`` is told of each step
    of the first connection. Raises Stopped soon after ``stop`` was set.
    """
    limits, stop = limits or Limits(), stop or threading.Event()
    target = _target(server, key, pinned)
    found: dict[Channel, Message | None] = {}

    def look(machine: Machine) -> Looked:
        looked = Looked(_pulled(server, machine), version(machine))
        _try_ways(machine, found)
        return looked

    outcome = _once(target, look, clock, limits, stop=stop, entered=entered)
    if outcome.value is None:
        return outcome
    while len(found) < len(Channel):
        again = _once(target, lambda machine: _try_ways(machine, found), clock, limits, stop=stop)
        if again.error is not None:
            found.update({channel: again.error.message for channel in Channel if channel not in found})
    ways = Ways(clock.now(), {channel: why for channel, why in found.items() if why is not None})
    return replace(outcome, value=replace(outcome.value, ways=ways))


def progress(look: Callable[..., Outcome[T]], stop: threading.Event | None = None) -> Iterator[Step | Outcome[T]]:
    """What a look tells while it goes on: each step that begins, at the end the outcome; none if it was stopped.

    It goes on in a thread of its own, and is stopped when nobody wants the next step.
    """
    stop = stop or threading.Event()
    heard: queue.SimpleQueue[Step | Outcome[T] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            heard.put(look(stop=stop, entered=lambda stage, ms: heard.put((stage, ms))))
        except BaseException as error:  # noqa: BLE001 - handed over to whoever waits for it
            heard.put(error)

    threading.Thread(target=run, name="look", daemon=True).start()
    try:
        while True:
            one = heard.get()
            if isinstance(one, Stopped):
                return
            if isinstance(one, BaseException):
                raise one
            yield one
            if isinstance(one, Outcome):
                return
    finally:
        stop.set()


def offered_key(outcome: Outcome[Any]) -> HostKey | None:
    """The key that a server showed, where that was not the confirmed one."""
    error = outcome.error
    if isinstance(error, HostKeyUnknown | HostKeyChanged):
        return HostKey.from_line(str(error.message.fields["line"]))
    return None


def _target(server: Server, key: ClientKey, pinned: HostKey | None) -> Target:
    return Target(server.id, server.host, server.port, Login(server.account, key, pinned))


def _once(
    target: Target,
    work: Callable[[Machine], T],
    clock: Clock,
    limits: Limits,
    *,
    stop: threading.Event | None = None,
    entered: Callable[[str, Mapping[str, float]], None] | None = None,
) -> Outcome[T]:
    """Connect once and do some work there. Raises Stopped."""
    outcomes: list[Outcome[T]] = []
    dispatcher: Dispatcher[Target, T] = Dispatcher(
        lambda _target, machine: work(machine),
        lambda _target, outcome: outcomes.append(outcome),
        clock=clock,
        limits=limits,
        resolver=Resolver(),
        entered=entered,
    )
    dispatcher.run([target], stop or threading.Event())
    if not outcomes:
        raise Stopped
    return outcomes[0]


def _pulled(server: Server, machine: Machine) -> Pulled:
    users = tuple(user.name for user in server.users)
    request = Request(server.main_config, directories_of(server), users, ask_clock=True)
    return machine.pull(request, lambda main: directories_of(server, read_main_config(main).model))


def _try_ways(machine: Machine, found: dict[Channel, Message | None]) -> None:
    """Try the ways that have not been tried, up to one that does not answer: that one ends the connection."""
    for channel in Channel:
        if channel not in found:
            try:
                found[channel] = why_not(channel, machine)
            except MachineError as error:
                found[channel] = error.message
                return
