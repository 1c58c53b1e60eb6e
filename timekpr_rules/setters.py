"""How Timekpr itself is asked to change something: the calls on D-Bus and the options of ``timekpra``.

Source: the introspection and the command line of 0.5.4, each tried on the real daemon. Both check little: what goes in
was checked by ``texts`` before. Days and limits go as all seven days (see ``edit``); ``timekpra`` cannot say "no hour
at all", so there a day without hours is left out of the list of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from timekpr_rules.hours import hours_text
from timekpr_rules.keys import Key, Kind
from timekpr_rules.models import MainConfig, UserConfig
from timekpr_rules.wanted import keys_of, value_of
from timekpr_rules.week import DAYS

HOUR_KEY: Final = "ALLOWED_HOURS_"
LIMITS: Final = "LIMITS_PER_WEEKDAYS"
PLAYTIME_LIMITS: Final = "PLAYTIME_LIMITS_PER_WEEKDAYS"
ALL_DAYS: Final = tuple(map(str, DAYS))
PAST_MINUTE: Final = "0[0-1]"
"""The first minute of the day: what "nothing any more" is called where no hour at all cannot be said."""


@dataclass(frozen=True, slots=True)
class BusCall:
    """One call of a method; ``arguments`` as ``busctl`` takes them. ``admin``: it is about timekpr.conf."""

    method: str
    signature: str
    arguments: tuple[str, ...]
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One run of ``timekpra --name arguments``."""

    name: str
    arguments: tuple[str, ...]


_BUS: Final = {
    "LIMIT_PER_WEEK": ("setTimeLimitForWeek", "si"),
    "LIMIT_PER_MONTH": ("setTimeLimitForMonth", "si"),
    "TRACK_INACTIVE": ("setTrackInactive", "sb"),
    "HIDE_TRAY_ICON": ("setHideTrayIcon", "sb"),
    "PLAYTIME_ENABLED": ("setPlayTimeEnabled", "sb"),
    "PLAYTIME_LIMIT_OVERRIDE_ENABLED": ("setPlayTimeLimitOverride", "sb"),
    "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED": ("setPlayTimeUnaccountedIntervalsEnabled", "sb"),
}
_OPTIONS: Final = {
    "LIMIT_PER_WEEK": "settimelimitweek",
    "LIMIT_PER_MONTH": "settimelimitmonth",
    "TRACK_INACTIVE": "settrackinactive",
    "HIDE_TRAY_ICON": "sethidetrayicon",
    "PLAYTIME_ENABLED": "setplaytimeenabled",
    "PLAYTIME_LIMIT_OVERRIDE_ENABLED": "setplaytimelimitoverride",
    "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED": "setplaytimeunaccountedintervalsflag",
}
_MAIN: Final = {
    "TIMEKPR_LOGLEVEL": ("setTimekprLogLevel", "i"),
    "TIMEKPR_POLLTIME": ("setTimekprPollTime", "i"),
    "TIMEKPR_SAVE_TIME": ("setTimekprSaveTime", "i"),
    "TIMEKPR_TRACK_INACTIVE": ("setTimekprTrackInactive", "b"),
    "TIMEKPR_TERMINATION_TIME": ("setTimekprTerminationTime", "i"),
    "TIMEKPR_FINAL_WARNING_TIME": ("setTimekprFinalWarningTime", "i"),
    "TIMEKPR_FINAL_NOTIFICATION_TIME": ("setTimekprFinalNotificationTime", "i"),
    "TIMEKPR_SESSION_TYPES_CTRL": ("setTimekprSessionsCtrl", "as"),
    "TIMEKPR_SESSION_TYPES_EXCL": ("setTimekprSessionsExcl", "as"),
    "TIMEKPR_USERS_EXCL": ("setTimekprUsersExcl", "as"),
    "TIMEKPR_PLAYTIME_ENABLED": ("setTimekprPlayTimeEnabled", "b"),
    "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED": ("setTimekprPlayTimeEnhancedActivityMonitorEnabled", "b"),
}


def bus_calls(
    user: str, current: UserConfig, wanted: UserConfig, *, seven_days: bool, write_out: bool = False
) -> list[BusCall]:
    """The calls that make one set of rules of another, only for what differs, in an order that never opens a day.

    ``seven_days``: whether the file lists all seven days already. If it does not and days or limits are to be changed
    (or ``write_out`` asks for it), the hours come first, those of closed days emptied; then all days are listed.
    """
    differing = _differing(current, wanted)
    names = {key.name for key in differing}
    limits_too = write_out or _listing(current) != _listing(wanted)
    days_too = limits_too and not seven_days
    # A day that is closed because it is not listed may have hours all the same.
    calls = [
        _bus_hours(user, key, wanted)
        for key in keys_of(wanted)
        if key.kind is Kind.HOURS and (key.name in names or (days_too and not value_of(wanted, key)))
    ]
    if days_too:
        calls.append(BusCall("setAllowedDays", "sas", (user, *_array(ALL_DAYS))))
    if limits_too:
        limits = tuple(str(rule.limit_seconds) for rule in wanted.week)
        calls.append(BusCall("setTimeLimitForDays", "sai", (user, *_array(limits))))
    if {"LOCKOUT_TYPE", "WAKEUP_HOUR_INTERVAL"} & names:
        first, last = map(str, wanted.wakeup_hours)
        calls.append(BusCall("setLockoutType", "ssss", (user, wanted.lockout, first, last)))
    for key in differing:
        if key.name in _BUS:
            method, signature = _BUS[key.name]
            calls.append(BusCall(method, signature, (user, _plain(value_of(wanted, key)))))
    if PLAYTIME_LIMITS in names:
        calls += playtime_calls(user, wanted)
    if "PLAYTIME_ACTIVITIES" in names:
        pairs = [word for activity in wanted.playtime.activities for word in ("2", activity.mask, activity.description)]
        count = str(len(wanted.playtime.activities))
        calls.append(BusCall("setPlayTimeActivities", "saas", (user, count, *pairs)))
    return calls


def playtime_calls(user: str, config: UserConfig) -> list[BusCall]:
    """The calls that list all seven days of PlayTime with their limits."""
    limits = tuple(map(str, config.playtime.limits))
    return [
        BusCall("setPlayTimeAllowedDays", "sas", (user, *_array(ALL_DAYS))),
        BusCall("setPlayTimeLimitsForDays", "sai", (user, *_array(limits))),
    ]


def playtime_options(user: str, config: UserConfig) -> list[Option]:
    """The same as :func:`playtime_calls` for ``timekpra``."""
    limits = ";".join(map(str, config.playtime.limits))
    return [
        Option("setplaytimealloweddays", (user, ";".join(ALL_DAYS))),
        Option("setplaytimelimits", (user, limits)),
    ]


def main_calls(current: MainConfig, wanted: MainConfig) -> list[BusCall]:
    """The calls that change timekpr.conf; keys that no method sets are left out (see :func:`settable`)."""
    calls: list[BusCall] = []
    for key in _differing(current, wanted):
        if key.name not in _MAIN:
            continue
        method, signature = _MAIN[key.name]
        value = value_of(wanted, key)
        arguments = _array(value) if signature == "as" else (_plain(value),)
        calls.append(BusCall(method, signature, arguments, admin=True))
    return calls


def settable(key: str) -> bool:
    """Whether a key of timekpr.conf may be changed from here: the folders may not, the files would be elsewhere."""
    return key in _MAIN


def options(user: str, current: UserConfig, wanted: UserConfig) -> list[Option] | None:
    """The same as :func:`bus_calls` for ``timekpra``; None where it has no word for what is wanted.

    That is a day without hours that keeps a limit: ``timekpra`` can only leave such a day out, limit and all.
    """
    differing = _differing(current, wanted)
    names = {key.name for key in differing}
    week_differs = LIMITS in names or any(name.startswith(HOUR_KEY) for name in names)
    opened = listed_days(wanted)
    if week_differs and not all(wanted.week[day - 1].intervals for day in opened):
        return None
    runs: list[Option] = []
    # Hours first: a day that is not listed yet stays closed, whatever hours it has.
    for key in differing:
        if key.kind is Kind.HOURS and (intervals := value_of(wanted, key)):
            day = key.name[len(HOUR_KEY) :]
            runs.append(Option("setallowedhours", (user, day, hours_text(intervals))))
    if week_differs and (opened != listed_days(current) or _listing(current) != _listing(wanted)):
        runs.append(Option("setalloweddays", (user, ";".join(map(str, opened)))))
        limits = ";".join(str(wanted.week[day - 1].limit_seconds) for day in opened)
        runs.append(Option("settimelimits", (user, limits)))
    if {"LOCKOUT_TYPE", "WAKEUP_HOUR_INTERVAL"} & names:
        # With the hours in any case: it would set them back where they are left out.
        runs.append(Option("setlockouttype", (user, ";".join(map(str, (wanted.lockout, *wanted.wakeup_hours))))))
    plain = (key for key in differing if key.name in _OPTIONS)
    runs += [Option(_OPTIONS[key.name], (user, _plain(value_of(wanted, key)))) for key in plain]
    if PLAYTIME_LIMITS in names:
        runs += playtime_options(user, wanted)
    if "PLAYTIME_ACTIVITIES" in names:
        activities = ";".join(f"{activity.mask}[{activity.description}]" for activity in wanted.playtime.activities)
        runs.append(Option("setplaytimeactivities", (user, activities)))
    return runs


def listed_days(config: UserConfig) -> list[int]:
    """The days that ``timekpra`` has to list: one without hours and time is as closed as one left out."""
    return [
        day
        for day, rule in zip(DAYS, config.week, strict=True)
        if rule.allowed and (rule.intervals or rule.limit_seconds)
    ]


def options_to_write_out(user: str, config: UserConfig) -> list[Option]:
    """``timekpra`` runs that list all seven days with the same meaning: a closed day gets no time, and one past minute.

    The minute stands for "no hour", which ``timekpra`` cannot say; the limit of 0 makes it worthless.
    """
    runs = [
        Option("setallowedhours", (user, str(day), PAST_MINUTE))
        for day, rule in zip(DAYS, config.week, strict=True)
        if not rule.allowed  # one that is allowed and has no hour has none in the file either, and keeps a limit
    ]
    limits = ";".join(str(rule.limit_seconds) for rule in config.week)
    return [*runs, Option("setalloweddays", (user, ";".join(ALL_DAYS))), Option("settimelimits", (user, limits))]


def _listing(config: UserConfig) -> list[tuple[bool, int]]:
    return [(rule.allowed, rule.limit_seconds) for rule in config.week]


def _differing(current: UserConfig | MainConfig, wanted: UserConfig | MainConfig) -> list[Key]:
    return [key for key in keys_of(wanted) if value_of(current, key) != value_of(wanted, key)]


def _bus_hours(user: str, key: Key, wanted: UserConfig) -> BusCall:
    """``setAllowedHours``: a dictionary of hours, each with its minutes and whether it is free."""
    day = key.name[len(HOUR_KEY) :]
    words: list[str] = []
    slots = _slots(value_of(wanted, key))
    for hour, start, end, free in slots:
        words += [str(hour), "3", "STARTMIN", str(start), "ENDMIN", str(end), "UACC", str(int(free))]
    return BusCall("setAllowedHours", "ssa{sa{si}}", (user, day, str(len(slots)), *words))


def _slots(intervals: tuple[tuple[int, int, bool], ...]) -> list[tuple[int, int, int, bool]]:
    """Stretches of a day as Timekpr's hours: hour, first and last minute, whether it is free."""
    return [
        (hour, max(start - hour * 60, 0), min(end - hour * 60, 60), free)
        for start, end, free in intervals
        for hour in range(start // 60, (end + 59) // 60)
    ]


def _array(items: tuple[str, ...]) -> tuple[str, ...]:
    """As ``busctl`` writes an array: how many, then each."""
    return (str(len(items)), *items)


def _plain(value: object) -> str:
    """A number, or a boolean as both take it."""
    return str(value).lower()
