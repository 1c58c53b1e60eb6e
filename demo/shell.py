"""The shell of a played machine: it understands what timekpr-mngr says over SSH, and nothing else.

    date '+%F %T %z'
    id -u
    busctl --system --json=short --timeout=10 -- call com.timekpr.server /com/timekpr/server INTERFACE METHOD …
    env LC_ALL=C.UTF-8 LANGUAGE=en timekpra --OPTION …

The last two may stand behind ``test "$(date +%s)" -le SECOND && exec``, which keeps a change that comes late from
being made. What a word of them means is in :mod:`demo.busctl` and :mod:`demo.timekpra`.
"""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from typing import Final, NamedTuple

from demo import busctl, timekpra
from demo.bus import DONE, Bus, Reply
from demo.daemon import PlayedTimekpr

ROOT, OUR_ACCOUNT = 0, 994
"""The user ids of an account that may everything, and of one that is in Timekpr's group."""

_GUARD: Final = re.compile(r'test "\$\(date \+%s\)" -le ([0-9]{1,12}) && exec (.+)', re.DOTALL)
_WORD: Final = r"""(?:[A-Za-z0-9_@%+=:,./-]|'[^']*'|"'")+"""
"""What needs no quotes, or stands in them, as shlex.quote writes it; so nothing of a line is ever more than a word."""
_WORDS: Final = re.compile(rf"{_WORD}(?: {_WORD})*")


class Answer(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str = ""
    err: str = ""


class PlayedShell:
    """Runs commands on one machine; any thread may use it. Without ``timekpr`` it only knows the time and itself.

    ``bus``: whether the machine has busctl. ``root``: whether the account may everything. Whatever is set to true of
    the rest concerns Timekpr's own commands alone, as when its daemon is in trouble; it may be changed at any time.
    """

    def __init__(self, timekpr: PlayedTimekpr | None = None, *, bus: bool = True, root: bool = False) -> None:
        self.root = root
        self.hangs = False
        """They never answer."""
        self.lies = False
        """They say that a change was made and make none."""
        self.refuses = False
        """The account may not talk to Timekpr."""
        self._bus = None if timekpr is None else Bus(timekpr)
        self._has_busctl = bus

    def run(self, command: str, now: datetime) -> Answer:
        """Run one command line at a moment of the machine's clock.

        Raises:
            TimeoutError: it hangs; whoever asked would wait for ever.
        """
        before = ""
        guard = _GUARD.fullmatch(command)
        if guard:
            if int(now.timestamp()) > int(guard[1]):
                return Answer(1)
            before, command = "exec: ", guard[2]
        words = shlex.split(command) if _WORDS.fullmatch(command) else [command.partition(" ")[0]]
        match words:
            case ["date", "+%F %T %z"] if not guard:
                return Answer(0, f"{now:%Y-%m-%d %H:%M:%S %z}\n")
            case ["id", "-u"] if not guard:
                return Answer(0, f"{ROOT if self.root else OUR_ACCOUNT}\n")
            case ["busctl", *rest] if self._bus and self._has_busctl:
                return self._busctl(self._bus, rest, now) or _not_found(before, "busctl")
            case ["env", "LC_ALL=C.UTF-8", "LANGUAGE=en", "timekpra", _, *_]:
                return self._timekpra(words[4:], now)
            case _:
                return _not_found(before, words[0] or "login")

    def _busctl(self, bus: Bus, words: list[str], now: datetime) -> Answer | None:
        try:
            call = busctl.parsed(words)
        except busctl.CallFailed as failed:
            return Answer(1, "", f"{failed}\n")
        if call is None:
            return None
        reply = self._reply(bus, call, now)
        return Answer(0, busctl.printed(reply)) if reply else Answer(1, "", busctl.DENIED)

    def _timekpra(self, words: list[str], now: datetime) -> Answer:
        if self._bus is None:
            return Answer(127, "", "env: 'timekpra': No such file or directory\n")
        try:
            call = timekpra.parsed(words)
        except timekpra.BadArguments as bad:
            return Answer(0, f"{bad}\n")
        reply = self._reply(self._bus, call, now)
        return Answer(0, timekpra.printed(call, reply) if reply else timekpra.DENIED)

    def _reply(self, bus: Bus, call: busctl.Call, now: datetime) -> Reply | None:
        """What the daemon answers; None if it may not be asked."""
        if self.hangs:
            raise TimeoutError("this machine never answers")
        if self.refuses:
            return None
        if self.lies and call.method.startswith("set"):
            return DONE
        return bus.call(call.method, call.arguments, now)


def _not_found(before: str, name: str) -> Answer:
    return Answer(127, "", f"sh: 1: {before}{name}: not found\n")
