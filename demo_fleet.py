"""Takes the demo's played computers in, by the same calls with which a parent adds real ones."""

from __future__ import annotations

from core import Core
from demo import Cast
from services import add_user
from ssh_client.keys import HostKey


def take_in(core: Core, cast: Cast) -> None:
    """Add every machine with its users and children, and confirm its host key: the story needs no first contact."""
    for machine in cast.machines:
        server = core.fleet.add(machine.name, machine.host, port=machine.port, account=machine.account)
        core.known_hosts.trust(machine.host, machine.port, HostKey.from_line(machine.host_key))
        for login, child in machine.children.items():
            add_user(core, server.id, login, child)
