"""What a played daemon does to a child's counters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from timekpr_rules import TimeFile, TimeLeft, current_counters

MOST_PER_DAY: Final = 86_400
MOST_PER_WEEK: Final = 604_800
MOST_PER_MONTH: Final = 2_678_400


def as_of(spent: TimeFile, now: datetime) -> TimeFile:
    """The counters at a moment: those of an earlier day, week or month begin anew."""
    wall = now.replace(microsecond=0, tzinfo=None)
    current = current_counters(spent, wall)
    return TimeFile(
        balance=current.balance,
        spent_day=current.day,
        spent_week=current.week,
        spent_month=current.month,
        last_checked=wall,
        playtime_balance=current.playtime_balance,
        playtime_day=current.playtime_day,
    )


def looked_at(spent: TimeFile, now: datetime) -> TimeFile:
    """The counters of a child that is not there, once somebody has asked for them: PlayTime keeps those of its day."""
    if spent.last_checked is not None and spent.last_checked.date() == now.date():
        return spent
    return replace(as_of(spent, now), playtime_balance=spent.playtime_balance, playtime_day=spent.playtime_day)


def spend(spent: TimeFile, seconds: int) -> TimeFile:
    """The counters after so many seconds of use."""
    return replace(
        spent,
        balance=min(spent.balance + seconds, MOST_PER_DAY),
        spent_day=min(spent.spent_day + seconds, MOST_PER_DAY),
        spent_week=min(spent.spent_week + seconds, MOST_PER_WEEK),
        spent_month=min(spent.spent_month + seconds, MOST_PER_MONTH),
    )


def spend_playtime(spent: TimeFile, seconds: int, left: TimeLeft) -> TimeFile:
    """The counters after so many seconds of play; without a limit of its own only what was played counts."""
    limited = min(seconds, left.playtime) if left.playtime_limited else 0
    played = limited if left.playtime_limited else seconds
    return replace(
        spent,
        playtime_balance=spent.playtime_balance + limited,
        playtime_day=min(spent.playtime_day + played, MOST_PER_DAY),
    )


def loaded_again(file: TimeFile, memory: TimeFile, saved: TimeFile, now: datetime) -> TimeFile:
    """The counters of a file that was changed, and what was used since it was ``saved``."""
    file, saved = as_of(file, now), as_of(saved, now)
    unsaved = spend(file, max(memory.balance - saved.balance, 0))
    return replace(
        unsaved,
        playtime_balance=_more(file.playtime_balance, memory.playtime_balance - saved.playtime_balance),
        playtime_day=_more(file.playtime_day, memory.playtime_day - saved.playtime_day),
    )


def _more(counter: int, unsaved: int) -> int:
    return min(counter + max(unsaved, 0), MOST_PER_DAY)


def seconds_between(start: datetime, end: datetime) -> float:
    """Seconds that really passed, whatever the clocks were set to on that day."""
    return end.timestamp() - start.timestamp()


def later(moment: datetime, seconds: float) -> datetime:
    """So many real seconds later, in the same zone."""
    return datetime.fromtimestamp(moment.timestamp() + seconds, moment.tzinfo)
