"""The command lines that are sent to a computer, and what their answers mean.

Fixed words and validated, quoted arguments; nothing else is ever run. Every command that changes something carries a
guard: after a moment on the computer's own clock it does nothing. So a command that was held up somewhere cannot be
carried out after we have looked whether it was and gone on. The gate (``gate/``) knows exactly these forms.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any, Final

from timekpr_rules import BusCall, Grant, Option

BUS: Final = "busctl --system --json=short --timeout=10 -- call com.timekpr.server /com/timekpr/server"
USER_ADMIN: Final = "com.timekpr.server.user.admin"
MAIN_ADMIN: Final = "com.timekpr.server.admin"
TIMEKPRA: Final = "env LC_ALL=C.UTF-8 LANGUAGE=en timekpra"
BUS_USERS: Final = f"{BUS} {USER_ADMIN} getUserList"
TIMEKPRA_USERS: Final = f"{TIMEKPRA} --userlist"
WHO_AM_I: Final = "id -u"
CLOCK: Final = "date '+%F %T %z'"

MAX_ANSWER: Final = 200
"""Characters of an answer that are shown."""


def bus(call: BusCall) -> str:
    """A call on D-Bus; a change, so it wants a guard."""
    interface = MAIN_ADMIN if call.admin else USER_ADMIN
    return f"{BUS} {interface} {call.method} {shlex.join((call.signature, *call.arguments))}"


def bus_grant(user: str, grant: Grant) -> BusCall:
    """More or less time for today."""
    method = "setPlayTimeLeft" if grant.playtime else "setTimeLeft"
    return BusCall(method, "ssi", (user, grant.operation.value, str(grant.seconds)))


def bus_refresh(user: str) -> str:
    """Let Timekpr begin a new day for a user who is not signed in: it writes the counters anew when it is asked.

    So it wants a guard, too: at another midnight it would begin yet another day.
    """
    return f"{BUS} {USER_ADMIN} getUserInformation ss {shlex.quote(user)} S"


def timekpra(option: Option) -> str:
    """One run of Timekpr's own command line; a change, so it wants a guard."""
    return f"{TIMEKPRA} --{option.name} {' '.join(map(_quoted, option.arguments))}"


def timekpra_grant(user: str, grant: Grant) -> Option:
    """More or less time for today."""
    name = "setplaytimeleft" if grant.playtime else "settimeleft"
    return Option(name, (user, grant.operation.value, str(grant.seconds)))


def timekpra_refresh(user: str) -> str:
    """The same as :func:`bus_refresh`."""
    return f"{TIMEKPRA} --userinfo {_quoted(user)}"


def guarded(command: str, not_after: int) -> str:
    """The command, unless the computer's clock is past that moment (seconds since 1970): then nothing, and status 1."""
    return f'test "$(date +%s)" -le {int(not_after)} && exec {command}'


@dataclass(frozen=True, slots=True)
class Said:
    """What came back: ``done`` if it claims to have done it. It proves nothing; reading back does."""

    done: bool
    answer: str
    """In one line, for people; empty if there was none."""
    channel_broken: bool = False
    """The way itself does not work, whatever was asked."""


def bus_said(status: int | None, output: str) -> Said:
    """The answer of ``busctl``: ``{"type":"is","data":[0,""]}``."""
    if status != 0:
        return Said(
            done=False, answer=one_line(output), channel_broken=status is not None and bool(output or status > 1)
        )
    try:
        content: Any = json.loads(output)
        code, message = content["data"][:2]
    except (ValueError, KeyError, TypeError, RecursionError):  # the last: brackets without an end
        return Said(done=False, answer=one_line(output), channel_broken=True)
    return Said(done=type(code) is int and code == 0, answer=one_line(str(message)))


def timekpra_said(status: int | None, output: str) -> Said:
    """The answer of ``timekpra``: silence is success, the exit status means nothing."""
    broken = status not in {0, 1, None} or "access denied" in output.lower() or "Traceback" in output
    return Said(done=status == 0 and not output.strip(), answer=one_line(output), channel_broken=broken)


def one_line(output: str) -> str:
    """The last line that says something, in characters that can be shown."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    text = lines[-1][:MAX_ANSWER] if lines else ""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _quoted(argument: str) -> str:
    """In quotes always: the gate and whoever reads a log sees at once what is data."""
    return "'" + argument.replace("'", "'\"'\"'") + "'"
