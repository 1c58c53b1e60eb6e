"""One look at one server, without keeping anything: for first contact, the doctor and the scan."""

from __future__ import annotations

import threading

from adopt import directories_of
from clock import Clock
from errors import HostKeyChanged, HostKeyUnknown
from servers import Server
from ssh_client.dispatch import Dispatcher, Outcome, Target
from ssh_client.keys import ClientKey, HostKey
from ssh_client.limits import Limits
from ssh_client.pull import Machine, Pulled, Request
from ssh_client.resolve import Resolver
from ssh_client.transport import Login
from timekpr_rules import read_main_config


def look_at(server: Server, key: ClientKey, pinned: HostKey | None, clock: Clock) -> Outcome[Pulled]:
    """Connect and read everything once, the clock too. Without a confirmed key it ends at the host key."""
    outcomes: list[Outcome[Pulled]] = []

    def read(_target: Target, machine: Machine) -> Pulled:
        users = tuple(user.name for user in server.users)
        request = Request(server.main_config, directories_of(server), users, ask_clock=True)
        return machine.pull(request, lambda main: directories_of(server, read_main_config(main).model))

    Dispatcher(
        read, lambda _target, outcome: outcomes.append(outcome), clock=clock, limits=Limits(), resolver=Resolver()
    ).run([Target(server.id, server.host, server.port, Login(server.account, key, pinned))], threading.Event())
    return outcomes[0]


def offered_key(outcome: Outcome[Pulled]) -> HostKey | None:
    """The key that a server showed, where that was not the confirmed one."""
    error = outcome.error
    if isinstance(error, HostKeyUnknown | HostKeyChanged):
        return HostKey.from_line(str(error.message.fields["line"]))
    return None
