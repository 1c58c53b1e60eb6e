"""A system bus (D-Bus) on the standard socket, and questions to it through systemd's busctl."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from workbench.traces import Traces

SOCKET = Path("/run/dbus/system_bus_socket")
"""Where clients look that are told nothing else. Timekpr is told nothing else."""
ANSWER_SECONDS = 10


class BusError(Exception):
    """The bus or the one who was asked said no; the text is busctl's."""


def start_system_bus(traces: Traces) -> None:
    """Returns when there is one: another's if one answers, else ours. A socket that nobody listens at is put away."""
    for command in ("dbus-daemon", "busctl"):
        assert shutil.which(command), f"{command} is not installed: run make test, which installs it"
    if _somebody_listens():
        return
    SOCKET.parent.mkdir(exist_ok=True)
    SOCKET.unlink(missing_ok=True)
    subprocess.run(["dbus-uuidgen", "--ensure"], check=True)
    # The packaged configuration: the very rules by which Timekpr lets its group in and keeps others out.
    options = ("--system", "--nofork", "--nopidfile", "--nosyslog", f"--address=unix:path={SOCKET}")
    traces.start("dbus-daemon", ("dbus-daemon", *options))
    traces.wait_until_ready("dbus-daemon", _somebody_listens, ANSWER_SECONDS)


def owned(name: str) -> bool:
    """Whether somebody on the bus has this name."""
    bus = "org.freedesktop.DBus"
    (answer,) = ask(bus, "/org/freedesktop/DBus", bus, "NameHasOwner", "s", name)
    return bool(answer)


def ask(
    name: str, path: str, interface: str, method: str, signature: str = "", *arguments: object,
    seconds: float = ANSWER_SECONDS,
) -> list[Any]:  # fmt: skip
    """Call a method; its answers as plain values. Raises BusError."""
    words = [_word(argument) for argument in arguments]
    question = (name, path, interface, method, *([signature, *words] if signature else []))
    done = subprocess.run(
        ["busctl", "--system", "--json=short", f"--timeout={seconds:g}", "--", "call", *question],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds + 10, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BusError(done.stderr.strip())
    answers = plain(json.loads(done.stdout)) if done.stdout.strip() else []
    assert isinstance(answers, list), done.stdout
    return answers


def plain(value: object) -> object:
    """A value without the wrapping that busctl's JSON has around each variant, and the answer as a whole."""
    if isinstance(value, dict):
        if value.keys() == {"type", "data"}:
            return plain(value["data"])
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def _word(argument: object) -> str:
    return str(argument).lower() if isinstance(argument, bool) else str(argument)


def _somebody_listens() -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_SECONDS)
        try:
            client.connect(str(SOCKET))
            return bool(owned("org.freedesktop.DBus"))
        except (OSError, BusError):
            return False
