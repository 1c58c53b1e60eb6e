"""Rules that contradict each other, said before they are accepted. What was so before is nobody's news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from i18n import N_, Message
from speech import Weekdays, duration_message
from timekpr_rules.doubts import Doubt
from timekpr_rules.models import UserConfig
from timekpr_rules.versions import Version, lockout_types
from timekpr_rules.week import DAYS, SECONDS_PER_DAY, DayRule

_ABOVE: Final = {
    "limit_above_week": N_("{days}: a limit of {limit} is more than the whole week has, {most}."),
    "limit_above_month": N_("{days}: a limit of {limit} is more than the whole month has, {most}."),
}


def doubts_about_config(before: UserConfig, after: UserConfig, *, version: Version | None = None) -> tuple[Doubt, ...]:
    """What of a change makes no sense; only where it is about what the change touches. Nothing is raised."""
    return (*_useless_days(before, after), *_unreachable_limits(before, after), *_end_of_time(before, after, version))


def _useless_days(before: UserConfig, after: UserConfig) -> Iterator[Doubt]:
    rules = [(day, rule) for day, was, rule in zip(DAYS, before.week, after.week, strict=True) if was != rule]
    for limit, days in _by_limit((day, rule) for day, rule in rules if rule.allowed and not rule.intervals):
        template = N_("{days}: there is a limit of {limit} but no hours, so no time can be used.")
        yield Doubt("hours_empty", Message(template, {"days": days, "limit": duration_message(limit)}))
    timeless = [
        (day, rule)
        for day, rule in rules
        if rule.allowed and rule.limit_seconds <= 0 and not any(part.unaccounted for part in rule.intervals)
    ]
    if timeless:
        template = N_("{days}: there are hours but the limit is 0, so no time can be used.")
        days = Weekdays(days=tuple(day for day, _ in timeless))
        yield Doubt("hours_without_limit", Message(template, {"days": days}))


def _unreachable_limits(before: UserConfig, after: UserConfig) -> Iterator[Doubt]:
    """Limits that a longer span has no time for."""
    for code, most, was in (
        ("limit_above_week", after.week_limit, before.week_limit),
        ("limit_above_month", after.month_limit, before.month_limit),
    ):
        unreachable = (
            (day, rule)
            for day, old, rule in zip(DAYS, before.week, after.week, strict=True)
            # A day of 24 hours has no limit of its own: that is how one sets a limit of the week alone.
            if rule.allowed
            and most < rule.limit_seconds < SECONDS_PER_DAY
            and (most, rule.limit_seconds) != (was, old.limit_seconds)
        )
        for limit, days in _by_limit(unreachable):
            fields = {"days": days, "limit": duration_message(limit), "most": duration_message(most)}
            yield Doubt(code, Message(_ABOVE[code], fields))
    week, month = after.week_limit, after.month_limit
    if month < week < 7 * SECONDS_PER_DAY and (week, month) != (before.week_limit, before.month_limit):
        template = N_("The limit of the week, {limit}, is more than the whole month has, {most}.")
        fields = {"limit": duration_message(week), "most": duration_message(month)}
        yield Doubt("limit_above_month", Message(template, fields))


def _end_of_time(before: UserConfig, after: UserConfig, version: Version | None) -> Iterator[Doubt]:
    if after.lockout != before.lockout and after.lockout not in lockout_types(version):
        template = N_("Timekpr on this computer does not know “{value}”, so nothing would happen at the end of time.")
        yield Doubt("lockout_unknown", Message(template, {"value": after.lockout[:80]}))
    if after.wakeup_hours != before.wakeup_hours and after.lockout != "suspendwake":
        template = N_("The hours for waking up matter only where the computer goes to sleep at the end of time.")
        yield Doubt("wakeup_unused", Message(template))


def _by_limit(rules: Iterable[tuple[int, DayRule]]) -> list[tuple[int, Weekdays]]:
    """The days that share a limit, each limit with its days."""
    found: dict[int, list[int]] = {}
    for day, rule in rules:
        found.setdefault(rule.limit_seconds, []).append(day)
    return [(limit, Weekdays(days=tuple(days))) for limit, days in found.items()]
