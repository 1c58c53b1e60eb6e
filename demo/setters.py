"""What the daemon's setters make of their arguments: the raw texts that they put into the files.

They check little. Source: the configuration processor of 0.5.4; the complaints are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final, NamedTuple

from timekpr_rules import ASSUMED, Activity, lockout_types
from timekpr_rules.week import DAYS

Texts = dict[str, str]
Slots = Mapping[str, Mapping[str, int]]

MOST_PER_DAY: Final = 86_400
MOST_PER_WEEK: Final = 604_800
MOST_PER_MONTH: Final = 2_678_400


class Setter(NamedTuple):
    """How a setter is called: the types of its arguments on D-Bus, and what it writes.

    ``texts`` gets the arguments behind the user and raises ValueError with a complaint about them.
    """

    kinds: tuple[str, ...]
    texts: Callable[..., Texts]


def day_list(key: str, what: str, days: Iterable[str]) -> Texts:
    """Days as they were given; empty ones are skipped."""
    days = [day for day in days if day]
    if not set(days) <= set(map(str, DAYS)):
        raise ValueError(f"{what} is not correct")
    return {key: ";".join(days)}


def limit_list(key: str, limits: Iterable[int]) -> Texts:
    """Limits as they were given, however many, each cut to a day."""
    return {key: ";".join(str(cut(limit, MOST_PER_DAY)) for limit in limits)}


def limit(key: str, most: int, seconds: int) -> Texts:
    """One limit, cut to what there can be."""
    return {key: str(cut(seconds, most))}


def plain(key: str, value: object) -> Texts:
    """A number or ``True`` or ``False``."""
    return {key: str(value)}


def one_or_zero(key: str, value: object) -> Texts:
    """``True`` as the daemon writes it where it forgets to make it one of Python's."""
    return {key: str(int(bool(value)))}


def words(key: str, given: Iterable[str]) -> Texts:
    """A list of names, unchecked."""
    return {key: ";".join(given)}


def hours(day: str, slots: Slots) -> Texts:
    """The hours of a day or of ``ALL``; what is no hour from 0 to 23, in just these words, is dropped silently."""
    if day != "ALL" and day not in map(str, DAYS):
        raise ValueError("day number must be between 1 and 7")
    try:
        text = ";".join(_hour(hour, slots[hour]) for hour in map(str, range(24)) if hour in slots)
    except KeyError as missing:
        raise ValueError("allowed hours are not correct and cannot be set") from missing
    return {f"ALLOWED_HOURS_{number}": text for number in (DAYS if day == "ALL" else (day,))}


def lockout(kind: str, start: str, end: str) -> Texts:
    """What happens at the end of time, and the hours of ``suspendwake``, of which it only asks that they be numbers."""
    if kind not in lockout_types(ASSUMED) or not start.isnumeric() or not end.isnumeric():
        raise ValueError("restriction / lockout type is not correct")
    return {"LOCKOUT_TYPE": kind, "WAKEUP_HOUR_INTERVAL": f"{start};{end}"}


def activities(given: Iterable[Iterable[str]]) -> list[Activity]:
    """Masks and descriptions, unchecked; ValueError where one is not just these two."""
    pairs = [tuple(pair) for pair in given]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("PlayTime day limits list is not correct")
    return [Activity(mask, description) for mask, description in pairs]


def cut(seconds: int, most: int) -> int:
    """A number of seconds from 0 to the most there can be."""
    return min(max(seconds, 0), most)


def _hour(hour: str, slot: Mapping[str, int]) -> str:
    start, end, free = slot["STARTMIN"], slot["ENDMIN"], slot["UACC"]
    minutes = f"[{start}-{end}]" if start > 0 or end < 60 else ""
    return f"{'!' if free else ''}{hour}{minutes}"


# fmt: off
RULES: Final[dict[str, Setter]] = {
    "setAllowedDays": Setter(("as",), partial(day_list, "ALLOWED_WEEKDAYS", "day list")),
    "setAllowedHours": Setter(("s", "a{sa{si}}"), hours),
    "setTimeLimitForDays": Setter(("ai",), partial(limit_list, "LIMITS_PER_WEEKDAYS")),
    "setTimeLimitForWeek": Setter(("i",), partial(limit, "LIMIT_PER_WEEK", MOST_PER_WEEK)),
    "setTimeLimitForMonth": Setter(("i",), partial(limit, "LIMIT_PER_MONTH", MOST_PER_MONTH)),
    "setTrackInactive": Setter(("b",), partial(plain, "TRACK_INACTIVE")),
    "setHideTrayIcon": Setter(("b",), partial(plain, "HIDE_TRAY_ICON")),
    "setLockoutType": Setter(("s", "s", "s"), lockout),
    "setPlayTimeEnabled": Setter(("b",), partial(plain, "PLAYTIME_ENABLED")),
    "setPlayTimeLimitOverride": Setter(("b",), partial(plain, "PLAYTIME_LIMIT_OVERRIDE_ENABLED")),
    "setPlayTimeUnaccountedIntervalsEnabled":
        Setter(("b",), partial(plain, "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED")),
    "setPlayTimeAllowedDays": Setter(("as",), partial(day_list, "PLAYTIME_ALLOWED_WEEKDAYS", "PlayTime day list")),
    "setPlayTimeLimitsForDays": Setter(("ai",), partial(limit_list, "PLAYTIME_LIMITS_PER_WEEKDAYS")),
}
"""Those of a user's rules; the user comes first in their arguments."""

SETTINGS: Final[dict[str, Setter]] = {
    "setTimekprLogLevel": Setter(("i",), partial(plain, "TIMEKPR_LOGLEVEL")),
    "setTimekprPollTime": Setter(("i",), partial(plain, "TIMEKPR_POLLTIME")),
    "setTimekprSaveTime": Setter(("i",), partial(plain, "TIMEKPR_SAVE_TIME")),
    "setTimekprTrackInactive": Setter(("b",), partial(one_or_zero, "TIMEKPR_TRACK_INACTIVE")),
    "setTimekprTerminationTime": Setter(("i",), partial(plain, "TIMEKPR_TERMINATION_TIME")),
    "setTimekprFinalWarningTime": Setter(("i",), partial(plain, "TIMEKPR_FINAL_WARNING_TIME")),
    "setTimekprFinalNotificationTime": Setter(("i",), partial(plain, "TIMEKPR_FINAL_NOTIFICATION_TIME")),
    "setTimekprSessionsCtrl": Setter(("as",), partial(words, "TIMEKPR_SESSION_TYPES_CTRL")),
    "setTimekprSessionsExcl": Setter(("as",), partial(words, "TIMEKPR_SESSION_TYPES_EXCL")),
    "setTimekprUsersExcl": Setter(("as",), partial(words, "TIMEKPR_USERS_EXCL")),
    "setTimekprPlayTimeEnabled": Setter(("b",), partial(plain, "TIMEKPR_PLAYTIME_ENABLED")),
    "setTimekprPlayTimeEnhancedActivityMonitorEnabled":
        Setter(("b",), partial(plain, "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED")),
}
"""Those of timekpr.conf."""
# fmt: on
