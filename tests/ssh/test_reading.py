"""What is read from a real computer, and what is refused."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from errors import FileMissing, FileRefused, ProtocolTooOld
from ssh_client import files
from ssh_client.files import RemoteFile
from workbench.dead import silent

from .conftest import Computer

pytestmark = pytest.mark.real


def test_it_reads_every_file_as_it_is(computer: Computer) -> None:
    pulled = computer.pull().value

    assert pulled.main.data == (computer.root / "timekpr.conf").read_bytes()
    for user in computer.users:
        read = pulled.users[user]
        assert read.config.data == (computer.root / f"config/timekpr.{user}.conf").read_bytes()
        assert read.time.data == (computer.root / f"work/{user}.time").read_bytes()
        assert read.time.mtime == int((computer.root / f"work/{user}.time").stat().st_mtime)


def test_it_finds_the_users_of_the_computer_and_nothing_else(computer: Computer) -> None:
    for name in ("timekpr.carla.conf", "timekpr.x.conf.prev", "timekpr.dora.conf.upload", "timekpr...conf", "notes"):
        (computer.root / "config" / name).touch()

    assert computer.pull().value.found == ("anna", "ben", "carla")


def test_it_reads_binary_content_and_a_file_over_one_packet_to_the_last_byte(computer: Computer) -> None:
    for size in (32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 256 * 1024):
        data = os.urandom(size - 1) + b"\n"
        (computer.root / "config/timekpr.anna.conf").write_bytes(data)

        assert computer.pull().value.users["anna"].config.data == data


@pytest.mark.parametrize("size", [256 * 1024 + 1, 50_000_000])
def test_a_file_that_is_too_large_is_refused_and_the_others_are_read(computer: Computer, size: int) -> None:
    with (computer.root / "work/anna.time").open("wb") as file:
        file.truncate(size)

    users = computer.pull().value.users

    assert isinstance(users["anna"].time, FileRefused)
    assert "larger than 256 KiB" in str(users["anna"].time)
    assert isinstance(users["ben"].time, RemoteFile)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _directory(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.open(path.parent, os.O_RDONLY)
        sock.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


@pytest.mark.parametrize("make", [_fifo, _directory, _link, _device, _unix_socket])
def test_what_is_not_a_regular_file_is_never_opened(computer: Computer, make: object) -> None:
    path = computer.root / "config/timekpr.anna.conf"
    path.unlink()
    make(path)

    users = computer.pull().value.users

    assert isinstance(users["anna"].config, FileRefused)
    assert "not a regular file" in str(users["anna"].config)
    assert isinstance(users["ben"].config, RemoteFile)


def test_a_missing_timekpr_conf_says_that_timekpr_is_not_there(computer: Computer) -> None:
    (computer.root / "timekpr.conf").unlink()

    outcome = computer.pull()

    assert isinstance(outcome.error, FileMissing)
    assert "Is Timekpr-nExT installed" in str(outcome.error)


def test_a_missing_user_file_is_that_users_trouble_alone(computer: Computer) -> None:
    (computer.root / "work/anna.time").unlink()

    users = computer.pull().value.users

    assert isinstance(users["anna"].time, FileMissing)
    assert isinstance(users["ben"].time, RemoteFile)


def test_a_directory_with_thousands_of_names_is_refused(computer: Computer) -> None:
    for number in range(1100):
        (computer.root / "config" / f"timekpr.u{number}.conf").touch()

    assert isinstance(computer.pull().error, FileRefused)


def test_a_listing_of_hundreds_of_names_is_read_to_its_end(computer: Computer) -> None:
    for number in range(700):
        (computer.root / "config" / f"timekpr.u{number}.conf").touch()

    outcome = computer.pull()

    assert len(outcome.value.found) == 702
    assert isinstance(outcome.value.users["anna"].config, RemoteFile)


def test_names_that_are_not_utf8_do_no_harm(computer: Computer) -> None:
    (computer.root / "config").joinpath(os.fsdecode(b"timekpr.\xff\xfe.conf")).touch()

    assert computer.pull().value.found == ("anna", "ben")


def test_files_that_timekpr_conf_keeps_elsewhere_are_read_from_there(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "pc").rename(tmp_path / "elsewhere")
    (tmp_path / "pc").mkdir()
    (tmp_path / "elsewhere/timekpr.conf").rename(tmp_path / "pc/timekpr.conf")
    (tmp_path / "pc/config").mkdir()
    before = computer.directories
    computer.root = tmp_path / "elsewhere"

    pulled = computer.pull(computer.request(main_config=str(tmp_path / "pc/timekpr.conf"), directories=before)).value

    assert pulled.directories == computer.directories
    assert pulled.found == ("anna", "ben")
    assert isinstance(pulled.users["anna"].config, RemoteFile)


def test_an_empty_file_is_read_again_since_timekpr_may_be_writing_it(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = computer.root / "work/anna.time"
    content = path.read_bytes()
    path.write_bytes(b"")
    looks_torn = files._looks_torn

    def and_now_it_is_written(data: bytes) -> bool:
        torn = looks_torn(data)
        if torn:
            path.write_bytes(content)
        return torn

    monkeypatch.setattr(files, "_looks_torn", and_now_it_is_written)

    assert computer.pull().value.users["anna"].time.data == content


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n" * 500, b"SSH-1.5-ancient\r\n", b"\xff\x00" * 5000]
)
def test_what_is_not_an_ssh_server_is_told_apart(computer: Computer, greeting: bytes) -> None:
    with silent(greeting) as port:
        outcome = computer.pull(target=computer.target(port=port))

    assert isinstance(outcome.error, ProtocolTooOld)
