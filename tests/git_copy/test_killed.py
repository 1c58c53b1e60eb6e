"""git is killed, or we are, at every step: the next copy works, and nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clock import SystemClock
from errors import GitCopyError
from git_copy import copying
from git_copy.program import Git
from opening import open_core
from tests.git_copy.conftest import Machine
from tests.git_copy.places import commits, git, tree
from tests.support.program import MAIN, invoke, ok

pytestmark = pytest.mark.real

FIRST = {"README.md": b"hello\n"}
SECOND = {"README.md": b"again\n"}


@pytest.mark.parametrize("step", ["init", "ls-remote", "fetch", "fast-import", "rev-parse", "push"])
def test_git_is_killed_in_a_step(
    machine: Machine, repository: Path, step: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.push(FIRST)
    real = Git.__call__
    dying = tmp_path / "dying"
    dying.mkdir()
    (dying / "git").write_text("#!/bin/sh\nkill -9 $$\n")
    (dying / "git").chmod(0o755)

    def kill(self: Git, *words: str, **more: object) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            if words[0] == step:
                patch.setenv("PATH", str(dying))
            return real(self, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(copying.Git, "__call__", kill)
    with pytest.raises(GitCopyError):
        machine.push(SECOND)
    assert list(machine.root.iterdir()) == []
    monkeypatch.undo()
    assert machine.push(SECOND).is_new
    assert tree(repository) == SECOND
    assert len(commits(repository)) == 2


def test_we_are_killed_at_many_moments(tmp_path: Path, repository: Path) -> None:
    data = tmp_path / "data"
    ok(data, "server", "add", "PC", "--host", "pc.lan")
    settings = {"git_copy": {"remote": str(repository)}}
    (data / "settings.json").write_text(json.dumps(settings))
    words = [sys.executable, str(MAIN), "--data", str(data), "git-copy", "push"]
    began = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    whole = time.monotonic() - began
    for number in range(12):
        settings["git_copy"]["author_name"] = f"A{number}"  # something new each time
        (data / "settings.json").write_text(json.dumps(settings))
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(whole * (0.4 + number / 20))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = invoke(data, "git-copy", "push")
    assert done.returncode == 0, done.stderr
    assert b"A11" in tree(repository)["settings.json"]
    git(repository, "fsck", "--strict")
    with open_core(data, SystemClock(), writer=True).store:
        assert [path.name for path in data.iterdir() if path.name.startswith(".tmp")] == []
