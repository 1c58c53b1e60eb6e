"""Reaching a server without holding a thread: name, TCP connection, greeting.

A server that is off, drops packets or accepts and stays silent is in one of these steps, and costs a socket here and no
worker. Names are looked up in threads of their own (``resolve``).
"""

from __future__ import annotations

import errno
import ipaddress
import selectors
import socket
from collections.abc import Callable

from errors import (
    ConnectionLost,
    ConnectionRefused,
    MachineError,
    NameNotFound,
    ProtocolTooOld,
    TooSlow,
    Unreachable,
)
from i18n import N_, Message
from ssh_client.limits import Limits
from ssh_client.resolve import Address
from ssh_client.watch import Watch

MAX_ADDRESSES = 4
"""A host name may have many; a computer in a home has one or two."""
NEXT_ADDRESS_AFTER = 0.25
"""Seconds after which the next address is tried beside the first (RFC 8305)."""
GREETING_BYTES = 8 * 1024
"""A server may send some lines before its version (RFC 4253, section 4.2); not more than this."""


class Dial:
    """One server on its way to being connected. Driven by the dispatcher: it never blocks.

    ``connection`` and ``greeting`` are there once ``ready`` is true; ``error`` if it failed. Everything happens in the
    dispatcher's thread.
    """

    def __init__(self, host: str, port: int, limits: Limits, watch: Watch) -> None:
        self.host = host
        self.port = port
        self.watch = watch
        self.connection: socket.socket | None = None
        self.greeting = b""
        self.ready = False
        self.error: MachineError | None = None
        self._limits = limits
        self._addresses: list[Address] | None = None
        self._trying: list[socket.socket] = []
        self._next_try = 0.0
        self._refused = False

    def start(self, look_up: Callable[[Dial], None]) -> None:
        """Begin: an address is used at once, a name is looked up first (``addresses_known`` brings the answer)."""
        literal = _literal(self.host, self.port)
        if literal is not None:
            self.addresses_known([literal])
            return
        self.watch.enter("resolve", self._limits.resolve)
        look_up(self)

    def addresses_known(self, addresses: list[Address]) -> None:
        """The look-up is done; with no address, that is the end."""
        if self.error is not None:
            return  # it came too late
        if not addresses:
            self.error = NameNotFound(host=self.host)
            return
        self._addresses = addresses[:MAX_ADDRESSES]
        self.watch.enter("connect", self._limits.connect)

    def step(self, now: float, selector: selectors.BaseSelector) -> None:
        """Do what is due by the clock: try the next address, or give up."""
        if self.error is not None or self.ready:
            return
        if now >= self.watch.deadline:
            self._fail(self._late(), selector)
        elif self._addresses and (not self._trying or now >= self._next_try):
            self._try_next(now, selector)

    def readable(self, sock: socket.socket, selector: selectors.BaseSelector) -> None:
        """Something happened on a socket of ours."""
        if sock is self.connection:
            self._greet(selector)
        elif sock in self._trying:
            self._connected(sock, selector)

    def close(self, selector: selectors.BaseSelector) -> None:
        """Let go of everything, also when nobody waits for it any more."""
        for sock in (*self._trying, *([self.connection] if self.connection else [])):
            _forget(sock, selector)
            sock.close()
        self._trying.clear()
        self.connection = None

    def _try_next(self, now: float, selector: selectors.BaseSelector) -> None:
        assert self._addresses is not None  # noqa: S101 - for the type checker; step() has looked
        family, address = self._addresses.pop(0)
        self._next_try = now + NEXT_ADDRESS_AFTER
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            self._next_or_fail(now, selector)
            return
        sock.setblocking(False)
        code = sock.connect_ex(address)
        if code not in {0, errno.EINPROGRESS}:
            sock.close()
            self._note(code)
            self._next_or_fail(now, selector)
            return
        self._trying.append(sock)
        selector.register(sock, selectors.EVENT_WRITE, self)

    def _connected(self, sock: socket.socket, selector: selectors.BaseSelector) -> None:
        _forget(sock, selector)
        self._trying.remove(sock)
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            sock.close()
            self._note(code)
            self._next_or_fail(self._next_try, selector)
            return
        for other in self._trying:
            _forget(other, selector)
            other.close()
        self._trying.clear()
        self._addresses = None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection = sock
        self.watch.enter("banner", self._limits.banner)
        self.watch.guard(sock)
        selector.register(sock, selectors.EVENT_READ, self)

    def _greet(self, selector: selectors.BaseSelector) -> None:
        assert self.connection is not None  # noqa: S101 - for the type checker; readable() has looked
        try:
            data = self.connection.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._fail(ConnectionLost(stage=self.watch.stage_words), selector)
            return
        self.greeting += data
        version = _version_line(self.greeting)
        if version is None and len(self.greeting) <= GREETING_BYTES:
            return
        if version is None or not version.startswith((b"SSH-2.0-", b"SSH-1.99-")):
            why = N_("it does not speak SSH 2") if version else N_("what it sends is not SSH")
            self._fail(ProtocolTooOld(why=Message(why)), selector)
            return
        selector.unregister(self.connection)
        self.watch.enter("waiting", self._limits.machine)
        self.ready = True

    def _note(self, code: int) -> None:
        self._refused = self._refused or code == errno.ECONNREFUSED

    def _next_or_fail(self, now: float, selector: selectors.BaseSelector) -> None:
        if self._addresses:
            self._try_next(now, selector)
        elif not self._trying:
            self._fail(self._not_connected(), selector)

    def _not_connected(self) -> MachineError:
        if self._refused:
            return ConnectionRefused(host=self.host, port=self.port)
        return Unreachable(host=self.host, port=self.port)

    def _late(self) -> MachineError:
        if self.watch.stage == "resolve":
            return NameNotFound(host=self.host)
        return self._not_connected() if self.watch.stage == "connect" else self.watch.too_slow()

    def _fail(self, error: MachineError, selector: selectors.BaseSelector) -> None:
        self.error = error
        self.watch.expired = isinstance(error, TooSlow)
        self.close(selector)


def _version_line(greeting: bytes) -> bytes | None:
    """The server's version line, once it is complete; other lines may stand before it."""
    for line in greeting.split(b"\n")[:-1]:
        if line.startswith(b"SSH-"):
            return line
    return None


def _literal(host: str, port: int) -> Address | None:
    """The address that a host is, if it is one and not a name; ``fe80::1%eth0`` names its interface."""
    bare, _, interface = host.strip("[]").partition("%")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if address.version == 4:
        return socket.AF_INET, (bare, port)
    try:
        scope = int(interface) if interface.isdigit() else socket.if_nametoindex(interface) if interface else 0
    except OSError:
        scope = 0
    return socket.AF_INET6, (bare, port, 0, scope)


def _forget(sock: socket.socket, selector: selectors.BaseSelector) -> None:
    if sock.fileno() != -1 and sock.fileno() in selector.get_map():
        selector.unregister(sock)
