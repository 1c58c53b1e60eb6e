"""From a connected socket to an authenticated SSH transport: key exchange, host key, our key."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import paramiko
from paramiko.packet import Packetizer
from paramiko.transport import ChannelMap

from errors import (
    ConnectionLost,
    HostKeyChanged,
    HostKeyUnknown,
    KeyNotAccepted,
    MachineError,
    MngrError,
    ProtocolTooOld,
    TooMuch,
)
from i18n import N_, Message
from ssh_client.keys import ClientKey, HostKey
from ssh_client.limits import Limits
from ssh_client.watch import Watch

# Every OpenSSH since 5.7 (2011) has one of these. The Diffie-Hellman groups are left out: paramiko reckons with them in
# one piece that no other thread can interrupt, and in a group exchange the server chooses how long that takes.
KEX = (
    "curve25519-sha256@libssh.org",
    "mlkem768x25519-sha256",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
)
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")
MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
HOST_KEYS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
RECEIVE_BYTES = 32 * 1024
"""The most that is taken from the kernel at a time: what is on its way in one round of answers, and no more."""
THREAD_END = 2.0
"""Seconds to wait for paramiko's thread after its socket was shut; it takes a millisecond."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who connects, and which host key must answer. Without a pinned key nothing is sent but the key exchange."""

    account: str
    key: ClientKey
    pinned: HostKey | None


class ReplayingSocket:
    """A socket for paramiko that first gives back the greeting which was read before a thread took over.

    It also asks the kernel to acknowledge at once: the server sends small packets and waits for each acknowledgement,
    which the kernel would delay by 40 ms. And it notes when the server was last heard, so that the dispatcher can tell
    work from waiting.

    paramiko asks for a few bytes at a time, twice for each packet. What has come is taken from the kernel at once: each
    call of the kernel also lets another thread run first.
    """

    def __init__(self, connection: socket.socket, greeting: bytes, watch: Watch, most: int) -> None:
        """``most``: bytes that may come in all; what paramiko would hold of a flood is bounded nowhere else."""
        self._socket = connection
        self._watch = watch
        self._left = most
        self._came = greeting
        self._taken = 0

    def recv(self, count: int) -> bytes:
        """Bytes from the server; empty at the end."""
        if self._taken == len(self._came):
            self._came, self._taken = self._socket.recv(RECEIVE_BYTES), 0
            self._watch.hear()
            self._acknowledge_at_once()
            self._left -= len(self._came)
            if self._left < 0:
                self._watch.flooded = True
                raise OSError(errno.EMSGSIZE, "more than a computer may send")
        data = self._came[self._taken : self._taken + count]
        self._taken += len(data)
        return data

    def send(self, data: bytes) -> int:
        """Send some of the bytes; how many."""
        sent = self._socket.send(data)
        self._acknowledge_at_once()
        return sent

    def _acknowledge_at_once(self) -> None:
        # The kernel forgets it with every segment. AttributeError: only Linux has it.
        with contextlib.suppress(OSError, AttributeError):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def settimeout(self, seconds: float | None) -> None:
        """How long a read may wait before paramiko looks whether it should go on."""
        self._socket.settimeout(seconds)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    @property
    def _closed(self) -> bool:
        # paramiko asks for this when it stops its thread.
        return self._socket.fileno() == -1


class _UntimedPacketizer(Packetizer):
    """paramiko starts a timer thread for each handshake; the watch has the deadline already."""

    def start_handshake(self, timeout: float) -> None:
        """Start no timer."""


class _Channels(ChannelMap):
    """Has only channels that know their transport.

    paramiko puts a channel here a moment before: a connection that was lost just then ended paramiko's thread by an
    AttributeError, before it had told anybody.
    """

    def __init__(self, transport: paramiko.Transport) -> None:
        super().__init__()
        self._transport = transport

    def put(self, chanid: int, chan: paramiko.Channel) -> None:
        """Take a channel in that knows its transport."""
        chan._set_transport(self._transport)  # type: ignore[attr-defined]  # noqa: SLF001 - what paramiko does next
        super().put(chanid, chan)


@contextlib.contextmanager
def plain_errors(watch: Watch) -> Iterator[None]:
    """Turn what paramiko and the socket raise into errors with a sentence.

    Everything that paramiko raises: on malformed packets that is any exception there is, and none of them is a fault of
    ours.
    """
    try:
        yield
    except MngrError:
        raise
    except Exception as error:
        raise _plain(error, watch) from error


def _plain(error: Exception, watch: Watch) -> MachineError:
    if watch.flooded:
        return TooMuch()
    if watch.expired:
        return watch.too_slow()
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return ProtocolTooOld(why=Message(N_("it offers no way to encrypt that is still safe")))
    if isinstance(error, paramiko.SSHException | EOFError | OSError):
        return ConnectionLost(stage=watch.stage_words)
    return ProtocolTooOld(why=Message(N_("what it sends is not SSH")))


def connect(
    connection: socket.socket, greeting: bytes, login: Login, limits: Limits, watch: Watch
) -> paramiko.Transport:
    """Exchange keys, check the host key, then sign in with our key.

    Raises HostKeyUnknown or HostKeyChanged before anything of ours is sent, KeyNotAccepted, ProtocolTooOld,
    ConnectionLost or TooSlow.
    """
    # paramiko takes anything that has recv, send, settimeout and close; its type stubs know real sockets only.
    replaying = cast("socket.socket", ReplayingSocket(connection, greeting, watch, limits.machine_bytes))
    transport = paramiko.Transport(replaying, packetizer_class=_UntimedPacketizer)
    transport._channels = _Channels(transport)  # type: ignore[attr-defined]  # noqa: SLF001 - see there
    try:
        with plain_errors(watch):
            _prepare(transport, login.pinned)
            watch.enter("key_exchange", limits.key_exchange)
            transport.start_client()
            _check_host_key(transport, login.pinned)
            watch.enter("auth", limits.auth)
            _sign_in(transport, login)
    except BaseException:
        end(transport, connection)
        raise
    return transport


def end(transport: paramiko.Transport, connection: socket.socket) -> None:
    """Close it, and wait until paramiko's thread is gone.

    Shut first, then wait, then close: a descriptor that is closed while the thread still reads from it may be given to
    another server's connection in that moment.
    """
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    if transport.is_alive():
        transport.join(THREAD_END)
    transport.close()
    connection.close()


def _prepare(transport: paramiko.Transport, pinned: HostKey | None) -> None:
    options = transport.get_security_options()
    options.kex = KEX
    options.ciphers = CIPHERS
    options.digests = MACS
    # The pinned type first, the others behind it: a server that has lost its key must be seen to show another one.
    wanted = pinned.type.replace("ssh-rsa", "rsa-sha2") if pinned else ""
    options.key_types = tuple(sorted(HOST_KEYS, key=lambda name: not (wanted and name.startswith(wanted))))
    # All deadlines are the watch's; these only must not be shorter.
    transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = 3600


def _check_host_key(transport: paramiko.Transport, pinned: HostKey | None) -> None:
    key = transport.get_remote_server_key()
    shown = HostKey(key.get_name(), key.asbytes())
    if pinned is None:
        raise HostKeyUnknown(key_type=shown.type, fingerprint=shown.fingerprint, line=shown.line)
    if shown != pinned:
        raise HostKeyChanged(pinned=pinned.fingerprint, offered=shown.fingerprint, line=shown.line)


def _sign_in(transport: paramiko.Transport, login: Login) -> None:
    try:
        further = transport.auth_publickey(login.account, login.key.key)
    except paramiko.AuthenticationException as error:
        if not transport.is_active() and not isinstance(error, paramiko.BadAuthenticationType):
            raise EOFError from error  # it hung up, which says nothing about the key
        raise KeyNotAccepted(account=login.account) from error
    if further:
        raise KeyNotAccepted(account=login.account)
