"""What trying the real Timekpr leaves on this machine, and how it goes away: at the end, or before the next time.

Timekpr has one place for its files, one name on the system bus and takes each normal user for a child. So whoever
tries it does so alone (a lock), writes down what is started, keeps what was there, and knows its users by a mark.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]  # it has no types of its own

from workbench.account import end_processes
from workbench.waiting import until

ROOM = Path("/var/lib/timekpr-mngr-workbench")
"""Everything of ours. It outlives a crash and a restart of the machine, so that the files of before do too."""
LOCK = Path("/run/timekpr-mngr-workbench.lock")
LOCK_SECONDS = 60
MARK = "timekpr-mngr workbench"
"""Stands as the full name of each account that was made for this; any account that has it may be removed."""
TREES = (Path("/etc/timekpr"), Path("/var/lib/timekpr"))
"""What Timekpr writes. Copied before, put back afterwards: it may be a computer that somebody uses."""
END_SECONDS = 10
NOTES = ROOM / "started"
"""Each process that was started: its number and when it began, a line of JSON."""

_SAVED = ROOM / "saved"


class Traces:
    """``with Traces() as traces:`` has this machine's Timekpr for itself, and leaves it as it was."""

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = -1

    def __enter__(self) -> Self:
        assert os.geteuid() == 0, "the real Timekpr can only be tried as root"
        self._lock = os.open(LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            until(self._locked, LOCK_SECONDS, f"nobody else tries the real Timekpr here ({LOCK})")
            clear_away()
            ROOM.mkdir()
            ROOM.chmod(0o755)  # whatever the umask is here
            unfinished = ROOM / "saving"
            for tree in TREES:
                assert tree.is_dir(), "timekpr-next is not installed: run make test, which installs it"
                shutil.copytree(tree, _copy_of(tree, unfinished))
            unfinished.rename(_SAVED)
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            clear_away()  # which kills: what is half written now is put back
            for process in self._processes.values():
                process.wait(END_SECONDS)
        finally:
            os.close(self._lock)

    def start(self, name: str, command: Sequence[str | Path]) -> None:
        """Start a program that runs until the end. What it says is kept; it gets nothing of our environment."""
        assert not self.alive(name), f"{name} runs already"
        environment = {"PATH": os.defpath + ":/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
        environment |= {"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}
        with self.output(name).open("ab") as output:
            # Its own session: a Ctrl-C in the terminal is for whoever started this, who ends it in good order.
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd="/",
                start_new_session=True, umask=0o022,  # as on a real machine, whatever holds here
            )  # fmt: skip
        self._processes[name] = process
        with NOTES.open("a") as notes, contextlib.suppress(psutil.NoSuchProcess):
            notes.write(json.dumps([process.pid, psutil.Process(process.pid).create_time()]) + "\n")

    def wait_until_ready(self, name: str, ready: Callable[[], object], seconds: float) -> None:
        """Returns when ``ready`` says so. An AssertionError with what it said if it ends, or is not ready in time."""
        with contextlib.suppress(AssertionError):
            until(lambda: ready() or not self.alive(name), seconds, "ready")
        up = ready() and self.alive(name)
        assert up, f"{name} does not come up: {self.said(name)}"

    def alive(self, name: str) -> bool:
        """Whether what was started runs."""
        return name in self._processes and self._processes[name].poll() is None

    def end(self, name: str, patience: float = END_SECONDS) -> None:
        """Ask it to end, and kill it if it has not after so many seconds."""
        process = self._processes.get(name)
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(END_SECONDS)

    def output(self, name: str) -> Path:
        """Where what it says is kept, until the end."""
        return ROOM / f"{name}.out"

    def said(self, name: str) -> str:
        """The end of what it said, for a message."""
        with contextlib.suppress(OSError):
            return self.output(name).read_text(errors="replace")[-2000:].strip()
        return ""

    def add_user(self, name: str) -> None:
        """A normal user of this machine: what Timekpr takes for a child."""
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            raise AssertionError(f"this machine has a user {name} that is not ours")
        options = ("--create-home", "--user-group", "--shell", "/bin/bash", "--comment", MARK)
        subprocess.run(["useradd", *options, name], check=True, capture_output=True, text=True)

    def _locked(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False


def clear_away() -> None:
    """End, remove and put back whatever is still there of an earlier time. Nothing of it has to be."""
    if NOTES.exists():
        _end_noted([json.loads(line) for line in NOTES.read_text().splitlines()])
    for entry in pwd.getpwall():
        if entry.pw_gecos == MARK:
            end_processes(entry.pw_uid, patience=0)
            own_home = Path(entry.pw_dir).name == entry.pw_name  # an account to sign in with has the root directory
            options = ["--remove"] if own_home else []
            subprocess.run(["userdel", *options, entry.pw_name], check=True, capture_output=True)
    if _SAVED.exists():
        for tree in TREES:
            for path in [path for path in tree.rglob("*") if not path.is_dir()]:
                path.unlink()
            shutil.copytree(_copy_of(tree, _SAVED), tree, dirs_exist_ok=True)
        _SAVED.rename(_SAVED.with_name("done"))  # half of a copy must not be put back next time
    shutil.rmtree(ROOM, ignore_errors=True)


def _copy_of(tree: Path, folder: Path) -> Path:
    return folder / tree.relative_to("/")


def _end_noted(notes: list[tuple[int, float]]) -> None:
    """Kill what is still the same process: a number alone may be somebody else's by now."""
    left = []
    for pid, created in notes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if abs(process.create_time() - created) < 2:
                process.kill()
                left.append(process)
    psutil.wait_procs(left, END_SECONDS)
