"""What needs a look at one computer as it is now: worked out of its last reading, and gone with its cause."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from errors import MachineError, MngrError
from headlines import Style
from i18n import N_, Message
from problems import Problem, Severity, SignCode
from servers import Server
from state import CLOCK_OFF_SECONDS, ServerStatus, UserState
from timekpr_rules import Finding, MainConfig

FUTURE: Final = timedelta(minutes=10)
"""LAST_CHECKED further ahead of the server's own clock than this is a sign of tampering."""
STOPPED_FROM: Final = 2
"""Readings in a row without Timekpr's service: a computer that is just starting up has none yet."""
COUNTED: Final = ("x11", "wayland")
"""The kinds of session that people have who sit at a screen."""
MOST_FILES: Final = 3
"""Files that are named in one sentence."""


def server_problems(server: Server, status: ServerStatus, at: datetime, style: Style) -> list[Problem]:
    """All there are, the computer's own first. ``at``: this moment by our own clock."""
    now, found = status.local_now(at), []
    if isinstance(status.error, MachineError) and status.error.problem:
        found.append(Problem(status.error.code, Severity.DANGER, status.error.message, server.id))
    clock = status.clock
    if clock is not None and abs(clock.ahead) > CLOCK_OFF_SECONDS:
        template = N_("Its clock is {duration} ahead.") if clock.ahead > 0 else N_("Its clock is {duration} behind.")
        # To the nearest minute: asking takes a moment, and "2 h 59" would be read as exact.
        message = Message(template, {"duration": style.duration(round(abs(clock.ahead) / 60) * 60)})
        found.append(Problem(SignCode.CLOCK_OFF.value, Severity.WARNING, message, server.id))
    if status.stopped >= STOPPED_FROM:
        message = Message(N_("Timekpr does not run on this computer: nothing is counted or limited."))
        found.append(Problem(SignCode.TIMEKPR_STOPPED.value, Severity.DANGER, message, server.id))
    if status.writable:
        message = Message(N_("Everybody on that computer can change {paths}."), {"paths": _named(status.writable)})
        found.append(Problem(SignCode.WRITABLE_FILES.value, Severity.WARNING, message, server.id))
    if status.main is not None:
        found += [_of_finding(finding, server.id, "") for finding in _dangers(status.main.findings)]
        found += _uncounted_sessions(status.main.model, server.id)
    for managed in server.users:
        found += _user_problems(server, managed.name, status, now)
    return found


def _user_problems(server: Server, name: str, status: ServerStatus, now: datetime) -> list[Problem]:
    user = status.users.get(name, UserState())
    found = [_about(name, user.error, server.id)] if user.error is not None else []
    for reading in (user.config, user.spent):
        if reading is not None:
            found += [_of_finding(finding, server.id, name) for finding in _dangers(reading.findings)]
    last = user.spent.model.last_checked if user.spent else None
    # In the hour that comes twice in autumn, an entry of the first one seems to lie ahead in the second.
    allowed = FUTURE + timedelta(hours=now.fold)
    if last is not None and status.clock is not None and last - now.replace(tzinfo=None) > allowed:
        message = Message(N_("{user}: Timekpr's last entry is in the future. Was the clock set?"), {"user": name})
        found.append(Problem(SignCode.LAST_CHECKED_FUTURE.value, Severity.WARNING, message, server.id, name))
    impossible = [one for one in user.spent.findings if one.code == "counter_cut"] if user.spent else []
    if impossible:  # Timekpr itself never writes such a number
        message = Message(N_("{user}: {what}"), {"user": name, "what": impossible[0].message})
        found.append(Problem(SignCode.COUNTERS_IMPOSSIBLE.value, Severity.WARNING, message, server.id, name))
    if status.main is not None and name in status.main.model.users_ignored:
        message = Message(
            N_("{user} is on the list of logins that Timekpr leaves alone: nothing is counted or limited."),
            {"user": name},
        )
        found.append(Problem(SignCode.USER_IGNORED.value, Severity.DANGER, message, server.id, name))
    return found


def _uncounted_sessions(main: MainConfig, server: str) -> list[Problem]:
    missing = [one for one in COUNTED if one not in main.session_types or one in main.session_types_ignored]
    if not missing:
        return []
    message = Message(N_("Timekpr counts no time in sessions of this kind: {kinds}."), {"kinds": ", ".join(missing)})
    severity = Severity.DANGER if len(missing) == len(COUNTED) else Severity.WARNING
    return [Problem(SignCode.SESSION_NOT_COUNTED.value, severity, message, server)]


def _named(paths: tuple[str, ...]) -> str:
    return ", ".join(paths[:MOST_FILES]) + ("…" if len(paths) > MOST_FILES else "")


def _about(user: str, error: MngrError, server: str) -> Problem:
    message = Message(N_("{user}: {what}"), {"user": user, "what": error.message})
    return Problem(error.code, Severity.WARNING, message, server, user)


def _dangers(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.DANGER]


def _of_finding(finding: Finding, server: str, user: str) -> Problem:
    named = not user or "user" in finding.message.fields
    message = finding.message if named else Message(N_("{user}: {what}"), {"user": user, "what": finding.message})
    return Problem(finding.code, finding.severity, message, server, user)
