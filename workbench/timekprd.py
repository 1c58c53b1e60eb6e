"""The real Timekpr daemon with real users, without systemd: it counts, saves, restricts and answers on the system bus.

What was found out about it (0.5.4), with POLLTIME 3 and SAVE_TIME 10:

- It answers 0.2 s after its start. A login or logout is noticed at the next poll, within 3 s; sessions that are there
  when it starts, at once. A poll takes 10 ms, and a question into a first one is answered with half-made figures.
- The time of somebody logged in is saved at the first poll after SAVE_TIME: every 12 s. A logout saves as soon as it
  is noticed; nothing else saves on demand.
- SIGTERM ends it within 3 s (its worker finishes its pause) and saves nothing: what was not yet saved is lost.
- A grant over D-Bus is in memory and file when the answer comes, a new limit in memory at the next poll. A replaced
  file of somebody logged in is noticed at the next save; of somebody logged out it is read when it is needed.
- A locked screen, an idle session and a tty are not counted. Over D-Bus a POLLTIME of 1 is accepted too.
- Out of time: after TERMINATION_TIME come TerminateSession, Lock, PowerOff or Suspend, by LOCKOUT_TYPE. A restriction
  that is under way keeps the type it began with.
- A user's two files are made when it starts and when it is asked for its users (if the limits are missing).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.computers import MAIN, SAMPLE
from workbench.login1 import SYSTEM_PYTHON, Call, Login1
from workbench.system_bus import BusError, ask, owned, start_system_bus
from workbench.traces import ROOM, TREES, Traces
from workbench.waiting import until

NAME = "com.timekpr.server"
PATH = "/com/timekpr/server"
USER_ADMIN = "com.timekpr.server.user.admin"
ADMIN = "com.timekpr.server.admin"

PROGRAM = Path("/usr/lib/python3/dist-packages/timekpr/server/timekprd.py")
SHIFTED_CLOCK = Path(__file__).with_name("shifted_clock.py")
START_SECONDS = 20
NOTICE_SECONDS = 12
"""What is noticed at the next poll is there by then, also on a machine that is busy."""
STILL = 4
"""So many equal answers in a row, 60 ms apart, are not of a poll that is under way (one takes 10 ms)."""

SETTINGS = {
    "TIMEKPR_POLLTIME": "3",
    "TIMEKPR_SAVE_TIME": "10",
    "TIMEKPR_TERMINATION_TIME": "5",
    "TIMEKPR_FINAL_WARNING_TIME": "5",
    "TIMEKPR_SESSION_TYPES_CTRL": "x11;wayland;mir",
    "TIMEKPR_SESSION_TYPES_EXCL": "tty;unspecified",
    "TIMEKPR_USERS_EXCL": "",
    "TIMEKPR_LOGFILE_DIR": str(ROOM),
    "TIMEKPR_PLAYTIME_ENABLED": "False",
}
"""The quickest within the documented ranges; for the rest what a new installation has."""

_PROCESS = "timekprd"
_PID_FILE = Path("/tmp/timekprd.pid")  # its own: it does not start if that names a process which looks like it


class TimekprError(Exception):
    """The daemon answered, and it was no; the text is its own."""


class RealTimekpr:
    """``with RealTimekpr(users=("tkanna",)) as timekpr:`` runs; users, files and processes are gone afterwards.

    Needs root, a machine without a login manager of its own, and nobody else who tries the same just now.
    """

    main_path = TREES[0] / MAIN

    def __init__(self, users: Sequence[str]) -> None:
        self.users = tuple(users)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.callback(_PID_FILE.unlink, missing_ok=True)
            self._traces = stack.enter_context(Traces())
            for user in self.users:
                self._traces.add_user(user)
            start_system_bus(self._traces)
            assert not owned(NAME), "a Timekpr that is not ours runs here: stop it first"
            self.login1 = Login1(self._traces)
            self._write_main()
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    # --- people ------------------------------------------------------------------------------------------------------

    def log_in(self, *users: str, kind: str = "x11") -> None:
        """Start a session each (x11, wayland; tty is not counted). Returns when the daemon counts them."""
        for user in users:
            self.login1.log_in(user, kind)
        for user in users:
            self._wait_until_here(user)

    def log_out(self, *users: str) -> None:
        """End the sessions of these. Returns when the daemon has noticed it, and so has saved their time."""
        for user in users:
            self.login1.log_out(user)
        for user in users:
            self._wait_until_gone(user)

    def calls(self) -> list[Call]:
        """What the daemon asked the login manager to do since ``reset``: ``Call("TerminateSession", "tkanna")``."""
        return self.login1.calls()

    # --- what the daemon says ----------------------------------------------------------------------------------------

    def information(self, user: str) -> dict[str, Any]:
        """All that it knows of a user (level F). Of somebody logged out since yesterday this writes the time file."""
        return self._information(user, "F")

    def realtime(self, user: str) -> dict[str, Any]:
        """What it counts just now (level R), without side effects; empty if the user is not logged in."""
        return self._information(user, "R")

    def call(self, method: str, signature: str = "", *arguments: object, interface: str = USER_ADMIN) -> list[Any]:
        """Any method; what it answers after its result and message. Raises TimekprError, or BusError."""
        result, message, *answers = ask(NAME, PATH, interface, method, signature, *arguments)
        if result:
            raise TimekprError(message)
        return answers

    # --- files -------------------------------------------------------------------------------------------------------

    def config_path(self, user: str) -> Path:
        """The limits of a user."""
        return TREES[1] / "config" / f"timekpr.{user}.conf"

    def time_path(self, user: str) -> Path:
        """What a user has spent."""
        return TREES[1] / "work" / f"{user}.time"

    def saved(self, user: str) -> dict[str, str]:
        """The values of a user's time file as text, by their keys."""

        def read() -> list[tuple[str, str]]:
            return re.findall(r"^(\w+) = (.*)$", self.time_path(user).read_text(), re.MULTILINE)

        return dict(until(read, 1, f"the time file of {user} has values"))  # while it is written it is empty

    def fresh_user(self, user: str, config: bytes | None = None, time: bytes | None = None) -> None:
        """Log the user out, and give the daemon these files of theirs, or those of a new user.

        The daemon has forgotten a user who is logged out: it reads the files when it next needs them.
        """
        self.log_out(user)  # also after a session that was terminated: whom it has not missed yet it saves once more
        self._remove_files(user)
        self.call("getUserList")  # makes both files; with limits there, none
        for path, given in ((self.config_path(user), config), (self.time_path(user), time)):
            if given is not None:
                path.write_bytes(given)
                path.chmod(0o644)

    def _write_main(self) -> None:
        self.main_path.write_bytes(default_main())
        self.main_path.chmod(0o644)

    # --- the daemon itself -------------------------------------------------------------------------------------------

    def restart(self, now: str | None = None) -> None:
        """As ``systemctl restart timekpr``; it believes that it is ``now`` (YYYY-MM-DD HH:MM:SS), or the truth.

        Returns when it answers and has found those who are logged in.
        """
        self.stop()
        self._start(now)

    def stop(self) -> None:
        """As ``systemctl stop timekpr``: its name is gone from the bus."""
        self._traces.end(_PROCESS)

    def reset(self) -> None:
        """As at the beginning: nobody is logged in, all files are new, the daemon runs and knows what time it is."""
        self._traces.end(_PROCESS, patience=0)
        for user in self.login1.logged_in():
            self.login1.log_out(user)
        for user in self.users:
            self._remove_files(user)
        self._write_main()
        self._start()
        self.login1.forget_calls()

    @property
    def log(self) -> str:
        """What the daemon wrote into its log; some seconds behind."""
        path = ROOM / "timekpr.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _start(self, now: str | None = None) -> None:
        _PID_FILE.unlink(missing_ok=True)
        clock = () if now is None else (SHIFTED_CLOCK, now)
        self._traces.start(_PROCESS, (SYSTEM_PYTHON, "-I", "-B", *clock, PROGRAM))
        self._traces.wait_until_ready(_PROCESS, self._answers, START_SECONDS)
        for user in self.login1.logged_in():
            self._wait_until_here(user)

    def _remove_files(self, user: str) -> None:
        for path in (self.config_path(user), self.time_path(user)):
            for one in path.parent.glob(f"{path.name}*"):  # with .prev and .invalid
                one.unlink()

    def _answers(self) -> bool:
        try:
            return owned(NAME) and bool(self.call("getUserList"))
        except (BusError, TimekprError):
            return False

    def _information(self, user: str, level: str) -> dict[str, Any]:
        (known,) = self.call("getUserInformation", "ss", user, level)
        return dict(known)

    def _wait_until_gone(self, user: str) -> None:
        def gone() -> bool:
            with suppress(TimekprError):  # it is just letting the user go
                return not self.realtime(user)
            return False

        until(gone, NOTICE_SECONDS, f"the daemon notices that {user} left")

    def _wait_until_here(self, user: str) -> None:
        """A user whom the daemon is just taking in has errors and half-made figures: wait until these stand still."""
        seen: list[dict[str, Any]] = []

        def settled() -> bool:
            with suppress(TimekprError):
                seen.append(self.realtime(user))
            return len(seen) >= STILL and all(one and one == seen[-1] for one in seen[-STILL:])

        until(settled, NOTICE_SECONDS, f"the daemon notices that {user} came")


def default_main() -> bytes:
    """The timekpr.conf of the tests."""
    text = (SAMPLE / MAIN).read_text()
    for key, value in SETTINGS.items():
        text, found = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)
        assert found == 1, key
    return text.encode()
