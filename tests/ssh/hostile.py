"""Servers that play tricks, on loopback: raw bytes before the keys are agreed on, raw messages after signing in."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import paramiko

GREETING = b"SSH-2.0-Hostile\r\n"
KEXINIT, IGNORE, EXTENDED_DATA = 20, 2, 95
BLOCK = b"x" * 32_000

Script = Callable[[socket.socket, threading.Event], None]
"""Plays a server on one connection until it is cut or the event is set."""


@contextlib.contextmanager
def hostile(script: Script) -> Iterator[int]:
    """A port at which every connection meets the script."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def play(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            client.settimeout(20)
            script(client, stop)

    def accept() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                threads.append(threading.Thread(target=play, args=(client,), daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.settimeout(0.05)
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            for thread in (accepting, *threads):
                thread.join(10)
            assert not any(thread.is_alive() for thread in threads)


def plain(payload: bytes) -> bytes:
    """A packet as it goes over the wire before the keys are agreed on (RFC 4253, section 6)."""
    padding = 16 - (len(payload) + 5) % 8
    return struct.pack(">IB", len(payload) + padding + 1, padding) + payload + bytes(padding)


def kexinit(kex: bytes) -> bytes:
    """What a server offers: honest but for its key exchange methods."""
    ciphers, macs = b"aes128-ctr", b"hmac-sha2-256"
    lists = [kex, b"ssh-ed25519", ciphers, ciphers, macs, macs, b"none", b"none", b"", b""]
    names = b"".join(struct.pack(">I", len(one)) + one for one in lists)
    return bytes([KEXINIT]) + bytes(16) + names + bytes(5)


def saying(*packets: bytes) -> Script:
    """Greets, says that, and waits for the end."""

    def script(client: socket.socket, stop: threading.Event) -> None:
        client.sendall(GREETING + b"".join(packets))
        while not stop.is_set() and client.recv(4096):
            pass

    return script


def pouring(start: bytes, again: bytes, sent: list[int]) -> Script:
    """Greets and then sends one thing over and over; counts the bytes that were taken."""

    def script(client: socket.socket, stop: threading.Event) -> None:
        client.sendall(GREETING + start)
        while not stop.is_set():
            sent.append(client.send(again))

    return script


def dripping(client: socket.socket, stop: threading.Event) -> None:
    """Greets, then sends an empty IGNORE now and then: it is never silent and never gets on."""
    client.sendall(GREETING)
    while not stop.wait(0.1):
        client.sendall(plain(bytes([IGNORE]) + bytes(4)))


class _TakesAnybody(paramiko.ServerInterface):
    def __init__(self, message: Callable[[paramiko.Channel], paramiko.Message]) -> None:
        self._message = message
        self.began = threading.Event()

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        channel.get_transport()._send_message(self._message(channel))
        self.began.set()
        return True


def after_signing_in(key: paramiko.PKey, message: Callable[[paramiko.Channel], paramiko.Message]) -> Script:
    """An SSH server that lets everybody in and answers the wish for SFTP with one raw message, over and over."""

    def script(client: socket.socket, stop: threading.Event) -> None:
        transport = paramiko.Transport(client)
        try:
            transport.add_server_key(key)
            interface = _TakesAnybody(message)
            transport.start_server(server=interface)
            channel = transport.accept(10)
            if channel is None or not interface.began.wait(10):
                return
            while not stop.is_set() and transport.is_active():
                transport._send_message(message(channel))
        finally:
            transport.close()

    return script


def stderr_flood(channel: paramiko.Channel) -> paramiko.Message:
    """A block on the error stream, whatever room the other side has granted."""
    message = paramiko.Message()
    message.add_byte(bytes([EXTENDED_DATA]))
    message.add_int(channel.remote_chanid)
    message.add_int(1)
    message.add_string(BLOCK)
    return message


def unknown_type(_channel: paramiko.Channel) -> paramiko.Message:
    """A message of a type that no document knows."""
    message = paramiko.Message()
    message.add_byte(bytes([200]))
    return message
