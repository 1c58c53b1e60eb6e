"""Why a grant cannot be used in full: obstacle by obstacle, each with what would clear it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from i18n import N_, FieldValue, Message
from speech import MINUTE, TimeOfDay, duration_message
from timekpr_rules.doubts import Doubt, Offer
from timekpr_rules.grant import WORDS, Grant, Operation, granted
from timekpr_rules.hours import MINUTES_PER_DAY, hours_text
from timekpr_rules.key_tables import find_key
from timekpr_rules.keys import File
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.openings import hours_left, opened_until
from timekpr_rules.time_left import Reason, TimeLeft, time_left
from timekpr_rules.versions import Version
from timekpr_rules.wanted import with_user_values
from timekpr_rules.week import SECONDS_PER_DAY, DayRule


@dataclass(frozen=True, slots=True)
class Case:
    """A grant and what it meets."""

    config: UserConfig
    main: MainConfig
    spent: TimeFile
    now: datetime
    grant: Grant
    version: Version | None
    time_format: str

    def before(self) -> TimeLeft:
        """Where the child stands without the grant."""
        return time_left(self.config, self.main, self.spent, self.now, self.version)

    def after(self, config: UserConfig) -> TimeLeft:
        """Where the child stands with the grant, under these rules."""
        counters = granted(config, self.spent, self.grant, self.now, self.version)
        return time_left(config, self.main, counters, self.now, self.version)

    def rule(self, config: UserConfig) -> DayRule:
        """What these rules say of today."""
        return config.week[self.now.weekday()]

    def fields(self, **seconds: int) -> dict[str, FieldValue]:
        """What sentences about the grant are filled with."""
        duration = duration_message(self.grant.seconds)
        words = Message(WORDS[self.grant.operation, self.grant.playtime], {"duration": duration})
        spans = {name: duration_message(span) for name, span in seconds.items()}
        return {"duration": duration, "grant": words, **spans}

    def usable_today(self, seconds: int) -> int:
        """So much, but no more than there is before midnight."""
        return min(seconds, SECONDS_PER_DAY - (self.now.hour * 3600 + self.now.minute * 60 + self.now.second))

    def time(self, minute: int) -> TimeOfDay:
        """A minute of the day as a field of a sentence."""
        return TimeOfDay(minute=minute, time_format=self.time_format)


def shortages(case: Case, before: TimeLeft) -> list[Doubt]:
    """What keeps more time from being used, obstacle by obstacle."""
    target = case.grant.seconds + (before.seconds if case.grant.operation is Operation.ADD else 0)
    config, after = case.config, case.after(case.config)
    found: list[Doubt] = []
    met: set[Reason] = set()
    while after.seconds < target and after.reason not in met:
        met.add(after.reason)
        doubt = _shortage(case, config, after, target)
        found.append(doubt)
        for offer in doubt.offers:
            config = with_user_values(config, {**offer.today, **offer.lasting}, case.version)
        after = case.after(config)
    return found


def _shortage(case: Case, config: UserConfig, after: TimeLeft, target: int) -> Doubt:
    usable = max(0, case.grant.seconds - (target - after.seconds))
    fields = case.fields(usable=usable, left=after.seconds)
    match after.reason:
        case Reason.DAY_CLOSED:
            template = N_("Today is not an allowed day, so {grant} would not help.")
            return Doubt("day_not_allowed", Message(template, fields), _opening(case, config, target))
        case Reason.HOURS | Reason.NO_LIMIT:
            return _hours_shortage(case, config, fields, usable, _opening(case, config, target))
        case Reason.WEEK:
            return _week_shortage(config, after, fields, usable, case.usable_today(target))
        case Reason.MONTH:
            return _month_shortage(config, after, fields, usable, case.usable_today(target))
        case Reason.LIMIT:  # the balance is at its bound: a day has 24 hours
            return Doubt("partly", Message(N_("Of {duration} only {usable} can be used today."), fields))


def _hours_shortage(
    case: Case, config: UserConfig, fields: dict[str, FieldValue], usable: int, offers: tuple[Offer, ...]
) -> Doubt:
    intervals = case.rule(config).intervals
    closing = max((interval.end for interval in intervals), default=0)
    fields = {**fields, "time": case.time(closing)}
    if not hours_left(intervals, case.now):
        template = N_("The hours are closed for today, so {grant} would not help.")
    elif usable and closing == MINUTES_PER_DAY:
        template = N_("Of {duration} only {usable} can be used before midnight.")
    elif usable:
        template = N_("Of {duration} only {usable} can be used before the hours close at {time}.")
    elif closing == MINUTES_PER_DAY:
        template = N_("There are only {left} of allowed hours before midnight, so {grant} would not help.")
    else:
        template = N_("The hours close at {time} and leave only {left}, so {grant} would not help.")
    return Doubt("partly" if usable else "hours_closed", Message(template, fields), offers)


def _opening(case: Case, config: UserConfig, target: int) -> tuple[Offer, ...]:
    """Longer hours for today, unless midnight is too near for that to help. A closed day gets the grant and no more."""
    rule, day = case.rule(config), case.now.isoweekday()
    end, longer = opened_until(rule.intervals, case.now, target)
    if hours_left(longer, case.now) <= hours_left(rule.intervals, case.now):
        return ()
    today = {f"ALLOWED_HOURS_{day}": hours_text(longer)}
    fields: dict[str, FieldValue] = {"time": case.time(end)}
    if rule.allowed:
        return (Offer("open_hours", Message(N_("Open the hours until {time}, today only"), fields), today),)
    return (Offer("open_day", Message(N_("Open today until {time}"), fields), today),)


def _week_shortage(
    config: UserConfig, after: TimeLeft, fields: dict[str, FieldValue], usable: int, target: int
) -> Doubt:
    if usable:
        template = N_("Of {duration} the limit of the week allows only {usable}.")
    elif after.seconds:
        template = N_("The limit of the week leaves only {left}, so {grant} would not help.")
    else:
        template = N_("The limit of the week is used up, so {grant} would not help.")
    raised = N_("Raise the limit of the week to {duration}, for every week")
    offers = _raise("LIMIT_PER_WEEK", config.week_limit, after.used_week + target, "raise_week", raised)
    return Doubt("partly" if usable else "week_spent", Message(template, fields), offers)


def _month_shortage(
    config: UserConfig, after: TimeLeft, fields: dict[str, FieldValue], usable: int, target: int
) -> Doubt:
    if usable:
        template = N_("Of {duration} the limit of the month allows only {usable}.")
    elif after.seconds:
        template = N_("The limit of the month leaves only {left}, so {grant} would not help.")
    else:
        template = N_("The limit of the month is used up, so {grant} would not help.")
    raised = N_("Raise the limit of the month to {duration}, for every month")
    offers = _raise("LIMIT_PER_MONTH", config.month_limit, after.used_month + target, "raise_month", raised)
    return Doubt("partly" if usable else "month_spent", Message(template, fields), offers)


def _raise(key: str, limit: int, needed: int, code: str, template: str) -> tuple[Offer, ...]:
    """A higher limit in whole minutes, as far as Timekpr goes."""
    enough = min(-(-needed // MINUTE) * MINUTE, find_key(File.USER, key).maximum)
    if enough <= limit:
        return ()
    return (Offer(code, Message(template, {"duration": duration_message(enough)}), lasting={key: str(enough)}),)
