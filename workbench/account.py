"""A login to sign in with that is nobody's: its shell is /bin/sh, and no profile of a person makes it slow."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import subprocess
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped]  # it has no types of its own

END_SECONDS = 10.0
"""How long the processes of the account may take to end by themselves."""


@contextlib.contextmanager
def throwaway_account(prefix: str, *further: str) -> Iterator[str]:
    """The name of a new system account (UID below 999), removed afterwards; the current user if we are not root.

    ``further`` are more options for useradd.
    """
    if os.geteuid() != 0:
        yield getpass.getuser()
        return
    name = f"{prefix}-{os.getpid()}"
    try:
        # A password of "*" fits nothing; the "!" that useradd would set makes sshd refuse the keys too.
        options = ("--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", "--password", "*")
        subprocess.run(["useradd", "--system", "-K", "SYS_UID_MAX=998", *options, *further, name], check=True)
        yield name
    finally:
        with contextlib.suppress(KeyError):
            end_processes(pwd.getpwnam(name).pw_uid)
            subprocess.run(["userdel", name], check=True)


def end_processes(uid: int, patience: float = END_SECONDS) -> None:
    """Wait for what still runs as the account, then kill it: an account in use is not removed."""
    running = [one for one in psutil.process_iter() if _runs_as(one, uid)]
    _, left = psutil.wait_procs(running, patience)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, END_SECONDS)


def _runs_as(process: psutil.Process, uid: int) -> bool:
    try:
        return uid in {process.uids().real, process.uids().effective}
    except psutil.NoSuchProcess:
        return False
