"""``timekpra --option``: what it makes of its arguments and how it prints. Its exit status is always 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from demo.bus import Reply
from demo.busctl import Call
from demo.information import FULL, Variant
from timekpr_rules.read_user import split_activity

DENIED: Final = "Command FAILED: access denied\n"

_FLAGS: Final = {**dict.fromkeys(("true", "True", "TRUE"), True), **dict.fromkeys(("false", "False", "FALSE"), False)}
_TYPES: Final = ("lock", "suspend", "suspendwake", "terminate", "shutdown")


class BadArguments(Exception):
    """It prints this and calls nothing."""


def parsed(words: list[str]) -> Call:
    """What the words behind ``timekpra`` call.

    Raises:
        BadArguments: it does not understand them.
    """
    option, *arguments = words or [""]
    method, count, values = _OPTIONS.get(option, ("", -1, list))
    if len(arguments) != count:
        raise BadArguments(f"The command is incorrect: timekpra {' '.join(words)}")
    try:
        return Call(method, arguments[:1] + values(*arguments[1:]))
    except ValueError as wrong:
        raise BadArguments(f"PARAMETER PARSE ERROR (please check parameter validity): {wrong}") from wrong


def printed(call: Call, reply: Reply) -> str:
    """What it says: nothing after a change, and the reason if there was none."""
    result, message, *more = reply.data
    if result != 0:
        return f"{message}\n"
    match call.method:
        case "getUserList":
            (people,) = more
            head = f"{len(people)} user{'' if len(people) == 1 else 's'} in total:"
            return "".join(f"{line}\n" for line in (head, *(login for login, _ in people)))
        case "getUserInformation":
            lines = (f"{key}: {_said(variant)}" for key, variant in more[0].items())
            return "".join(f"{line}\n" for line in (f"# Configuration for user {call.arguments[0]}:", *lines))
        case _:
            return ""


def _said(variant: Variant) -> str:
    match variant:
        case Variant("a{sa{si}}" | "a{sv}", slots):
            return ";".join(_hour_said(hour, slots[hour]) for hour in sorted(slots, key=int))
        case Variant("aas" | "aaas", activities):
            return ";".join(f"{mask}[{description}]" if description else mask for mask, description in activities)
        case Variant("as" | "ai", items):
            return ";".join(map(str, items))
        case _:
            return str(variant.data)


def _hour_said(hour: str, slot: dict[str, int]) -> str:
    start, end = slot["STARTMIN"], slot["ENDMIN"]
    minutes = "" if (start, end) == (0, 60) else f"[{start}-{end}]"
    return f"{'!' if slot['UACC'] else ''}{hour}{minutes}"


def _days(text: str) -> list[Any]:
    return [text.split(";")]


def _limits(text: str) -> list[Any]:
    return [[int(limit) for limit in text.split(";")] if text else []]


def _number(text: str) -> list[Any]:
    return [int(text)]


def _flag(text: str) -> list[Any]:
    if text not in _FLAGS:
        raise ValueError("please specify true or false")
    return [_FLAGS[text]]


def _lockout(text: str) -> list[Any]:
    kind, *hours = text.split(";")
    if kind not in _TYPES:
        raise ValueError(f"please specify one of these: {', '.join(_TYPES)}")
    return [kind, *(hours if len(hours) == 2 else ("0", "23"))]


def _hours(day: str, text: str) -> list[Any]:
    slots = dict(map(_slot, text.split(";")))
    return [day, slots]


def _slot(item: str) -> tuple[str, dict[str, int]]:
    """One hour by the rules of the command line, which go by its length and take any two characters for one."""
    free = item.startswith("!")
    text = item[free:]
    if 1 <= len(text) <= 2:
        return text, {"STARTMIN": 0, "ENDMIN": 60, "UACC": free}
    hour, bracket, rest = text.partition("[")
    start, dash, end = rest.removesuffix("]").partition("-")
    numbers = [int(number) if number.isdigit() else -1 for number in (hour, start, end)]
    whole = bracket and dash and rest.endswith("]")
    if not whole or not 0 <= numbers[0] <= 23 or not 0 <= numbers[1] < numbers[2] <= 60:
        raise ValueError("this does not compute")
    return str(numbers[0]), {"STARTMIN": numbers[1], "ENDMIN": numbers[2], "UACC": free}


def _activities(text: str) -> list[Any]:
    items = text.split(";") if text else []
    if any(len(item) < 2 for item in items):
        raise ValueError("this does not compute")
    return [[list(split_activity(item)) for item in items]]


def _time_left(operation: str, text: str) -> list[Any]:
    return [operation, int(text)]


_OPTIONS: Final[dict[str, tuple[str, int, Callable[..., list[Any]]]]] = {
    "--userlist": ("getUserList", 0, list),
    "--userinfo": ("getUserInformation", 1, lambda: [FULL]),
    "--setalloweddays": ("setAllowedDays", 2, _days),
    "--setallowedhours": ("setAllowedHours", 3, _hours),
    "--settimelimits": ("setTimeLimitForDays", 2, _limits),
    "--settimelimitweek": ("setTimeLimitForWeek", 2, _number),
    "--settimelimitmonth": ("setTimeLimitForMonth", 2, _number),
    "--settrackinactive": ("setTrackInactive", 2, _flag),
    "--sethidetrayicon": ("setHideTrayIcon", 2, _flag),
    "--setlockouttype": ("setLockoutType", 2, _lockout),
    "--settimeleft": ("setTimeLeft", 3, _time_left),
    "--setplaytimeenabled": ("setPlayTimeEnabled", 2, _flag),
    "--setplaytimelimitoverride": ("setPlayTimeLimitOverride", 2, _flag),
    "--setplaytimeunaccountedintervalsflag": ("setPlayTimeUnaccountedIntervalsEnabled", 2, _flag),
    "--setplaytimealloweddays": ("setPlayTimeAllowedDays", 2, _days),
    "--setplaytimelimits": ("setPlayTimeLimitsForDays", 2, _limits),
    "--setplaytimeactivities": ("setPlayTimeActivities", 2, _activities),
    "--setplaytimeleft": ("setPlayTimeLeft", 3, _time_left),
}
"""Each option's method, how many arguments it takes, and what it makes of those behind the user."""
