"""More or less time for today, reckoned as Timekpr does it when it is told to.

A grant changes nothing but the balance of the day: what was really used stays, so the limits of week and month stay
too. More and less time both forgive first what was overdrawn, which is why no grant of 0 is neutral.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from i18n import N_
from timekpr_rules.document import parse
from timekpr_rules.findings import Findings
from timekpr_rules.models import TimeFile, UserConfig
from timekpr_rules.read_user import NO_LIMITS, NO_PLAYTIME
from timekpr_rules.refusals import OutOfRange
from timekpr_rules.time_left import current_counters
from timekpr_rules.values import Values
from timekpr_rules.versions import Version
from timekpr_rules.week import SECONDS_PER_DAY, bounded


class Operation(StrEnum):
    """What a grant does, in the sign that Timekpr takes for it."""

    ADD = "+"
    """So much more time today."""
    TAKE = "-"
    """So much less."""
    SET = "="
    """So much left from now on."""


MOST: Final = SECONDS_PER_DAY
"""Seconds of the largest grant; Timekpr cuts the balance of a day at so many."""

WORDS: Final = {
    (Operation.ADD, False): N_("{duration} more"),
    (Operation.TAKE, False): N_("{duration} less"),
    (Operation.SET, False): N_("{duration} left from now"),
    (Operation.ADD, True): N_("{duration} more PlayTime"),
    (Operation.TAKE, True): N_("{duration} less PlayTime"),
    (Operation.SET, True): N_("{duration} of PlayTime left from now"),
}
"""A grant in words, by what it does and whether to PlayTime."""

_LIST: Final = ("", "LIMITS_PER_WEEKDAYS", NO_LIMITS)
_PLAYTIME_LIST: Final = (".PLAYTIME", "PLAYTIME_LIMITS_PER_WEEKDAYS", NO_PLAYTIME)


@dataclass(frozen=True, slots=True)
class Grant:
    """One change of today's time.

    Raises:
        OutOfRange: ``seconds`` is not 1 to :data:`MOST`; for SET 0 is allowed as well.
    """

    operation: Operation
    seconds: int
    playtime: bool = False
    """Whether it is of PlayTime instead of the time at the computer."""

    def __post_init__(self) -> None:
        least = 0 if self.operation is Operation.SET else 1
        if not least <= self.seconds <= MOST:
            raise OutOfRange(what="seconds", value=self.seconds, minimum=least, maximum=MOST)


def granted(
    config: UserConfig, spent: TimeFile, grant: Grant, now: datetime, version: Version | None = None
) -> TimeFile:
    """The counters after a grant at ``now`` (the server's local time, without a zone); those of earlier days are 0.

    The day's own limit is taken. Where its lists leave days out, Timekpr takes another: see :func:`positional_limit`.
    """
    counters = todays(spent, now, version)
    day = now.weekday()
    if grant.playtime:
        limit = config.playtime.limits[day]
        return replace(
            counters, playtime_balance=balance_after(counters.playtime_balance, limit, grant.operation, grant.seconds)
        )
    limit = config.week[day].limit_seconds
    return replace(counters, balance=balance_after(counters.balance, limit, grant.operation, grant.seconds))


def todays(spent: TimeFile, now: datetime, version: Version | None = None) -> TimeFile:
    """The counters as they count at ``now`` (the server's local time, without a zone); those of earlier days are 0."""
    counters = current_counters(spent, now, version)
    return TimeFile(
        balance=counters.balance,
        spent_day=counters.day,
        spent_week=counters.week,
        spent_month=counters.month,
        last_checked=now.replace(microsecond=0),
        playtime_balance=counters.playtime_balance,
        playtime_day=counters.playtime_day,
    )


def grant_to_reach(extra: int, spent: TimeFile, limit: int) -> Grant | None:
    """The grant after which ``extra`` seconds are granted in all (below 0: taken); None if it is so already.

    ``spent`` are counters of today and ``limit`` is today's, in seconds. Timekpr cuts the balance at a day, so what
    would lie beyond that is reached as far as it goes. What is used until the grant arrives changes nothing, for it
    moves use and balance alike. Only to forgive what was overdrawn and do nothing else there is neither more nor less:
    that is no time left from then on, and none is left at that moment anyway.

    Raises:
        OutOfRange: it takes more than :data:`MOST` at once.
    """
    wanted = min(max(spent.spent_day - extra, -SECONDS_PER_DAY), SECONDS_PER_DAY)
    if spent.balance == wanted:
        return None
    more = min(spent.balance, limit) - wanted
    if not more:
        return Grant(Operation.SET, 0)
    return Grant(Operation.ADD if more > 0 else Operation.TAKE, abs(more))


def positional_limit(data: bytes, user: str, weekday: int, *, playtime: bool = False) -> int | None:
    """The limit in seconds that Timekpr itself takes for a grant on a weekday (1 to 7), out of ``timekpr.USER.conf``.

    That is the n-th value of the list for the n-th weekday, whatever days the list is for. None: there is no such
    value, or none at all can be read, and Timekpr refuses the grant.

    Raises:
        UnreadableFile: the file is larger than document.MAX_BYTES.
    """
    document = parse(data)
    if document.fault:
        return None
    section, key, default = _PLAYTIME_LIST if playtime else _LIST
    text = Values(document, user + section, Findings()).words(key, default)
    try:
        limits = [bounded(int(limit)) for limit in (text or "").split(";") if limit]
    except ValueError:
        return None
    return limits[weekday - 1] if weekday <= len(limits) else None


def balance_after(balance: int, limit: int, operation: Operation, seconds: int) -> int:
    """A balance after so many seconds. Time that was overdrawn is forgiven first, and nothing goes beyond a day."""
    match operation:
        case Operation.ADD:
            changed = min(balance, limit) - seconds
        case Operation.TAKE:
            changed = min(balance, limit) + seconds
        case Operation.SET:
            changed = limit - seconds
    return min(max(changed, -SECONDS_PER_DAY), SECONDS_PER_DAY)
