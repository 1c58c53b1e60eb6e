"""Computers and users, as far as nothing has to run for it: the command line uses these beside :class:`Services`."""

from __future__ import annotations

from core import Core
from errors import AlreadyTrusted, FingerprintDiffers, InvalidValue, MngrError, NotReached
from i18n import N_, Message
from probe import look_at, offered_key
from servers import Server
from servers.values import child_name
from ssh_client.dispatch import Outcome
from ssh_client.keys import ClientKey, HostKey
from ssh_client.pull import Pulled


def remove_server(core: Core, name: str, *, keep_data: bool) -> None:
    """Let a computer go; its confirmed host key too, unless another one is at the same address."""
    server = core.fleet.get(name)
    core.fleet.remove(name, keep_data=keep_data)
    address = (server.host.lower(), server.port)
    if all((one.host.lower(), one.port) != address for one in core.fleet.servers()):
        core.known_hosts.forget(server.host, server.port)


def add_user(core: Core, server: str, user: str, child: str = "") -> None:
    """Take a user in, as a child's if one is named; a child of that name is made if there is none."""
    child = child_name(child) if child else ""
    core.fleet.add_user(server, user)  # first, so that a user who is not taken leaves no child behind
    if child:
        if all(one.name.casefold() != child.casefold() for one in core.fleet.children()):
            core.fleet.add_child(child)
        core.fleet.assign(child, server, user)


def trust(core: Core, server: Server, fingerprint: str, key: ClientKey, shown: str = "") -> HostKey:
    """Confirm a server's host key by its fingerprint.

    ``shown`` is the key that it showed last; without one, or if that is another, it is asked now. Raises
    FingerprintDiffers if it shows another key, AlreadyTrusted if that key is confirmed, and why it cannot be reached.
    """
    wanted = read_fingerprint(fingerprint)
    pinned = core.known_hosts.get(server.host, server.port)
    offered = HostKey.from_line(shown) if shown else None
    if offered is None or offered.fingerprint != wanted:
        outcome = look_at(server, key, pinned, core.clock)
        offered = offered_key(outcome)
        if offered is None:
            raise _why_nothing_was_offered(server, outcome, pinned)
    if offered.fingerprint != wanted:
        raise FingerprintDiffers(name=server.name, wanted=wanted, offered=offered.fingerprint)
    core.known_hosts.trust(server.host, server.port, offered)
    return offered


def _why_nothing_was_offered(server: Server, outcome: Outcome[Pulled], pinned: HostKey | None) -> MngrError:
    if pinned is not None and (outcome.error is None or "auth" in outcome.ms):
        return AlreadyTrusted(name=server.name, fingerprint=pinned.fingerprint)
    return NotReached(name=server.name, why=outcome.error.message if outcome.error else "")


def read_fingerprint(text: str) -> str:
    """A fingerprint as people paste it, with or without its "SHA256:". Raises InvalidValue."""
    bare = text.strip().removeprefix("SHA256:").rstrip("=")
    if len(bare) != 43 or not all(c.isascii() and (c.isalnum() or c in "+/") for c in bare):
        raise InvalidValue(
            what=Message(N_("Fingerprint")),
            value=text[:100],
            allowed=Message(N_("It looks like SHA256:n0R1… with 43 characters behind the colon.")),
        )
    return f"SHA256:{bare}"
