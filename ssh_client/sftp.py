"""SFTP version 3, with many requests on their way at once.

paramiko's SFTPClient waits for each answer before it asks again: 61 round trips for seven files where this needs three.
Here a *round* is written in one go and its answers are collected in any order. The channel's bytes come from a computer
that a child may own, so every length is checked before it is believed.

The protocol: draft-ietf-secsh-filexfer-02, as OpenSSH's sftp-server speaks it.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from errors import FileMissing, FileRefused, MachineError, PermissionRefused, ProtocolTooOld
from i18n import N_, Message

READ_SIZE = 32 * 1024
"""What every server must answer in one packet (draft-ietf-secsh-filexfer-02, section 3)."""
MAX_PACKET = READ_SIZE + 64 * 1024
"""No honest answer is longer: a full read, or a directory batch with long names."""


_WRITE, _CREATE, _EXCLUSIVE = 0x2, 0x8, 0x20
_HAS_OWNER, _HAS_MODE = 0x2, 0x4


class ByteChannel(Protocol):
    """The part of an SSH channel that is used here."""

    def sendall(self, data: bytes, /) -> None:
        """Write everything."""
        ...

    def recv(self, nbytes: int, /) -> bytes:
        """Read some bytes; empty at the end."""
        ...


class _Type(IntEnum):
    INIT = 1
    VERSION = 2
    OPEN = 3
    CLOSE = 4
    READ = 5
    WRITE = 6
    LSTAT = 7
    FSTAT = 8
    FSETSTAT = 10
    OPENDIR = 11
    READDIR = 12
    REMOVE = 13
    READLINK = 19
    EXTENDED = 200
    STATUS = 101
    HANDLE = 102
    DATA = 103
    NAME = 104
    ATTRS = 105


class Status(IntEnum):
    """Why a request has no other answer."""

    OK = 0
    EOF = 1
    NO_SUCH_FILE = 2
    PERMISSION_DENIED = 3
    FAILURE = 4
    UNSUPPORTED = 8


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the server says of a file: bytes, type and mode bits, mtime in seconds since 1970, owner and group (ids)."""

    size: int
    mode: int
    mtime: int
    owner: int = 0
    group: int = 0

    @property
    def is_regular(self) -> bool:
        """Whether it is a plain file: not a directory, FIFO, socket, device or symbolic link."""
        return stat.S_ISREG(self.mode)

    @property
    def is_for_everybody(self) -> bool:
        """Whether everybody may write it."""
        return bool(self.mode & stat.S_IWOTH)


@dataclass(frozen=True, slots=True)
class Handle:
    """An open file or directory on the server."""

    raw: bytes


Answer = Handle | bytes | Attributes | tuple[str, ...] | int
"""A handle, data, attributes, names, or a :class:`Status` code for everything else."""


class Sftp:
    """One SFTP channel: queue requests, then collect all their answers."""

    def __init__(self, channel: ByteChannel) -> None:
        self._channel = channel
        self._out = bytearray()
        self._in = bytearray()
        self._next_id = 0
        self._waiting: set[int] = set()
        self._answers: dict[int, Answer] = {}

    def start(self) -> None:
        """Say which version we speak, without waiting for the answer: the first round may go right behind it."""
        self._out += struct.pack(">IBI", 5, _Type.INIT, 3)

    def lstat(self, path: str) -> int:
        """Ask what lies at a path, without following a link."""
        return self._request(_Type.LSTAT, _string(path))

    def readlink(self, path: str) -> int:
        """Ask where a symbolic link points."""
        return self._request(_Type.READLINK, _string(path))

    def opendir(self, path: str) -> int:
        """Open a directory for reading."""
        return self._request(_Type.OPENDIR, _string(path))

    def readdir(self, handle: Handle) -> int:
        """Ask for the next names of a directory."""
        return self._request(_Type.READDIR, _string(handle.raw))

    def open(self, path: str) -> int:
        """Open a file for reading."""
        return self._request(_Type.OPEN, _string(path) + struct.pack(">II", 1, 0))

    def fstat(self, handle: Handle) -> int:
        """Ask what an open file is."""
        return self._request(_Type.FSTAT, _string(handle.raw))

    def read(self, handle: Handle, offset: int, length: int = READ_SIZE) -> int:
        """Ask for bytes of an open file."""
        return self._request(_Type.READ, _string(handle.raw) + struct.pack(">QI", offset, length))

    def close(self, handle: Handle) -> int:
        """Close a file or directory."""
        return self._request(_Type.CLOSE, _string(handle.raw))

    def create(self, path: str, mode: int) -> int:
        """Make a new file and open it for writing; anything that is there already is a failure."""
        flags = _WRITE | _CREATE | _EXCLUSIVE
        return self._request(_Type.OPEN, _string(path) + struct.pack(">III", flags, _HAS_MODE, mode))

    def write(self, handle: Handle, offset: int, data: bytes) -> int:
        """Write at a place of an open file."""
        return self._request(_Type.WRITE, _string(handle.raw) + struct.pack(">Q", offset) + _string(data))

    def own(self, handle: Handle, owner: int, group: int, mode: int) -> int:
        """Give an open file its owner and mode."""
        attributes = struct.pack(">IIII", _HAS_OWNER | _HAS_MODE, owner, group, mode)
        return self._request(_Type.FSETSTAT, _string(handle.raw) + attributes)

    def sync(self, handle: Handle) -> int:
        """Ask for the bytes of an open file to be on the disk (an extension of OpenSSH)."""
        return self._request(_Type.EXTENDED, _string("fsync@openssh.com") + _string(handle.raw))

    def rename_over(self, source: str, target: str) -> int:
        """Give a file its name in one step, replacing what has it (an extension of OpenSSH)."""
        return self._request(_Type.EXTENDED, _string("posix-rename@openssh.com") + _string(source) + _string(target))

    def remove(self, path: str) -> int:
        """Remove a file."""
        return self._request(_Type.REMOVE, _string(path))

    def flush(self) -> None:
        """Send what has been queued, in one go."""
        if self._out:
            data, self._out = bytes(self._out), bytearray()
            self._channel.sendall(data)

    def collect(self) -> dict[int, Answer]:
        """Send what is queued and wait for every answer that is due. Returns them by request number.

        Raises ProtocolTooOld for bytes that are not SFTP, EOFError when the channel ends. How much a server may send
        at all is counted where its bytes come in, at the socket.
        """
        self.flush()
        while self._waiting:
            self._packet()
        answers, self._answers = self._answers, {}
        return answers

    def _request(self, kind: _Type, body: bytes) -> int:
        self._next_id += 1
        self._out += struct.pack(">IBI", 5 + len(body), kind, self._next_id) + body
        self._waiting.add(self._next_id)
        return self._next_id

    def _packet(self) -> None:
        (length,) = struct.unpack(">I", self._take(4))
        if not 1 <= length <= MAX_PACKET:
            raise ProtocolTooOld(why=Message(N_("what it sends is not SFTP")))
        packet = _Packet(self._take(length))
        kind = packet.byte()
        if kind == _Type.VERSION:
            if packet.number() < 3:
                raise ProtocolTooOld(why=Message(N_("its SFTP is older than version 3")))
            return
        request = packet.number()
        if request not in self._waiting:
            raise ProtocolTooOld(why=Message(N_("what it sends is not SFTP")))
        self._waiting.remove(request)
        self._answers[request] = packet.answer(kind)

    def _take(self, count: int) -> bytes:
        while len(self._in) < count:
            data = self._channel.recv(64 * 1024)
            if not data:
                raise EOFError
            self._in += data
        taken = bytes(self._in[:count])
        del self._in[:count]
        return taken


def refusal(status: int, path: str) -> MachineError:
    """The error for a status that answered a request about a path."""
    if status == Status.NO_SUCH_FILE:
        return FileMissing(path=path)
    if status == Status.PERMISSION_DENIED:
        return PermissionRefused(path=path)
    return FileRefused(path=path, why=Message(N_("the computer could not read it")))


class _Packet:
    """One packet's bytes, read from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def answer(self, kind: int) -> Answer:
        if kind == _Type.HANDLE:
            return Handle(self.string())
        if kind == _Type.DATA:
            return self.string()
        if kind == _Type.ATTRS:
            return self.attributes()
        if kind == _Type.NAME:
            return self.names()
        return self.number() if kind == _Type.STATUS else Status.FAILURE

    def byte(self) -> int:
        return self._take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self._take(4), "big")

    def string(self) -> bytes:
        return self._take(self.number())

    def attributes(self) -> Attributes:
        flags = self.number()
        size = int.from_bytes(self._take(8), "big") if flags & 1 else 0
        owner, group = (self.number(), self.number()) if flags & 2 else (0, 0)
        mode = self.number() if flags & 4 else 0
        mtime = 0
        if flags & 8:
            self._take(4)  # time of access
            mtime = self.number()
        if flags & 0x80000000:
            for _ in range(min(self.number(), 64)):
                self.string(), self.string()
        return Attributes(size, mode, mtime, owner, group)

    def names(self) -> tuple[str, ...]:
        found: list[str] = []
        for _ in range(self.number()):
            raw = self.string()
            self.string()  # the line that "ls -l" would print
            self.attributes()
            # A name that is no UTF-8 is none that Timekpr can have; it is kept so that it counts, and never matches.
            found.append(raw.decode("utf-8", "replace"))
        return tuple(found)

    def _take(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise ProtocolTooOld(why=Message(N_("what it sends is not SFTP")))
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken


def _string(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(raw)) + raw
