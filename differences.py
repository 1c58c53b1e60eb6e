"""What a change changes, in words: "Saturday: 2 h → 1 h 30", "Sunday: closed → 10:00 to 18:00, 2 h"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

from headlines import Style
from i18n import N_, Message, translate
from speech import MINUTE, TimeOfDay, Weekdays, quoted
from timekpr_rules import (
    Activity,
    DayRule,
    File,
    Interval,
    Key,
    Kind,
    MainConfig,
    Operation,
    UserConfig,
    describe_keys,
    find_key,
)
from timekpr_rules.grant import WORDS
from timekpr_rules.hours import WHOLE_DAY
from timekpr_rules.wanted import Model, value_of
from timekpr_rules.week import DAYS, SECONDS_PER_DAY

Say: TypeAlias = Callable[[Any, Any, Style], Iterable[Message]]
"""From a key's two values to the sentences about them."""

ONE_MINUTE: Final = (Interval(0, 1),)
"""What a lock leaves of a day, because not every way to a computer has words for "no hour at all"."""
MOST_PROGRAMS: Final = 20
"""Programs that are named; a file can hold thousands."""

LOCKOUT: Final = {
    "terminate": N_("the sessions are ended"),
    "lock": N_("the screen is locked"),
    "suspend": N_("the computer goes to sleep"),
    "suspendwake": N_("the computer goes to sleep and wakes up for the next hours"),
    "shutdown": N_("the computer is switched off"),
    "kill": N_("the sessions are ended by force"),
}
"""What happens at the end of time, by LOCKOUT_TYPE."""


def config_differences(before: UserConfig, after: UserConfig, style: Style) -> tuple[Message, ...]:
    """What differs between two users' rules: at least one sentence for every key, none if they are equal."""
    return (*_week(before, after, style), *_keys(File.USER, before, after, style, _SAY))


def main_differences(before: MainConfig, after: MainConfig, style: Style) -> tuple[Message, ...]:
    """What differs between the settings of two servers, in the same way."""
    return tuple(_keys(File.MAIN, before, after, style, _SAY_OF_MAIN))


def grant_words(operation: Operation, seconds: int, playtime: bool, style: Style) -> Message:  # noqa: FBT001 - as in Grant
    """A grant: "30 min more", "15 min less", "1 h left from now"; the same of PlayTime."""
    return Message(WORDS[operation, playtime], {"duration": style.duration(seconds)})


def said_values(name: str, versions: Sequence[UserConfig], style: Style) -> tuple[str, ...]:
    """What each of these rules says of one key, where they differ: "2 h" and "4 h".

    Of limits of several days: "Saturday: 2 h · Sunday: 3 h".
    """
    key = find_key(File.USER, name)
    values = [value_of(rules, key) for rules in versions]
    match key.kind:
        case Kind.HOURS:
            return tuple(_hours(intervals, style) for intervals in values)
        case Kind.DAY_LIMITS:
            apart = [n for n, limits in enumerate(zip(*values, strict=True)) if len(set(limits)) > 1]
            return tuple(_limits_of(limits, apart, style) for limits in values)
        case Kind.SECONDS:
            most = value_of(UserConfig(), key)
            return tuple(_limit(seconds, style, most) for seconds in values)
        case Kind.LOCKOUT:
            return tuple(translate(LOCKOUT.get(kind, _shown(kind)), style.language) for kind in values)
    shown = (_value(value) for value in values)
    return tuple(one.text(style.language) if isinstance(one, Message) else one for one in shown)


def _limits_of(limits: Sequence[int], places: Sequence[int], style: Style) -> str:
    """The limits of some days, those with the same one together; of a single day without its name."""
    if len(places) == 1:
        return _limit(limits[places[0]], style)
    days: dict[str, list[int]] = {}
    for place in places:
        days.setdefault(_limit(limits[place], style), []).append(DAYS[place])
    template = N_("{days}: {value}")
    said = (Message(template, {"days": Weekdays(days=tuple(of)), "value": value}) for value, of in days.items())
    return " · ".join(one.text(style.language) for one in said)


def _keys(file: File, before: Model, after: Model, style: Style, special: Mapping[str, Say]) -> Iterator[Message]:
    """Sentences about all keys but those that make up the week, some of which have words of their own."""
    for key in describe_keys(file):
        was, now = value_of(before, key), value_of(after, key)
        if key.attribute and was != now:
            yield from special.get(key.attribute, _plainly(key))(was, now, style)


def _week(before: UserConfig, after: UserConfig, style: Style) -> Iterator[Message]:
    changes: dict[tuple[str, str], list[int]] = {}
    for day, was, now in zip(DAYS, before.week, after.week, strict=True):
        for words in _day(was, now, style):
            changes.setdefault(words, []).append(day)
    return _said_by_days(N_("{days}: {before} → {after}"), changes)


def _said_by_days(template: str, changes: dict[tuple[str, str], list[int]]) -> Iterator[Message]:
    """One sentence for all days with the same change."""
    for (was, now), days in changes.items():
        yield Message(template, {"days": Weekdays(days=tuple(days)), "before": was, "after": now})


def _day(was: DayRule, now: DayRule, style: Style) -> Iterator[tuple[str, str]]:
    """What changes on a day, each as two texts."""
    if was.allowed != now.allowed:
        yield _rule(was, style), _rule(now, style)
        return
    if was.intervals != now.intervals:
        yield _hours(was.intervals, style), _hours(now.intervals, style)
    if was.limit_seconds != now.limit_seconds:
        yield _limit(was.limit_seconds, style), _limit(now.limit_seconds, style)


def _rule(rule: DayRule, style: Style) -> str:
    if not rule.allowed:
        return translate(N_("closed"), style.language)
    return f"{_hours(rule.intervals, style)}, {_limit(rule.limit_seconds, style)}"


def _hours(intervals: tuple[Interval, ...], style: Style) -> str:
    if not intervals:
        return translate(N_("no hours"), style.language)
    if intervals == ONE_MINUTE:
        return translate(N_("closed"), style.language)
    if intervals == WHOLE_DAY:
        return translate(N_("all day"), style.language)
    return ", ".join(_interval(interval, style) for interval in intervals)


def _interval(interval: Interval, style: Style) -> str:
    hours = _stretch(interval.start, interval.end, style)
    if not interval.unaccounted:
        return hours
    return Message(N_("{hours} free"), {"hours": hours}).text(style.language)


def _stretch(start: int, end: int, style: Style) -> str:
    first, last = (TimeOfDay(minute=at, time_format=style.time_format).text(style.language) for at in (start, end))
    return f"{first}\N{EN DASH}{last}"


def _limit(seconds: int, style: Style, most: int = SECONDS_PER_DAY) -> str:
    return translate(N_("no limit"), style.language) if seconds == most else _duration(seconds, style)


def _duration(seconds: int, style: Style) -> str:
    """A span to the second: limits that differ have to look different."""
    over = abs(seconds) % MINUTE
    if not over:
        return style.duration(seconds)
    if abs(seconds) < MINUTE:
        return Message(N_("{seconds} s"), {"seconds": seconds}).text(style.language)
    whole = style.duration(seconds - over if seconds > 0 else seconds + over)
    return Message(N_("{duration} and {seconds} s"), {"duration": whole, "seconds": over}).text(style.language)


# --- one key each ----------------------------------------------------------------------------------------------------


def _switch(on: str, off: str) -> Say:
    return lambda _, now, __: [Message(on if now else off)]


def _limit_of(template: str, most: int) -> Say:
    return lambda was, now, style: [
        Message(template, {"before": _limit(was, style, most), "after": _limit(now, style, most)})
    ]


def _lockout(was: str, now: str, _: Style) -> Iterator[Message]:
    def words(kind: str) -> Message:
        return Message(LOCKOUT[kind]) if kind in LOCKOUT else quoted(_shown(kind))

    yield Message(N_("At the end of time: {before} → {after}"), {"before": words(was), "after": words(now)})


def _wakeup_hours(was: tuple[int, int], now: tuple[int, int], style: Style) -> Iterator[Message]:
    before, after = (_stretch(first * 60, last * 60 + 60, style) for first, last in (was, now))
    yield Message(N_("The computer may wake up: {before} → {after}"), {"before": before, "after": after})


def _playtime_limits(was: tuple[int, ...], now: tuple[int, ...], style: Style) -> Iterator[Message]:
    changes: dict[tuple[str, str], list[int]] = {}
    for day, old, new in zip(DAYS, was, now, strict=True):
        if old != new:
            changes.setdefault((_limit(old, style), _limit(new, style)), []).append(day)
    return _said_by_days(N_("PlayTime, {days}: {before} → {after}"), changes)


def _activities(was: tuple[Activity, ...], now: tuple[Activity, ...], _: Style) -> Iterator[Message]:
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    if not gone and not come:
        yield Message(N_("The order of the programs that count as play has changed."))
    sentences = [
        *((N_("Counts as play no longer: {program}"), activity) for activity in gone.elements()),
        *((N_("Counts as play now: {program}"), activity) for activity in come.elements()),
    ]
    for template, activity in islice(sentences, MOST_PROGRAMS):
        yield Message(template, {"program": _program(activity)})
    if len(sentences) > MOST_PROGRAMS:
        more = len(sentences) - MOST_PROGRAMS
        yield Message(N_("{count} more program changes"), plural=N_("{count} more programs change"), count=more)


def _program(activity: Activity) -> str:
    mask, description = (_shown(part) for part in activity)
    return f"{description} ({mask})" if description else mask


def _plainly(key: Key) -> Say:
    """Any other key: what it means, and the two values."""

    def say(was: object, now: object, _: Style) -> Iterator[Message]:
        fields = {"what": Message(key.meaning), "before": _value(was), "after": _value(now)}
        yield Message(N_("{what}: {before} → {after}"), fields)

    return say


def _value(value: object) -> Message | str:
    if isinstance(value, bool):
        return Message(N_("yes")) if value else Message(N_("no"))
    if value == ():
        return Message(N_("none"))
    return _shown(", ".join(map(str, value)) if isinstance(value, tuple) else str(value))


def _shown(text: str, most: int = 200) -> str:
    """A text out of a file that fits into a sentence, in characters that can be shown."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)


_SAY: Final[dict[str, Say]] = {
    "week_limit": _limit_of(N_("Limit of the week: {before} → {after}"), UserConfig().week_limit),
    "month_limit": _limit_of(N_("Limit of the month: {before} → {after}"), UserConfig().month_limit),
    "track_inactive": _switch(
        N_("Time counts behind a locked screen and in the background too."),
        N_("Time behind a locked screen and in the background no longer counts."),
    ),
    "hide_tray_icon": _switch(
        N_("Icon and notices are hidden on the child's screen."),
        N_("Icon and notices are shown on the child's screen."),
    ),
    "lockout": _lockout,
    "wakeup_hours": _wakeup_hours,
    "playtime.enabled": _switch(N_("PlayTime is switched on."), N_("PlayTime is switched off.")),
    "playtime.override": _switch(
        N_("Time counts only while a program runs that counts as play."),
        N_("Time counts whatever programs run."),
    ),
    "playtime.in_unaccounted": _switch(
        N_("Programs that count as play may run in free hours."),
        N_("Programs that count as play may not run in free hours."),
    ),
    "playtime.limits": _playtime_limits,
    "playtime.activities": _activities,
}
"""What is said about a user's key, by its attribute."""

_SAY_OF_MAIN: Final[dict[str, Say]] = {
    "playtime_enabled": _switch(
        N_("PlayTime is switched on for the whole computer."), N_("PlayTime is switched off for the whole computer.")
    ),
    "playtime_by_command_line": _switch(
        N_("Programs that count as play are looked for in whole command lines."),
        N_("Programs that count as play are looked for by their names alone."),
    ),
    "track_inactive": _switch(
        N_("For new users time behind a locked screen and in the background counts too."),
        N_("For new users time behind a locked screen and in the background does not count."),
    ),
}
"""The same about a key of timekpr.conf."""
