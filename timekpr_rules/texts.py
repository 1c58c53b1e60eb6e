"""Values as texts and back: the one place that knows what each kind of key takes.

Reading is strict, unlike the daemon's: what comes through here was typed by somebody and will be written into a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from i18n import Message
from timekpr_rules.hours import Interval, hours_text, normal
from timekpr_rules.keys import Key, Kind
from timekpr_rules.models import Activity
from timekpr_rules.play_match import is_usable
from timekpr_rules.read_time import parse_moment
from timekpr_rules.read_user import split_activity
from timekpr_rules.refusals import (
    BadCharacters,
    BadDays,
    BadHourRange,
    BadHours,
    BadMask,
    BadMoment,
    BadPath,
    BadWords,
    NotAChoice,
    NotBoolean,
    NotSevenLimits,
    OutOfRange,
    TooLong,
    UnusableMask,
)
from timekpr_rules.values import BOOLEANS
from timekpr_rules.versions import Version, lockout_types

MAX_TEXT: Final = 200
"""Characters of a mask, a description, a path or a list of names."""
MAX_ACTIVITIES: Final = 100

_NUMBER = re.compile(r"-?[0-9]{1,10}")
_HOUR = re.compile(r"(!?)([0-9]|1[0-9]|2[0-3])(?:\[([0-9]{1,2})-([0-9]{1,2})\])?")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\$?")
_PATH = re.compile(r"(/[A-Za-z0-9_.@+-]+)+")


def format_value(key: Key, value: Any) -> str:  # noqa: ANN401 - the type depends on the key's kind
    """A model's value as it stands behind ``KEY =``."""
    match key.kind:
        case Kind.HOURS:
            return hours_text(value)
        case Kind.DAYS | Kind.DAY_LIMITS | Kind.HOUR_RANGE | Kind.WORDS:
            return ";".join(map(str, value))
        case Kind.ACTIVITIES:
            return ";".join(map(activity_text, value))
        case Kind.MOMENT:
            return str(value.isoformat(" ", "seconds"))
        case _:
            return str(value)


def parse_value(key: Key, text: str, version: Version | None = None) -> Any:  # noqa: ANN401 - as above
    """A text as the model's value; ``version`` decides which lockout types there are.

    Raises:
        InvalidValue: a subclass of it that says what is allowed.
    """
    check_text(key.name, text, MAX_TEXT * MAX_ACTIVITIES * 2 if key.kind is Kind.ACTIVITIES else 2 * MAX_TEXT)
    return _PARSERS[key.kind](key, text, version)


def activity_text(activity: Activity) -> str:
    """``mask[description]``."""
    return f"{activity.mask}[{activity.description}]"


def check_mask(what: str | Message, mask: str) -> None:
    """Refuse the mask of an activity that the file cannot hold, or over which the daemon would stumble."""
    check_description(what, mask)
    if len(mask) < 2:
        raise BadMask(what=what, value=mask)
    if not is_usable(mask):
        raise UnusableMask(what=what, value=mask[:80])


def check_description(what: str | Message, description: str) -> None:
    """Refuse what people call an activity, if the file cannot hold it. Raises InvalidValue."""
    check_text(what, description, MAX_TEXT)
    if set("[];") & set(description) or '("' in description or '")' in description:
        raise BadMask(what=what, value=description[:80])


def check_text(what: str | Message, text: str, most: int) -> None:
    """Refuse what would damage the file: ``%``, line ends, invisible or half characters, blanks around it."""
    if len(text) > most:
        raise TooLong(what=what, value=text[:80], most=most)
    if "%" in text or text != text.strip() or not all(char.isprintable() for char in text):
        raise BadCharacters(what=what, value="".join(char if char.isprintable() else "�" for char in text[:80]))


def _number(key: Key, text: str, _: Version | None) -> int:
    if not _NUMBER.fullmatch(text) or not key.minimum <= int(text) <= key.maximum:
        raise OutOfRange(what=key.name, value=text[:80], minimum=key.minimum, maximum=key.maximum)
    return int(text)


def _boolean(key: Key, text: str, _: Version | None) -> bool:
    value = BOOLEANS.get(text.lower())
    if value is None:
        raise NotBoolean(what=key.name, value=text[:80])
    return value


def _lockout(key: Key, text: str, version: Version | None) -> str:
    choices = lockout_types(version)
    if text not in choices:
        raise NotAChoice(what=key.name, value=text[:80], choices=", ".join(choices))
    return text


def _hours(key: Key, text: str, _: Version | None) -> tuple[Interval, ...]:
    slots: dict[int, Interval] = {}
    for item in text.split(";") if text else ():
        found = _HOUR.fullmatch(item)
        hour = int(found[2]) if found else -1
        start, end = (int(found[3] or 0), int(found[4] or 60)) if found else (0, 0)
        if not start < end <= 60 or hour in slots:
            raise BadHours(what=key.name, value=text[:80])
        slots[hour] = Interval(hour * 60 + start, hour * 60 + end, bool(found and found[1]))
    return normal(slots.values())


def _days(key: Key, text: str, _: Version | None) -> tuple[int, ...]:
    days = text.split(";") if text else []
    if not set(days) <= set("1234567") or len(set(days)) != len(days):
        raise BadDays(what=key.name, value=text[:80])
    return tuple(sorted(map(int, days)))


def _day_limits(key: Key, text: str, version: Version | None) -> tuple[int, ...]:
    limits = text.split(";")
    if len(limits) != 7:
        raise NotSevenLimits(what=key.name, value=text[:80])
    return tuple(_number(key, limit, version) for limit in limits)


def _hour_range(key: Key, text: str, _: Version | None) -> tuple[int, int]:
    hours = text.split(";")
    if len(hours) != 2 or not all(_NUMBER.fullmatch(hour) and 0 <= int(hour) <= 23 for hour in hours):
        raise BadHourRange(what=key.name, value=text[:80])
    return int(hours[0]), int(hours[1])


def _activities(key: Key, text: str, _: Version | None) -> tuple[Activity, ...]:
    items = text.split(";") if text else []
    if len(items) > MAX_ACTIVITIES:
        raise TooLong(what=key.name, value=text[:80], most=MAX_ACTIVITIES)
    return tuple(_activity(key, item) for item in items)


def _activity(key: Key, text: str) -> Activity:
    activity = split_activity(text)
    check_mask(key.name, activity.mask)
    check_description(key.name, activity.description)
    if text not in {activity.mask, activity_text(activity)}:
        raise BadMask(what=key.name, value=text[:80])
    return activity


def _words(key: Key, text: str, _: Version | None) -> tuple[str, ...]:
    words = tuple(text.split(";")) if text else ()
    if not all(map(_WORD.fullmatch, words)):
        raise BadWords(what=key.name, value=text[:80])
    return words


def _path(key: Key, text: str, _: Version | None) -> str:
    if not _PATH.fullmatch(text) or {"..", "."} & set(text.split("/")):
        raise BadPath(what=key.name, value=text[:80])
    return text


def _moment(key: Key, text: str, _: Version | None) -> datetime:
    moment = parse_moment(text)
    if moment is None:
        raise BadMoment(what=key.name, value=text[:80])
    return moment


_PARSERS: Final[dict[Kind, Callable[[Key, str, Version | None], Any]]] = {
    Kind.SECONDS: _number,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.LOCKOUT: _lockout,
    Kind.HOURS: _hours,
    Kind.DAYS: _days,
    Kind.DAY_LIMITS: _day_limits,
    Kind.HOUR_RANGE: _hour_range,
    Kind.ACTIVITIES: _activities,
    Kind.WORDS: _words,
    Kind.PATH: _path,
    Kind.MOMENT: _moment,
}
