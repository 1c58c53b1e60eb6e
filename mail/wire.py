"""One connection to a mail server, none of whose waits is longer than the patience for all of them together.

A socket's own time limit begins anew with each byte: a server that drips would hold it for ever. Here nothing blocks
but a poll, in slices after which somebody looks whether it is still wanted.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import ssl
from typing import Any, Final, TypeAlias

from patience import LOOK_SECONDS, Patience

Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]

CONNECT_SECONDS: Final = 10.0
"""For all addresses of a name together: one that is off says nothing."""
NO_WAY_FROM_HERE: Final = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH})
"""Such as of an address of IPv6 where this machine has none: it says nothing about the server."""
PIECE: Final = 16 * 1024


def addresses_of(host: str, port: int) -> list[Address]:
    """The addresses of a name, or itself if it is one. Waits as long as the system does. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no name of a host") from error
    return [(family, address) for family, _, _, _, address in found]


class Wire:
    """For one thread. Everything raises OSError (TimeoutError when the time is over) and patience.Stopped."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._socket: socket.socket | None = None

    @property
    def _open(self) -> socket.socket:
        """What it goes over."""
        if self._socket is None:
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        return self._socket

    def connect(self, addresses: list[Address]) -> None:
        """To the first address that answers. Raises what the others have said before what this machine has."""
        failures: list[OSError] = []
        for family, address in addresses:
            try:
                sock = socket.socket(family, socket.SOCK_STREAM)
                try:
                    self._reach(sock, address, min(self.patience.left(), CONNECT_SECONDS) / len(addresses))
                except BaseException:
                    sock.close()
                    raise
            except OSError as error:
                failures.append(error)
            else:
                self._socket = sock
                return
        raise min(failures, key=lambda error: error.errno in NO_WAY_FROM_HERE, default=TimeoutError())

    def _reach(self, sock: socket.socket, address: tuple[Any, ...], seconds: float) -> None:
        sock.setblocking(False)
        code = sock.connect_ex(address)
        if code == errno.EINPROGRESS:
            self._wait(sock, select.POLLOUT, seconds)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    def begin_tls(self, context: ssl.SSLContext, name: str) -> str:
        """Talk safely from now on, to whom has a certificate for this name; the version of TLS."""
        safe = context.wrap_socket(self._open, server_hostname=name, do_handshake_on_connect=False)
        self._socket = safe
        while True:
            try:
                safe.do_handshake()
            except ssl.SSLWantReadError:
                self._wait(safe, select.POLLIN)
            except ssl.SSLWantWriteError:
                self._wait(safe, select.POLLOUT)
            else:
                return safe.version() or "TLS"

    def receive(self) -> bytes:
        """What has come, at least a byte; nothing when the other side has hung up."""
        while True:
            try:
                return self._open.recv(PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                self._wait(self._open, select.POLLIN)
            except ssl.SSLWantWriteError:
                self._wait(self._open, select.POLLOUT)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def send(self, data: bytes) -> None:
        """All of it."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._open.send(rest[:PIECE]) :]
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._wait(self._open, select.POLLOUT)
            except ssl.SSLWantReadError:
                self._wait(self._open, select.POLLIN)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError) as error:
                raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from error
            else:
                self.patience.left()

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _wait(self, sock: socket.socket, events: int, seconds: float | None = None) -> None:
        """Until something can be done. ``seconds``: and no longer than so, whatever patience is left."""
        poll = select.poll()
        poll.register(sock, events)
        end = None if seconds is None else self.patience.until(seconds)
        while True:
            left = self.patience.left(end)
            if poll.poll(min(left, LOOK_SECONDS) * 1000):
                return
