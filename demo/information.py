"""What a played daemon says of a child: ``getUserInformation``, with the types that it has on D-Bus."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from demo.raw import raw_list, raw_text
from demo.session import Session
from timekpr_rules import MainConfig, TimeFile, parse_hours, read_user_config
from timekpr_rules.week import DAYS, SECONDS_PER_DAY

FULL: Final = "F"
SAVED: Final = "S"
REAL_TIME: Final = "R"


class Variant(NamedTuple):
    """A value that carries its own type, as D-Bus has it."""

    kind: str
    data: Any


Information = dict[str, Variant]


def rules_said(rules: bytes, user: str) -> Information:
    """The rules. Raises ValueError where a limit is no number."""
    config = read_user_config(rules, user).model
    play = config.playtime
    hours = {f"ALLOWED_HOURS_{day}": hours_said(rules, user, day) for day in DAYS}
    wakeup = {"WAKEUP_HOUR_INTERVAL": _text(raw_text(rules, user, "WAKEUP_HOUR_INTERVAL"))}
    activities = [list(activity) for activity in play.activities]
    return {
        **{name: Variant("a{sa{si}}" if slots else "a{sv}", slots) for name, slots in hours.items()},
        "ALLOWED_WEEKDAYS": Variant("as", raw_list(rules, user, "ALLOWED_WEEKDAYS")),
        "LIMITS_PER_WEEKDAYS": Variant("ai", limits_of(rules, user)),
        "TRACK_INACTIVE": Variant("b", config.track_inactive),
        "HIDE_TRAY_ICON": Variant("b", config.hide_tray_icon),
        "LOCKOUT_TYPE": _text(config.lockout),
        **(wakeup if config.lockout == "suspendwake" else {}),
        "LIMIT_PER_WEEK": _number(config.week_limit),
        "LIMIT_PER_MONTH": _number(config.month_limit),
        "PLAYTIME_ENABLED": Variant("b", play.enabled),
        "PLAYTIME_LIMIT_OVERRIDE_ENABLED": Variant("b", play.override),
        "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED": Variant("b", play.in_unaccounted),
        "PLAYTIME_ALLOWED_WEEKDAYS": Variant("as", raw_list(rules, user, "PLAYTIME_ALLOWED_WEEKDAYS")),
        "PLAYTIME_LIMITS_PER_WEEKDAYS": Variant("ai", limits_of(rules, user, playtime=True)),
        # The daemon gives its empty list a type that is one array too deep.
        "PLAYTIME_ACTIVITIES": Variant("aas" if activities else "aaas", activities),
    }


def counters_said(rules: bytes, spent: TimeFile, user: str, now: datetime) -> Information:
    """The counters of the file, and what they leave of today. The limits of week and month are not looked at."""
    day = now.isoweekday()
    available = 0
    for hour, slot in hours_said(rules, user, day).items():
        start, end = slot["STARTMIN"], slot["ENDMIN"]
        if int(hour) == now.hour:
            minutes = max(end, now.minute) - max(start, now.minute)
            available += max(minutes * 60 - now.second, 0)
        elif int(hour) > now.hour:
            available += (end - start) * 60
    left = min(available, limit_today(rules, user, day) - spent.balance, SECONDS_PER_DAY)
    playtime_left = min(limit_today(rules, user, day, playtime=True) - spent.playtime_balance, SECONDS_PER_DAY)
    return {
        "TIME_SPENT_BALANCE": _number(spent.balance),
        "TIME_SPENT_DAY": _number(spent.spent_day),
        "TIME_SPENT_WEEK": _number(spent.spent_week),
        "TIME_SPENT_MONTH": _number(spent.spent_month),
        "TIME_LEFT_DAY": _number(max(left, 0)),
        "PLAYTIME_LEFT_DAY": _number(max(playtime_left, 0)),
        "PLAYTIME_SPENT_DAY": _number(spent.playtime_day),
    }


def session_said(session: Session, main: MainConfig, now: datetime) -> Information:
    """What is in memory of a child that is there."""
    left = session.left(main, now)
    row = left.seconds if left.until is None else int((left.until - now.replace(tzinfo=None)).total_seconds())
    return {
        "ACTUAL_TIME_SPENT_SESSION": _number(session.used),
        "ACTUAL_TIME_INACTIVE_SESSION": _number(session.idle),
        "ACTUAL_TIME_SPENT_BALANCE": _number(session.spent.balance),
        "ACTUAL_TIME_SPENT_DAY": _number(session.spent.spent_day),
        "ACTUAL_TIME_LEFT_DAY": _number(left.seconds),
        "ACTUAL_TIME_LEFT_CONTINUOUS": _number(row if left.open_now else 0),
        "ACTUAL_PLAYTIME_LEFT_DAY": _number(left.playtime),
        "ACTUAL_ACTIVE_PLAYTIME_ACTIVITY_COUNT": _number(int(session.playing)),
    }


def limits_of(rules: bytes, user: str, *, playtime: bool = False) -> list[int]:
    """The limits as they are listed, whatever days they belong to. Raises ValueError where one is no number."""
    return [int(limit) for limit in raw_list(rules, user, f"{'PLAYTIME_' if playtime else ''}LIMITS_PER_WEEKDAYS")]


def limit_today(rules: bytes, user: str, day: int, *, playtime: bool = False) -> int:
    """The limit of a weekday, if it is listed and has one."""
    days = raw_list(rules, user, f"{'PLAYTIME_' if playtime else ''}ALLOWED_WEEKDAYS")
    listed = list(zip(days, limits_of(rules, user, playtime=playtime), strict=False))
    return dict(reversed(listed)).get(str(day), 0)


def hours_said(rules: bytes, user: str, day: int) -> dict[str, dict[str, int]]:
    """A day's hours, whether the day is listed or not."""
    intervals = parse_hours(raw_text(rules, user, f"ALLOWED_HOURS_{day}")).intervals
    return {
        str(hour): {
            "STARTMIN": max(start - hour * 60, 0),
            "ENDMIN": min(end - hour * 60, 60),
            "UACC": int(unaccounted),
        }
        for start, end, unaccounted in intervals
        for hour in range(start // 60, (end + 59) // 60)
    }


def _number(number: int) -> Variant:
    return Variant("i", number)


def _text(text: str) -> Variant:
    return Variant("s", text)
