"""Whatever bytes a computer sends in place of SFTP, it ends with one of our errors and within its bounds."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from errors import FileRefused, MachineError, ProtocolTooOld
from ssh_client.files import FileReader, RemoteFile
from ssh_client.limits import Limits
from ssh_client.sftp import READ_SIZE, Sftp

LIMITS = replace(Limits(), machine_bytes=300_000, names=50)
PATH, FOLDER = "/etc/timekpr/timekpr.conf", "/var/lib/timekpr/config"

REGULAR = 0o100644


class PlayedServer:
    """Answers each request with what the test says; what is not said is an end of the channel."""

    def __init__(self, answer) -> None:
        self._answer = answer
        self._out = bytearray(packet(2, struct.pack(">I", 3)))
        self._in = b""

    def sendall(self, data: bytes) -> None:
        self._in += data
        while len(self._in) >= 4:
            (length,) = struct.unpack(">I", self._in[:4])
            request, self._in = self._in[4 : 4 + length], self._in[4 + length :]
            if request[0] != 1:
                self._out += self._answer(request[0], struct.unpack(">I", request[1:5])[0], request[5:])

    def recv(self, count: int) -> bytes:
        data, self._out = bytes(self._out[:count]), self._out[count:]
        return data


def packet(kind: int, body: bytes) -> bytes:
    return struct.pack(">IB", len(body) + 1, kind) + body


def numbered(kind: int, request: int, body: bytes) -> bytes:
    return packet(kind, struct.pack(">I", request) + body)


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def attributes(size: int, mode: int = REGULAR) -> bytes:
    return struct.pack(">IQII", 1 | 4, size, mode, 0)[:-4]


def read(server: PlayedServer):
    sftp = Sftp(server)
    sftp.start()
    return FileReader(sftp, LIMITS, lambda: None, iter(())).read([PATH], listing=FOLDER, link="/etc/localtime")


def honest(content: bytes, names: list[bytes] | None = None, **lies):
    """A server that serves one file and one directory, but for the lies: kind of request -> answer."""
    listed = [names or [b"timekpr.anna.conf"]]

    def answer(kind: int, request: int, body: bytes) -> bytes:
        if kind in (7, 8):
            return numbered(105, request, lies.get("attributes", attributes(len(content))))
        if kind in (3, 11):
            return numbered(102, request, string(b"d" if kind == 11 else b"f"))
        if kind == 5:
            at, length = struct.unpack(">QI", body[-12:])
            data = content[at : at + length]
            return numbered(103, request, string(data)) if data else numbered(101, request, struct.pack(">I", 1))
        if kind == 12:
            found = lies["endless"] if "endless" in lies else listed.pop() if listed else []
            entries = b"".join(string(name) + string(b"") + struct.pack(">I", 0) for name in found)
            return numbered(104, request, struct.pack(">I", len(found)) + entries) if found else eof(request)
        return numbered(101, request, struct.pack(">I", 2 if kind == 19 else 0))

    return PlayedServer(answer)


def eof(request: int) -> bytes:
    return numbered(101, request, struct.pack(">I", 1))


def test_an_honest_server_is_read() -> None:
    result = read(honest(b"[GENERAL]\n" * 5000))

    assert result.files[PATH].data == b"[GENERAL]\n" * 5000
    assert result.names == ("timekpr.anna.conf",)


def test_a_directory_without_an_end_is_refused() -> None:
    result = read(honest(b"x\n", endless=[b"name"] * 10))

    assert isinstance(result.names, FileRefused)


def test_a_file_that_says_it_is_small_and_is_not_is_never_read_beyond_the_bound() -> None:
    result = read(honest(b"x" * (2 * READ_SIZE) + b"\n", attributes=attributes(10)))

    file = result.files[PATH]
    assert isinstance(file, FileRefused) or len(file.data) <= READ_SIZE


def test_a_file_that_says_it_is_endless_is_not_read() -> None:
    assert isinstance(read(honest(b"x", attributes=attributes(2**63))).files[PATH], FileRefused)


def test_an_answer_to_a_question_that_nobody_asked_is_refused() -> None:
    with pytest.raises(ProtocolTooOld):
        read(PlayedServer(lambda _kind, request, _body: numbered(101, request + 1000, struct.pack(">I", 0))))


def test_an_older_version_is_named() -> None:
    server = honest(b"x\n")
    server._out = bytearray(packet(2, struct.pack(">I", 2)))

    with pytest.raises(ProtocolTooOld, match="older"):
        read(server)


def test_a_flood_ends_at_the_bound() -> None:
    with pytest.raises(MachineError):
        read(PlayedServer(lambda _kind, request, _body: numbered(103, request, string(b"x" * 60_000)) * 10))


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=20), st.data())
def test_random_answers_end_in_an_error_of_ours_or_in_a_result(bodies: list[bytes], data: st.DataObject) -> None:
    kinds = st.sampled_from([2, 101, 102, 103, 104, 105, 201, 0])

    def answer(_kind: int, request: int, _body: bytes) -> bytes:
        return numbered(data.draw(kinds), request, data.draw(st.sampled_from(bodies)))

    try:
        result = read(PlayedServer(answer))
    except (MachineError, EOFError):
        return
    assert all(isinstance(file, RemoteFile | MachineError) for file in result.files.values())


@given(st.binary(max_size=400))
def test_random_bytes_end_in_an_error_of_ours(noise: bytes) -> None:
    server = honest(b"x\n")
    server._out = bytearray(noise)

    try:
        read(server)
    except (MachineError, EOFError):
        return
