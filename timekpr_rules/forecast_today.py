"""Whether another limit or other hours for today will do what they are for: what holds instead, once they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from i18n import N_, Message
from speech import duration_message
from timekpr_rules.doubts import Doubt
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.openings import hours_left
from timekpr_rules.time_left import Reason, TimeLeft, current_counters, time_left
from timekpr_rules.versions import Version

_NOTHING: Final = {
    Reason.LIMIT: Doubt(
        "limit_spent", Message(N_("Today's limit is used up, so longer hours alone would not help. Give time as well."))
    ),
    Reason.HOURS: Doubt(
        "hours_closed", Message(N_("The hours are closed for today, so another limit alone would not help."))
    ),
    Reason.WEEK: Doubt("week_spent", Message(N_("The limit of the week is used up, so this alone would not help."))),
    Reason.MONTH: Doubt("month_spent", Message(N_("The limit of the month is used up, so this alone would not help."))),
}
"""What leaves no time at all, whatever is changed."""

_LESS: Final = {
    Reason.LIMIT: N_("Today's limit leaves {left} of that."),
    Reason.HOURS: N_("The hours of today leave {left} of that."),
    Reason.WEEK: N_("The limit of the week leaves {left} of that."),
    Reason.MONTH: N_("The limit of the month leaves {left} of that."),
}
"""What leaves less than the change would allow."""

_OVER: Final = Doubt("ends_now", Message(N_("So much is used already: time is up as soon as this arrives.")))


def doubts_about_today(
    before: UserConfig,
    after: UserConfig,
    main: MainConfig,
    spent: TimeFile,
    now: datetime,
    *,
    version: Version | None = None,
) -> tuple[Doubt, ...]:
    """Why a change of today would not do all that is asked; ``now`` is the server's local time, without a zone.

    What contradicts itself whatever was used, as hours without a limit, is forecast_config's to say.
    """
    was, rule = before.week[now.weekday()], after.week[now.weekday()]
    if was == rule or not rule.allowed or rule.limit_seconds <= 0:
        return ()
    left = time_left(after, main, spent, now, version)
    budget = max(0, rule.limit_seconds - current_counters(spent, now, version).balance)
    if was.limit_seconds != rule.limit_seconds:
        return _about(left, Reason.LIMIT, budget) if budget else (() if left.unaccounted else (_OVER,))
    return _about(left, Reason.HOURS, hours_left(rule.intervals, now))


def _about(left: TimeLeft, changed: Reason, asked: int) -> tuple[Doubt, ...]:
    """What but the thing that is changed decides, and how much less than ``asked`` seconds it leaves."""
    if left.seconds >= asked or left.reason is changed or left.reason not in _LESS:
        return ()
    if not left.seconds:
        return (_NOTHING[left.reason],)
    return (Doubt("leaves_less", Message(_LESS[left.reason], {"left": duration_message(left.seconds)})),)
