"""By SSH to a real server: only with our key, and only to a server whose key somebody has confirmed."""

from __future__ import annotations

import getpass
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import GitHostKeyChanged, GitHostKeyUnknown, GitKeyRefused, GitKeyUnreadable, GitNoRepository
from tests.git_copy.conftest import Machine
from tests.git_copy.places import tree
from workbench.sshd import Sshd

pytestmark = pytest.mark.real

CONTENT = {"README.md": b"hello\n"}


def new_key(path: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True, stdin=subprocess.DEVNULL)
    return path.with_suffix(".pub").read_text().strip()


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "sshd", new_key(tmp_path / "key")) as sshd:
        yield sshd


@pytest.fixture
def known(tmp_path: Path, sshd: Sshd) -> Path:
    path = tmp_path / "known hosts"
    path.write_text(f"[127.0.0.1]:{sshd.port} {sshd.host_key_line}\n")
    return path


@pytest.fixture
def way(machine: Machine, sshd: Sshd, known: Path, tmp_path: Path, repository: Path) -> dict[str, object]:
    machine.remote = f"ssh://{getpass.getuser()}@127.0.0.1:{sshd.port}{repository}"
    return {"ssh_key_file": str(tmp_path / "key"), "known_hosts_file": str(known)}


def test_a_copy_arrives_and_the_next_one_too(machine: Machine, way: dict[str, object], repository: Path) -> None:
    machine.push(CONTENT, **way)
    machine.push({"README.md": b"again\n"}, **way)
    assert tree(repository) == {"README.md": b"again\n"}


def test_a_server_that_nobody_has_confirmed_gets_nothing(machine: Machine, way: dict[str, object], known: Path) -> None:
    known.write_text("")
    with pytest.raises(GitHostKeyUnknown) as caught:
        machine.push(CONTENT, **way)
    assert str(known) in str(caught.value)
    assert known.read_text() == ""


def test_a_server_with_another_key_gets_nothing(
    machine: Machine, way: dict[str, object], known: Path, tmp_path: Path, sshd: Sshd
) -> None:
    other = new_key(tmp_path / "other")
    known.write_text(f"[127.0.0.1]:{sshd.port} {' '.join(other.split()[:2])}\n")
    with pytest.raises(GitHostKeyChanged):
        machine.push(CONTENT, **way)


def test_a_key_that_is_not_taken_is_said(machine: Machine, way: dict[str, object], tmp_path: Path) -> None:
    new_key(tmp_path / "stranger")
    with pytest.raises(GitKeyRefused):
        machine.push(CONTENT, **{**way, "ssh_key_file": str(tmp_path / "stranger")})


def test_a_key_that_is_not_there_or_open_to_others_is_said(
    machine: Machine, way: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / "key").chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    with pytest.raises(GitKeyUnreadable):
        machine.push(CONTENT, **way)
    with pytest.raises(GitKeyUnreadable):
        machine.push(CONTENT, **{**way, "ssh_key_file": str(tmp_path / "nothing")})


def test_a_repository_that_is_missing_is_said(machine: Machine, way: dict[str, object]) -> None:
    machine.remote += "-not"
    with pytest.raises(GitNoRepository):
        machine.push(CONTENT, **way)
