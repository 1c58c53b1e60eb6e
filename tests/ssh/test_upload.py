"""A file on a real computer is replaced as a whole, or it is entirely the old one and a sentence says why."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from errors import UploadFailed
from ssh_client.pull import SshMachine

from .conftest import Computer
from .machine import machine

pytestmark = pytest.mark.real

OLD, NEW = b"old\n" * 500, b"new\n" * 700


@pytest.fixture
def there(computer: Computer) -> Iterator[SshMachine]:
    with machine(computer.port, computer.login) as one:
        yield one


@pytest.fixture
def path(computer: Computer) -> Path:
    path = computer.root / "config/timekpr.anna.conf"
    path.write_bytes(OLD)
    return path


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


@pytest.mark.parametrize("size", [0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 256 * 1024])
def test_every_byte_is_there_afterwards(there: SshMachine, path: Path, size: int) -> None:
    before, data = names(path), os.urandom(size)
    there.replace(str(path), data)

    assert path.read_bytes() == data
    assert names(path) == before


def test_owner_and_mode_stay(there: SshMachine, path: Path) -> None:
    os.chown(path, 4711, 4712)
    path.chmod(0o640)
    there.replace(str(path), NEW)

    about = path.stat()
    assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (4711, 4712, 0o640)
    assert path.read_bytes() == NEW


def test_several_files_go_over_one_connection(there: SshMachine, path: Path) -> None:
    for number in range(5):
        there.replace(str(path), b"%d\n" % number)
        assert there.read(str(path))[str(path)].data == b"%d\n" % number


def _link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def _loose_link(path: Path) -> None:
    path.symlink_to("nowhere")


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "file").touch()


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.open(path.parent, os.O_RDONLY)
        sock.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


@pytest.mark.parametrize("make", [_link, _loose_link, os.mkfifo, _folder, _socket])
def test_what_is_not_a_regular_file_is_refused_and_stays(
    there: SshMachine, path: Path, make: Callable[[Path], None]
) -> None:
    path.unlink()
    make(path)
    before, about = names(path), path.lstat()

    with pytest.raises(UploadFailed, match="not a regular file"):
        there.replace(str(path), NEW)
    assert (names(path), path.lstat()[:8]) == (before, about[:8])


@pytest.mark.parametrize("missing", ["config/timekpr.carla.conf", "elsewhere/timekpr.anna.conf"])
def test_a_file_that_is_not_there_is_not_made(there: SshMachine, computer: Computer, missing: str) -> None:
    before = sorted(computer.root.rglob("*"))

    with pytest.raises(UploadFailed, match="no such file"):
        there.replace(str(computer.root / missing), NEW)
    assert sorted(computer.root.rglob("*")) == before


def test_what_an_earlier_attempt_has_left_is_removed_and_nothing_else(there: SshMachine, path: Path) -> None:
    before = names(path)
    for suffix in ("", "0123456789abcdef", "x"):
        Path(f"{path}.upload-{suffix}").write_bytes(b"half")
    others = ["timekpr.anna.conf.prev", "timekpr.ben.conf.upload-0123456789abcdef", "x.upload-1"]
    for name in others:
        path.with_name(name).touch()
    there.replace(str(path), NEW)

    assert names(path) == sorted(before + others)


def test_a_leftover_that_cannot_be_removed_stops_nothing(there: SshMachine, path: Path) -> None:
    Path(f"{path}.upload-folder").mkdir()
    there.replace(str(path), NEW)

    assert path.read_bytes() == NEW


def test_a_reader_sees_the_old_or_the_new_file_and_never_a_part(there: SshMachine, path: Path) -> None:
    versions = [bytes([65 + number]) * (40_000 + number) for number in range(20)]
    path.write_bytes(versions[0])
    seen: set[bytes] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for data in versions:
            there.replace(str(path), data)
    finally:
        stop.set()
        reader.join()
    assert seen <= set(versions)
    assert len(seen) > 1


def test_an_open_file_is_not_changed_under_whoever_reads_it(there: SshMachine, path: Path) -> None:
    with path.open("rb") as file:
        assert file.read(4) == b"old\n"
        there.replace(str(path), NEW)
        assert b"old\n" + file.read() == OLD
