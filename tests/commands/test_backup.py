"""Backups on the command line, beside a running program and without one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.backup.conftest import played_seal, played_unseal
from tests.support.program import MAIN, as_json, invoke, ok, run, serving

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backup.making.seal", played_seal)
    monkeypatch.setattr("backup.reading.unseal", played_unseal)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    (tmp_path / "secret").write_text(f"{PASSPHRASE}\n")
    return str(tmp_path / "secret")


def servers(data: Path) -> list[str]:
    return [one["name"] for one in as_json(data, "server", "list")]


def test_from_one_machine_to_another(alone: Path, tmp_path: Path, secret: str) -> None:
    key, file = ok(alone, "key", "show"), tmp_path / "copy.tar.gz"
    said = ok(alone, "backup", "create", str(file), "--passphrase-file", secret)
    assert said.startswith(f"The backup is {file} (")
    assert "encrypted" in said
    assert ok(alone, "backup", "check", str(file)).startswith("The backup is whole: 3 files")
    told = as_json(alone, "backup", "check", str(file), "--passphrase-file", secret)
    assert (told["secrets"], told["secrets_read"], told["left_out"]) == (True, True, [])

    new = tmp_path / "new"
    said = ok(new, "backup", "restore", str(file), "--passphrase-file", secret)
    assert said.splitlines()[0].startswith(f"{new} is as it was at ")
    assert "sign in again. Passwords, tokens and links are as they were then." in said
    assert ok(new, "key", "show") == key
    assert servers(new) == ["pc"]
    assert ok(new, "check").startswith("The data is in order")


def test_without_a_passphrase_it_says_what_is_missing_everywhere(alone: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.tar.gz"
    created = ok(alone, "backup", "create", str(file))
    checked = ok(alone, "backup", "check", str(file))
    restored = ok(tmp_path / "new", "backup", "restore", str(file))
    for said in (created, checked, restored):
        assert "a new key has to go to every computer" in said
        assert "NOT in it" in said
    assert as_json(alone, "backup", "create", str(tmp_path / "other.tar.gz"))["secrets"] is False


def test_those_in_the_folder_are_listed_and_found_by_name(alone: Path, secret: str) -> None:
    assert "There is no backup" in ok(alone, "backup", "list")
    made = as_json(alone, "backup", "create", "--passphrase-file", secret)
    (listed,) = as_json(alone, "backup", "list")
    assert listed["path"] == made["path"]
    assert listed["secrets"] is True
    assert "with secrets, encrypted" in ok(alone, "backup", "list")
    assert "is whole" in ok(alone, "backup", "check", listed["name"])


def test_into_a_folder_it_goes_under_its_own_name(alone: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    ok(alone, "backup", "create", str(tmp_path / "stick"))
    (made,) = (tmp_path / "stick").iterdir()
    assert made.name.startswith("timekpr-mngr-20")
    assert made.name.endswith("-without-secrets.tar.gz")


@pytest.mark.parametrize("name", ["stick", "stick/", "copy.tar", "stick/family"])
def test_a_stick_that_is_not_there_is_no_file(alone: Path, tmp_path: Path, name: str) -> None:
    done = invoke(alone, "backup", "create", f"{tmp_path}/{name}", typed=f"{PASSPHRASE}\n")
    path = tmp_path / name
    assert (done.returncode, done.stdout) == (2, "")
    said = f"file: “{path}” is not allowed. There is no such folder. A file for a backup ends in .tar.gz.\n"
    assert done.stderr == said
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_file_in_a_folder_that_is_not_there_is_refused(alone: Path, tmp_path: Path) -> None:
    done = invoke(alone, "backup", "create", str(tmp_path / "stick" / "family.tar.gz"))
    assert done.returncode == 1
    assert not (tmp_path / "stick").exists()


def test_the_passphrase_of_the_settings_is_taken(alone: Path, tmp_path: Path, secret: str) -> None:
    (alone / "settings.json").write_text(json.dumps({"backup": {"passphrase_file": secret}}))
    assert as_json(alone, "backup", "create", str(tmp_path / "x.tar.gz"))["secrets"] is True
    done = invoke(alone, "backup", "create", str(tmp_path / "y.tar.gz"), "--without-secrets", "--json")
    assert json.loads(done.stdout)["secrets"] is False


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("create", "FILE"), 2, "There is already a file named"),
        (("create", "DATA/x.tar.gz"), 2, "Choose a place outside of the data directory"),
        (("create", "FILE2", "--passphrase-file", "WEAK"), 2, "A passphrase needs at least 10 characters"),
        (("create", "FILE2", "--passphrase-file", "NONE"), 1, "The passphrase cannot be read from"),
        (("create", "NONE/x.tar.gz"), 1, "Not saved"),
        (("check", "NONE"), 1, "Check where the backup is"),
        (("check", "WEAK"), 1, "is not a backup of this program"),
        (("check", "FOLDER"), 1, "it is not a file"),
        (("restore", "FILE"), 1, "Give their passphrase with --passphrase-file"),
        (("restore", "FILE", "--passphrase-file", "WEAK"), 1, "The passphrase is not the one of"),
        (("restore", "FILE", "--without-secrets", "--to", "FOLDER"), 1, "is not empty"),
        (("restore", "FILE", "--without-secrets", "--to", "NONE/deeper"), 1, "there is no folder"),
        (("restore", "NONE"), 1, "Check where the backup is"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    alone: Path, tmp_path: Path, secret: str, words: tuple[str, ...], status: int, said: str
) -> None:
    (tmp_path / "weak").write_text("short\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x").write_text("x")
    file = tmp_path / "copy.tar.gz"
    ok(alone, "backup", "create", str(file), "--passphrase-file", secret)
    names = {
        "FILE2": tmp_path / "two.tar.gz", "FILE": file, "DATA": alone, "WEAK": tmp_path / "weak",
        "NONE": tmp_path / "none", "FOLDER": tmp_path / "folder",
    }  # fmt: skip
    filled = []
    for word in words:
        first, slash, rest = word.partition("/")
        filled.append(f"{names.get(first, first)}{slash}{rest}")
    before = sorted(tmp_path.rglob("*"))
    done = invoke(alone, "backup", *filled)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before
    assert servers(alone) == ["pc"]


def test_beside_a_running_program_one_is_made_and_none_is_put_back(alone: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.tar.gz"
    with serving(alone):
        assert run(alone, "backup", "create", str(file)).returncode == 0
        refused = run(alone, "backup", "restore", str(file))
        assert refused.returncode == 1
        assert "is in use by" in refused.stderr
        assert "Stop that one first" in refused.stderr
        assert run(alone, "backup", "restore", str(file), "--to", str(tmp_path / "new")).returncode == 0
    ok(alone, "backup", "restore", str(file))
    assert servers(alone) == servers(tmp_path / "new") == ["pc"]


KILLED_AT = """
import itertools, os, signal, sys
sys.path.insert(0, {root!r})
from storage import filesystem
at, count = int(sys.argv[1]), itertools.count(1)
for name in ("create", "write", "fsync", "rename", "unlink", "rmdir", "mkdir", "fsync_dir", "link"):
    def step(self, *args, real=getattr(filesystem.Filesystem, name)):
        if next(count) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *args)
    setattr(filesystem.Filesystem, name, step)
from main import cli
cli(sys.argv[2:])
"""


def test_killed_at_any_step_the_next_start_has_the_old_or_the_new(alone: Path, tmp_path: Path) -> None:
    """A real process and a real kill, at steps all over a restore; what comes between is in tests/storage."""
    file = tmp_path / "copy.tar.gz"
    ok(alone, "backup", "create", str(file))
    ok(alone, "server", "rename", "pc", "renamed")
    script = tmp_path / "killed.py"
    script.write_text(KILLED_AT.format(root=str(MAIN.parent)))
    seen, at, step = [], 3, 6
    while True:
        data = tmp_path / f"data-{at}"
        subprocess.run(["cp", "-a", alone, data], check=True)
        done = subprocess.run(
            [sys.executable, script, str(at), "--data", str(data), "backup", "restore", str(file)],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        ok(data, "server", "edit", "pc" if "pc" in named(data) else "renamed", "--note", "goes on")
        seen.append(named(data)[0])
        assert not list(data.glob(".swap-*"))
        if done.returncode == 0:
            break
        at += step
    assert seen[0] == "renamed"
    assert seen[-1] == "pc"
    assert seen == sorted(seen, reverse=True)
    assert len(seen) > 8


def named(data: Path) -> list[str]:
    """By a writer, which puts right what was interrupted."""
    done = invoke(data, "server", "edit", "nobody", "--note", "x")
    assert "nobody" in done.stderr
    return servers(data)


def test_asked_at_a_terminal_the_passphrase_is_entered_twice(alone: Path, tmp_path: Path) -> None:
    import pty  # noqa: PLC0415

    def typed(*lines: str) -> tuple[int, str]:
        pid, terminal = pty.fork()
        if pid == 0:
            file = str(tmp_path / "typed.tar.gz")
            os.execv(sys.executable, [sys.executable, str(MAIN), "--data", str(alone), "backup", "create", file])
        said = b""
        waiting = list(lines)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                said += os.read(terminal, 4096)
            except OSError:
                break
            if waiting and said.endswith(b": "):
                os.write(terminal, waiting.pop(0).encode() + b"\n")
                said += b"\n"
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()

    status, said = typed(PASSPHRASE, "something else")
    assert status == 2
    assert "The two are not the same." in said
    assert PASSPHRASE not in said
    status, said = typed("short")
    assert status == 2
    assert "at least 10 characters" in said
    status, said = typed(PASSPHRASE, PASSPHRASE)
    assert status == 0, said
    assert as_json(alone, "backup", "check", str(tmp_path / "typed.tar.gz"))["secrets"] is True
