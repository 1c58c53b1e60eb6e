"""The command is really run on this machine: an account of its own is made, signed in to, and taken away again."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from computer_setup import GATE, remove_command, set_up_command
from ssh_client.keys import generate_key, load_key
from tests.support.program import as_json, ok
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd

from .paste import body, paste

pytestmark = pytest.mark.real


@pytest.fixture
def account() -> Iterator[str]:
    """A name that nobody has; whatever a test leaves of it is taken away."""
    assert os.geteuid() == 0, "an account can only be made by root"
    name = f"tkgate-{os.getpid()}"
    yield name
    subprocess.run(["sh"], input=body(remove_command(name)), text=True, check=False, capture_output=True)
    with contextlib.suppress(KeyError):
        pwd.getpwnam(name)
        subprocess.run(["userdel", "-f", name], check=True)
    for path in (*places(name), Path(f"/home/{name}")):
        shutil.rmtree(path, ignore_errors=True)


def places(account: str) -> tuple[Path, Path]:
    """The account's home and the gate's folder."""
    return Path(f"/var/lib/{account}-gate"), Path(f"/usr/local/lib/{account}")


@pytest.fixture
def public_key() -> str:
    return load_key(generate_key()).public_line


@pytest.fixture
def pc() -> Iterator[Path]:
    """A folder that every account may read: those of pytest are its user's alone."""
    with tempfile.TemporaryDirectory(prefix="tkgate-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "pc"


def everything(account: str) -> dict[str, tuple[int, int, str]]:
    """Each file and folder of ours: owner, mode, content."""
    found = {}
    for top in places(account):
        for path in (top, *sorted(top.rglob("*"))):
            known = path.lstat()
            text = path.read_text() if stat.S_ISREG(known.st_mode) else ""
            found[str(path)] = (known.st_uid, stat.S_IMODE(known.st_mode), text)
    return found


def test_the_account_is_as_sshd_and_timekpr_want_it(account: str, public_key: str, tmp_path: Path) -> None:
    done = paste(set_up_command(public_key, account), tmp_path)

    assert done.returncode == 0, done.stderr
    entry = pwd.getpwnam(account)
    home, folder = places(account)
    assert 940 <= entry.pw_uid <= 998
    assert (entry.pw_shell, entry.pw_dir) == ("/bin/sh", str(home))
    assert account in grp.getgrnam("timekpr").gr_mem
    assert f"{account}:*:" in Path("/etc/shadow").read_text()
    assert everything(account) == {
        str(home): (0, 0o755, ""),
        f"{home}/.ssh": (0, 0o755, ""),
        f"{home}/.ssh/authorized_keys": (0, 0o644, f'restrict,command="{folder}/gate" {public_key}\n'),
        str(folder): (0, 0o755, ""),
        f"{folder}/gate": (0, 0o755, GATE.read_text()),
    }


def test_it_ends_with_the_host_keys_to_compare_and_one_line(account: str, public_key: str, tmp_path: Path) -> None:
    done = paste(set_up_command(public_key, account), tmp_path)

    first, *keys, last = done.stdout.splitlines()
    there = Path("/etc/ssh").glob("ssh_host_*_key.pub")
    wanted = [
        subprocess.run(["ssh-keygen", "-lf", path], capture_output=True, text=True, check=True).stdout.strip()
        for path in sorted(there)
    ]
    assert first == "The host keys of this computer, to compare in timekpr-mngr:"
    assert keys == wanted
    assert last == f"Done: timekpr-mngr can sign in as {account}."


def test_a_second_time_is_harmless_and_brings_a_new_key(account: str, public_key: str, tmp_path: Path) -> None:
    paste(set_up_command(public_key, account), tmp_path)
    before, entry = everything(account), pwd.getpwnam(account)
    again = paste(set_up_command(public_key, account), tmp_path)

    assert (again.returncode, again.stderr) == (0, "")
    assert (everything(account), pwd.getpwnam(account)) == (before, entry)

    other = load_key(generate_key()).public_line
    (places(account)[1] / "gate").write_text("an old one")
    assert paste(set_up_command(other, account), tmp_path).returncode == 0
    assert everything(account) == {
        path: (*facts, text.replace(public_key, other)) for path, (*facts, text) in before.items()
    }


def test_the_program_signs_in_and_reads_with_strict_modes(
    account: str, tmp_path: Path, pc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    timekpr_tree(pc, ("anna", "ben"))
    for path in (pc, *pc.rglob("*")):
        path.chmod(0o755)  # as Timekpr's are; the command line has made the files of this process private
    paste(ok(data, "server", "setup-command", "--account", account).rstrip("\n"), tmp_path)
    as_delivered = Sshd.start.__globals__["CONFIG"].replace("{root}/authorized_keys", ".ssh/authorized_keys")
    monkeypatch.setattr("workbench.sshd.CONFIG", as_delivered.replace("StrictModes no", "StrictModes yes"))

    with Sshd(tmp_path / "sshd", "", account=account) as sshd:
        where = ("--host", "127.0.0.1", "--port", str(sshd.port), "--user", account)
        ok(data, "server", "add", "PC", *where, "--main-config", str(pc / "timekpr.conf"))
        ok(data, "server", "trust", "PC", "--fingerprint", as_json(data, "server", "scan", "PC")["fingerprint"])

        assert "Users there: anna, ben" in ok(data, "server", "scan", "PC")
        ok(data, "user", "add", "PC", "anna")
        ok(data, "sync")
        assert ok(data, "get", "PC", "anna", "LIMIT_PER_WEEK") == "18000\n"


def test_removing_leaves_nothing_and_is_harmless_a_second_time(account: str, public_key: str, tmp_path: Path) -> None:
    paste(set_up_command(public_key, account), tmp_path)
    entry = pwd.getpwnam(account)
    running = subprocess.Popen(["sleep", "600"], user=entry.pw_uid, group=entry.pw_gid)

    for _ in range(2):
        done = paste(remove_command(account), tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"Done: nothing of timekpr-mngr's account {account} is left here.\n"
        assert not any(path.exists() for path in places(account))
        for file in ("passwd", "shadow", "group", "gshadow", "subuid", "subgid"):
            assert account not in Path("/etc", file).read_text(), file
        assert "timekpr:" in Path("/etc/group").read_text()
    assert running.wait(10) == -9


def test_a_folder_that_others_use_too_is_left_to_them(account: str, public_key: str, tmp_path: Path) -> None:
    paste(set_up_command(public_key, account), tmp_path)
    other = places(account)[1] / "other"
    other.touch()

    assert paste(remove_command(account), tmp_path).returncode == 0
    assert list(places(account)[1].iterdir()) == [other]


def test_an_account_of_the_former_instructions_is_taken_over(account: str, public_key: str, tmp_path: Path) -> None:
    number = next(str(uid) for uid in range(998, 940, -1) if not any(one.pw_uid == uid for one in pwd.getpwall()))
    subprocess.run(["useradd", "--system", "--uid", number, "-m", "-s", "/bin/sh", account], check=True)

    done = paste(set_up_command(public_key, account), tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"The former home /home/{account} is not used any more.\n" in done.stdout
    assert pwd.getpwnam(account).pw_dir == str(places(account)[0])
    assert account in grp.getgrnam("timekpr").gr_mem


@pytest.mark.parametrize("somebody", ["daemon", "nobody"])
def test_an_account_of_somebody_else_is_not_touched(somebody: str, public_key: str, tmp_path: Path) -> None:
    before = pwd.getpwnam(somebody)
    for command in (set_up_command(public_key, somebody), remove_command(somebody)):
        done = paste(command, tmp_path)
        assert done.returncode == 1
        assert done.stderr == f"timekpr-mngr: The account {somebody} is somebody else's.\n"
    assert pwd.getpwnam(somebody) == before
    assert not any(path.exists() for path in places(somebody))


def test_a_person_is_not_touched(account: str, public_key: str, tmp_path: Path) -> None:
    subprocess.run(["useradd", "--create-home", account], check=True)
    for command in (set_up_command(public_key, account), remove_command(account)):
        assert "is somebody else's" in paste(command, tmp_path).stderr
    assert Path(f"/home/{account}").is_dir()
    subprocess.run(["userdel", "--remove", account], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("there", "not_there", "missing"),
    [
        ("group timekpr >", "group timekpr-is-not-here >", "timekpr-next"),
        ("command -v sshd", "command -v sshd-is-not-here", "openssh-server"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_done(
    account: str, public_key: str, tmp_path: Path, there: str, not_there: str, missing: str
) -> None:
    command = set_up_command(public_key, account)
    assert command.count(there) == 1
    done = paste(command.replace(there, not_there), tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("timekpr-mngr: Something is missing here. First: apt install")
    assert missing in done.stderr
    assert not any(path.exists() for path in places(account))
    with pytest.raises(KeyError):
        pwd.getpwnam(account)


@pytest.mark.parametrize("make", [set_up_command, lambda _, name: remove_command(name)])
def test_without_root_it_says_so(account: str, public_key: str, make: object) -> None:
    done = subprocess.run(
        ["sh"], input=body(make(public_key, account)), text=True, user="nobody", capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (1, "timekpr-mngr: This needs root: run it with sudo.\n")
