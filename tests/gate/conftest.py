"""The gate, as a module to ask and as the process that sshd starts; and commands in the forms that are sent."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from computer_setup import GATE

NOW = 1_764_000_000.0
BUS = "busctl --system --json=short --timeout=10 -- call com.timekpr.server /com/timekpr/server"
USERS = f"{BUS} com.timekpr.server.user.admin"
COMPUTER = f"{BUS} com.timekpr.server.admin"
TIMEKPRA = "env LC_ALL=C.UTF-8 LANGUAGE=en timekpra"


def in_time(command: str, until: int = int(NOW)) -> str:
    """A change, with the guard that it needs."""
    return f'test "$(date +%s)" -le {until} && exec {command}'


def load() -> ModuleType:
    """The gate as a module. It has no suffix by which Python would know it, and leaves no compiled copy this way."""
    module = ModuleType("gate")
    exec(compile(GATE.read_text(), GATE, "exec"), module.__dict__)
    return module


@pytest.fixture(scope="session")
def gate() -> ModuleType:
    return load()


@pytest.fixture
def everything_installed(gate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which all programs are that the gate may become; it looks nowhere else."""
    for name in ("busctl", "timekpra", "date", "id", "env", "sh", "sftp-server"):
        (tmp_path / name).touch(0o755)
    monkeypatch.setattr(gate, "PROGRAMS", (str(tmp_path),))
    monkeypatch.setattr(gate, "SFTP_SERVERS", (*gate.SFTP_SERVERS, str(tmp_path / "sftp-server")))
    return tmp_path


Asked = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def asked() -> Asked:
    """Run the gate as sshd does: ``asked(command, **more environment)``."""

    def ask(command: str | bytes | None, gate: Path = GATE, **environ: str) -> subprocess.CompletedProcess[bytes]:
        environment = {b"PATH": os.environb[b"PATH"], **{os.fsencode(k): os.fsencode(v) for k, v in environ.items()}}
        if command is not None:
            environment[b"SSH_ORIGINAL_COMMAND"] = command.encode() if isinstance(command, str) else command
        return subprocess.run(
            [gate], env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=False
        )

    return ask
