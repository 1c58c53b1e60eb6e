"""Whether a grant will do what it is for: the time left before it and after it, compared.

It opens no closed hours and adds nothing to a week or month that is spent. What stands in the way is found one by one:
the first obstacle, what is in the way once that is gone, and so on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from i18n import N_, Message
from timekpr_rules.document import MAX_BYTES
from timekpr_rules.doubts import Doubt
from timekpr_rules.grant import Grant, Operation, positional_limit
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.read_user import read_user_config
from timekpr_rules.shortages import Case, shortages
from timekpr_rules.time_left import Reason, TimeLeft
from timekpr_rules.versions import Version

_LEAVES_LESS: Final = {
    Reason.HOURS: N_("The hours of today leave only {left} anyway, so {grant} changes nothing."),
    Reason.WEEK: N_("The limit of the week leaves only {left} anyway, so {grant} changes nothing."),
    Reason.MONTH: N_("The limit of the month leaves only {left} anyway, so {grant} changes nothing."),
}
_LEAVES_SOME_LESS: Final = {
    Reason.HOURS: N_("Of {duration} only {usable} makes a difference: the hours of today leave only {left} anyway."),
    Reason.WEEK: N_("Of {duration} only {usable} makes a difference: the limit of the week leaves only {left} anyway."),
    Reason.MONTH: N_(
        "Of {duration} only {usable} makes a difference: the limit of the month leaves only {left} anyway."
    ),
}


def doubts_about_grant(
    config: UserConfig,
    main: MainConfig,
    spent: TimeFile,
    now: datetime,
    grant: Grant,
    *,
    raw: bytes = b"",
    user: str = "",
    version: Version | None = None,
    time_format: str = "24h",
) -> tuple[Doubt, ...]:
    """Why a grant would not do all that is asked; empty if it would.

    ``now`` is the server's local time, without a zone. ``raw`` and ``user`` are the file that ``config`` was read from
    and its user: without them nothing is said about the limit that Timekpr itself would take. ``time_format`` is
    ``"24h"`` or ``"12h"``. Nothing is raised.
    """
    case = Case(config, main, spent, now, grant, version, time_format)
    before = case.before()
    if grant.playtime and not before.playtime_limited:
        return (Doubt("playtime_off", Message(_playtime_off(case), case.fields())),)
    found = _about_playtime(case, before) if grant.playtime else _about_time(case, before)
    return (*found, *_about_the_list(case, raw, user))


def _about_time(case: Case, before: TimeLeft) -> list[Doubt]:
    after, grant = case.after(case.config), case.grant
    if before.reason is Reason.NO_LIMIT and after.seconds == before.seconds:
        template = N_("Today has no limit, so {grant} changes nothing.")
        return [Doubt("no_limit", Message(template, case.fields()))]
    takes = grant.operation is Operation.TAKE or not grant.seconds
    found = _taken(case, before, after) if takes else shortages(case, before)
    if before.unaccounted:
        found.append(_unaccounted_now(case))
    elif not takes:
        found += _opens_later(case, after)
    return found


def _taken(case: Case, before: TimeLeft, after: TimeLeft) -> list[Doubt]:
    """What keeps less time from being less."""
    if not before.seconds:
        return [Doubt("takes_nothing", Message(N_("Nothing is left today, so there is nothing to take away.")))]
    usable = before.seconds - after.seconds
    if usable >= min(case.grant.seconds, before.seconds):
        return []
    reason = Reason.HOURS if before.reason is Reason.NO_LIMIT else before.reason
    if reason not in _LEAVES_LESS:
        return []  # the balance is at its bound: only with impossible limits in the file
    fields = case.fields(usable=usable, left=before.seconds)
    if not usable:
        return [Doubt("takes_nothing", Message(_LEAVES_LESS[reason], fields))]
    return [Doubt("partly", Message(_LEAVES_SOME_LESS[reason], fields))]


def _unaccounted_now(case: Case) -> Doubt:
    minute = case.now.hour * 60 + case.now.minute
    ends = [end for start, end, free in case.rule(case.config).intervals if free and start <= minute < end]
    template = N_("Time is free now and is not counted until {time}; {grant} matters only after that.")
    fields = {**case.fields(), "time": case.time(max([minute + 1, *ends]))}
    return Doubt("unaccounted_now", Message(template, fields))


def _opens_later(case: Case, after: TimeLeft) -> list[Doubt]:
    if after.open_now or after.opens is None:
        return []
    template = N_("It is closed now; {grant} can be used when the hours open at {time}.")
    fields = {**case.fields(), "time": case.time(after.opens.hour * 60 + after.opens.minute)}
    return [Doubt("opens_later", Message(template, fields))]


def _about_playtime(case: Case, before: TimeLeft) -> list[Doubt]:
    after, grant = case.after(case.config), case.grant
    if grant.operation is Operation.TAKE or not grant.seconds:
        template = N_("No PlayTime is left today, so there is nothing to take away.")
        return [] if before.playtime else [Doubt("takes_nothing", Message(template))]
    return [*_time_for_playtime(case, before, after), *_opens_later(case, after)]


def _playtime_off(case: Case) -> str:
    """Why PlayTime has no limit of its own."""
    if not case.main.playtime_enabled:
        return N_("PlayTime is switched off on this computer, so {grant} changes nothing.")
    if not case.config.playtime.enabled:
        return N_("PlayTime is switched off for this user, so {grant} changes nothing.")
    return N_("Time counts here only while a program of PlayTime runs, so {grant} changes nothing.")


def _time_for_playtime(case: Case, before: TimeLeft, after: TimeLeft) -> list[Doubt]:
    """PlayTime is no use without time at the computer, free hours aside."""
    if any(interval.unaccounted for interval in case.rule(case.config).intervals):
        return []
    usable = min(after.playtime, after.seconds)
    if case.grant.operation is Operation.ADD:
        usable -= min(before.playtime, before.seconds)
    if usable >= case.grant.seconds or after.playtime <= after.seconds:
        return []
    fields = case.fields(usable=usable, left=after.seconds)
    if not after.seconds:
        template = N_("No time is left at the computer today, so {grant} would not help.")
    elif not usable:
        template = N_("Only {left} is left at the computer today, so {grant} would not help.")
    else:
        template = N_("Of {duration} only {usable} can be used: no more than {left} is left at the computer today.")
    return [Doubt("partly" if usable else "no_time_for_it", Message(template, fields))]


def _about_the_list(case: Case, raw: bytes, user: str) -> list[Doubt]:
    """The limit that Timekpr itself would take, if it is another one."""
    if not raw or len(raw) > MAX_BYTES or read_user_config(raw, user).damaged:
        return []
    day, playtime = case.now.isoweekday(), case.grant.playtime
    own = case.config.playtime.limits[day - 1] if playtime else case.rule(case.config).limit_seconds
    limit = positional_limit(raw, user, day, playtime=playtime)
    if limit == own:
        return []
    template = (
        N_(
            "Timekpr itself would refuse this, because its list of limits leaves days out. All seven days are written "
            "into the list first; that means the same."
        )
        if limit is None
        else N_(
            "Timekpr itself would reckon with the limit of another day, because its list of limits leaves days out. "
            "All seven days are written into the list first; that means the same."
        )
    )
    return [Doubt("days_written_out", Message(template))]
