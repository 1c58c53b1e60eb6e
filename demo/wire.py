"""What a played machine's connections are made of."""

from __future__ import annotations

import asyncio
import socket
from typing import Final, Protocol

import asyncssh

HOST: Final = "127.0.0.1"
ACCOUNT: Final = "timekpr-mngr"
QUEUE_AND_MORE: Final = 4
"""Connections that certainly fill a queue of length 0, in which Linux keeps one or two."""


class Cuttable(Protocol):
    """A connection that can be ended at once, without a goodbye."""

    def abort(self) -> None:
        """Cut it."""
        ...


class Connections:
    """What is connected to a machine from one switching on to the next off; used in the loop's thread alone."""

    def __init__(self) -> None:
        self._open: set[Cuttable] = set()
        self._none_left = asyncio.Event()
        self._barred = False

    def add(self, connection: Cuttable) -> None:
        """One more; one that was on its way when the machine went off is cut as well."""
        self._open.add(connection)
        if self._barred:
            asyncio.get_running_loop().call_soon(connection.abort)

    def discard(self, connection: Cuttable) -> None:
        """One that has ended."""
        self._open.discard(connection)
        if not self._open:
            self._none_left.set()

    async def cut(self) -> None:
        """End them all for good and wait until they have ended."""
        self._barred = True
        self._none_left.clear()
        for connection in tuple(self._open):
            connection.abort()
        if self._open:
            await self._none_left.wait()


class Unplugged:
    """A port at which nothing answers, as at a computer without power.

    On loopback a port that nobody listens at is refused at once, which a computer that is off never does. So somebody
    listens, and a few connections of our own keep the queue full: what comes then, the kernel drops.
    """

    def __init__(self, port: int) -> None:
        self._listener = bound_socket(port)
        self._listener.listen(0)
        self._fillers = [socket.socket() for _ in range(QUEUE_AND_MORE)]
        for filler in self._fillers:
            filler.setblocking(False)
            filler.connect_ex((HOST, port))

    def close(self) -> None:
        """Let the port go."""
        for one in (*self._fillers, self._listener):
            one.close()


class Account(asyncssh.SSHServer):
    """Our account, for one connection: one name, one key, no password, no forwarding."""

    def __init__(self, key: asyncssh.SSHKey, connections: Connections) -> None:
        self._key = key
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember it."""
        self._connection = conn
        self._connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why it ended does not matter
        """Forget it."""
        self._connections.discard(self._connection)

    def public_key_auth_supported(self) -> bool:
        """Keys are the only way in."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Whether this is the account and its key."""
        return username == ACCOUNT and key == self._key


class Silence(asyncio.Protocol):
    """A connection on which nothing is ever said."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why it ended does not matter
        """Forget it."""
        self._connections.discard(self._transport)


def bound_socket(port: int) -> socket.socket:
    """A socket of loopback at a port (0: any free one) which several of ours may share."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound


def public_line(key: asyncssh.SSHKey) -> str:
    """The public half as in known_hosts: type and key, without a comment."""
    return " ".join(key.export_public_key("openssh").decode().split()[:2])
