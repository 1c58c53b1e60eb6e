"""Where a file cannot be replaced the old one is entirely there, one sentence says why, and nothing is left over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from errors import MachineError, UploadFailed
from ssh_client.keys import HostKey
from ssh_client.pull import SshMachine
from ssh_client.transport import Login
from tests.support import disks
from workbench.account import throwaway_account
from workbench.proxy import Proxy
from workbench.sshd import Sshd

from .conftest import Computer
from .machine import machine

pytestmark = pytest.mark.real

OLD, NEW = b"old\n" * 500, b"new\n" * 20_000


@pytest.fixture
def there(computer: Computer) -> Iterator[SshMachine]:
    with machine(computer.port, computer.login) as one:
        yield one


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "disk", "128k,nr_inodes=20") as folder:
        yield folder


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def free(folder: Path) -> int:
    return os.statvfs(folder).f_bfree


@pytest.mark.parametrize("room", [0, 10_000])
def test_no_space(there: SshMachine, small_disk: Path, room: int) -> None:
    path, ballast = small_disk / "timekpr.anna.conf", small_disk / "ballast"
    path.write_bytes(OLD)
    fill(ballast)
    if room:
        os.truncate(ballast, ballast.stat().st_size - room)
    before = free(small_disk)

    with pytest.raises(UploadFailed, match="full, read-only or failing") as caught:
        there.replace(str(path), NEW)
    assert "still in force" in str(caught.value)
    assert path.read_bytes() == OLD
    assert sorted(one.name for one in small_disk.iterdir()) == ["ballast", "timekpr.anna.conf"]
    assert free(small_disk) == before  # at once: nothing is kept open there
    ballast.unlink()
    there.replace(str(path), NEW)
    assert path.read_bytes() == NEW


def test_no_inode(there: SshMachine, small_disk: Path) -> None:
    path = small_disk / "timekpr.anna.conf"
    path.write_bytes(OLD)
    with contextlib.suppress(OSError):
        for number in range(100):
            (small_disk / f"{number}").touch()
    before = sorted(small_disk.iterdir())

    with pytest.raises(UploadFailed, match="full"):
        there.replace(str(path), NEW)
    assert (path.read_bytes(), sorted(small_disk.iterdir())) == (OLD, before)


def test_a_disk_that_is_read_only(there: SshMachine, small_disk: Path) -> None:
    path = small_disk / "timekpr.anna.conf"
    path.write_bytes(OLD)
    disks.mount(small_disk, "-o", "remount,ro")

    with pytest.raises(UploadFailed, match="read-only"):
        there.replace(str(path), NEW)
    assert (path.read_bytes(), list(small_disk.iterdir())) == (OLD, [path])


@pytest.fixture(scope="module")
def account() -> Iterator[str]:
    with throwaway_account("tkupload") as name:
        yield name


@pytest.fixture
def as_another(tmp_path: Path, computer: Computer, account: str) -> Iterator[SshMachine]:
    """Signed in as an account that is not root; everything of the computer can be read by it."""
    if os.geteuid() != 0:
        pytest.fail("this test needs to be root to make another account")
    (tmp_path / "sshd").mkdir()
    above = [folder for folder in computer.root.parents if folder.stat().st_mode & 0o777 == 0o700]
    for folder in [*above, computer.root, tmp_path / "sshd"]:
        folder.chmod(0o755)
    with (
        Sshd(tmp_path / "sshd", computer.login.key.public_line, account=account) as server,
        machine(server.port, replace(computer.login, account=account, pinned=_key_of(server))) as one,
    ):
        yield one


def _key_of(server: Sshd) -> HostKey:
    return HostKey.from_line(server.host_key_line)


def test_a_folder_that_our_account_may_not_write_to(as_another: SshMachine, computer: Computer) -> None:
    path = computer.root / "config/timekpr.anna.conf"
    path.write_bytes(OLD)
    path.chmod(0o666)
    path.parent.chmod(0o755)
    before = sorted(path.parent.iterdir())

    with pytest.raises(UploadFailed, match="not allowed to write"):
        as_another.replace(str(path), NEW)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (OLD, before)


def test_a_file_whose_owner_our_account_cannot_give_to_the_new_one(as_another: SshMachine, computer: Computer) -> None:
    path = computer.root / "config/timekpr.anna.conf"
    path.write_bytes(OLD)
    path.parent.chmod(0o777)
    before = sorted(path.parent.iterdir())

    with pytest.raises(UploadFailed, match="not allowed to write"):
        as_another.replace(str(path), NEW)
    assert (path.read_bytes(), path.stat().st_uid, sorted(path.parent.iterdir())) == (OLD, 0, before)


def test_a_gate_that_lets_us_only_read(tmp_path: Path, computer: Computer) -> None:
    path = computer.root / "config/timekpr.anna.conf"
    path.write_bytes(OLD)
    before = sorted(path.parent.iterdir())
    extra = "ForceCommand internal-sftp -R"
    with (
        Sshd(tmp_path / "sshd", computer.login.key.public_line, extra=extra) as server,
        machine(server.port, Login(server.account, computer.login.key, _key_of(server))) as one,
        pytest.raises(UploadFailed, match="not allowed to write"),
    ):
        one.replace(str(path), NEW)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (OLD, before)


def test_a_connection_that_breaks_anywhere_leaves_the_old_or_the_new_file_and_the_next_attempt_tidies_up(
    computer: Computer,
) -> None:
    path = computer.root / "config/timekpr.anna.conf"
    before = sorted(path.parent.iterdir())
    with Proxy(computer.port) as proxy, machine(proxy.port, computer.login) as one:
        path.write_bytes(OLD)
        one.replace(str(path), NEW)
        length = proxy.forwarded
    seen = set()
    for after in (*range(length * 3 // 5, length, length // 25), *range(length - 300, length + 100, 32)):
        path.write_bytes(OLD)
        cut = True
        with (
            Proxy(computer.port, after=after, hang_up=True) as proxy,
            contextlib.suppress(MachineError),
            machine(proxy.port, computer.login) as one,
        ):
            one.replace(str(path), NEW)
            cut = False
        seen.add((cut, path.read_bytes()))
    assert (True, OLD) in seen
    assert seen <= {(True, OLD), (True, NEW), (False, NEW)}
    with machine(computer.port, computer.login) as one:
        one.replace(str(path), NEW)
    assert sorted(path.parent.iterdir()) == before
