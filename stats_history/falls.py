"""What was used since the last reading where Timekpr's counter of the day has fallen.

A grant never makes it fall. A crash of Timekpr does, by what it had not saved; a clock that is put back does, by as
much; and somebody who writes the file. What had been counted was used all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from timekpr_rules import CRASH_LOSES


@dataclass(frozen=True, slots=True)
class Counted:
    """Timekpr's counters, in seconds; those of the week and the month are None if they are of another one."""

    day: int
    week: int | None
    month: int | None


def after_fall(before: Counted, now: Counted, elapsed: float, *, anew: bool = False) -> tuple[int, bool]:
    """Seconds used since, and whether somebody has set the counter of the day back.

    ``elapsed`` is how long ago the last reading was: more than that was not used. ``anew``: the clock has been on a
    later day since, so the counter of this day has begun anew.
    """
    fallen = before.day - now.day
    for earlier, later in ((before.week, now.week), (before.month, now.month)):
        if earlier is not None and later is not None:
            if later >= earlier:  # it went on: only the day was set back
                return int(min(later - earlier, elapsed + CRASH_LOSES)), fallen > CRASH_LOSES
            if abs((earlier - later) - fallen) <= CRASH_LOSES and later - now.day > CRASH_LOSES:
                return 0, False  # as much was taken off all of them: a crash, or the clock
    if fallen <= CRASH_LOSES and not anew:
        return 0, False
    # All of them began anew, or nothing is known of the others.
    return (now.day if now.day <= elapsed + CRASH_LOSES else 0), True
