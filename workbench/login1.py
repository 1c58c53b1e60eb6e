"""The login manager (org.freedesktop.login1) played by dbusmock: who is logged in, and what is asked of it."""

from __future__ import annotations

import pwd
from pathlib import Path
from typing import Any, NamedTuple

from workbench.system_bus import ask, owned
from workbench.traces import Traces

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's own: its packages, Timekpr among them, are installed for it alone."""

_PROCESS = "login1"
_START_SECONDS = 20
_QUESTIONS = {"ListUsers", "ListSessions", "GetSession", "GetUser", "GetSeat", "ListSeats", "Inhibit", "ListInhibitors"}
_OURS = {"AddSeat", "AddUser", "AddSession", "LogIn", "LogOut"}


class Call(NamedTuple):
    """What the login manager was asked to do, and to whom; ``user`` is empty where it is about the whole computer."""

    method: str
    user: str = ""


class Login1:
    """Played sessions of real users."""

    def __init__(self, traces: Traces) -> None:
        assert not owned(NAME), f"a real login manager owns {NAME} here: try where there is none, as in a container"
        command = (SYSTEM_PYTHON, "-I", "-B", "-m", "dbusmock", "--system", "--template", "logind")
        traces.start(_PROCESS, command)
        traces.wait_until_ready(_PROCESS, lambda: owned(NAME), _START_SECONDS)
        self._mock("AddTemplate", "sa{sv}", Path(__file__).with_name("login1_template.py"), 0)

    def log_in(self, user: str, kind: str = "x11") -> None:
        """A session in the foreground: x11, wayland or tty."""
        self._mock("LogIn", "sus", user, pwd.getpwnam(user).pw_uid, kind)

    def log_out(self, user: str) -> None:
        """No session any more."""
        self._mock("LogOut", "u", pwd.getpwnam(user).pw_uid)

    def logged_in(self) -> set[str]:
        """The users with a session."""
        (rows,) = ask(NAME, PATH, f"{NAME}.Manager", "ListUsers")
        return {str(user) for _uid, user, _path in rows}

    def hint(self, user: str, name: str, *, on: bool) -> None:
        """What a desktop says of its session: ``LockedHint`` or ``IdleHint``."""
        session = f"{PATH}/session/{_session(user)}"
        self._mock("UpdateProperties", "sa{sv}", f"{NAME}.Session", 1, name, "b", on, path=session)

    def calls(self) -> list[Call]:
        """What it was asked to do since ``forget_calls``, in order; questions are left out."""
        (rows,) = self._mock("GetCalls")
        asked = [(method, arguments) for _time, method, arguments in rows if method not in _QUESTIONS | _OURS]
        return [Call(method, _user_of(arguments)) for method, arguments in asked]

    def forget_calls(self) -> None:
        """Count what is asked from here on."""
        self._mock("ClearCalls")

    def _mock(self, method: str, signature: str = "", *arguments: object, path: str = PATH) -> list[Any]:
        return ask(NAME, path, "org.freedesktop.DBus.Mock", method, signature, *arguments)


def _session(user: str) -> str:
    return f"c{pwd.getpwnam(user).pw_uid}"


def _user_of(arguments: list[Any]) -> str:
    """Whose session it is, if it is about one."""
    uid = str(arguments[0]).removeprefix("c") if arguments else ""
    return pwd.getpwuid(int(uid)).pw_name if uid.isdigit() else ""
