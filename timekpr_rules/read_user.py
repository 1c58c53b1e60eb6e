"""``timekpr.USER.conf`` as the daemon understands it. Source: the loader of 0.5.4, compared with it in the tests."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from timekpr_rules.document import Document, parse
from timekpr_rules.findings import Findings, Reading
from timekpr_rules.hours import parse_hours
from timekpr_rules.models import Activity, PlayTime, UserConfig
from timekpr_rules.values import Values, note_fault, note_unknown
from timekpr_rules.versions import LOCKOUT_TYPES, Version, lockout_types
from timekpr_rules.week import OPEN_WEEK, DayLimits, Week, day_rule, fits, pair

ALL_HOURS: Final = ";".join(map(str, range(24)))
ALL_DAYS: Final = "1;2;3;4;5;6;7"
NO_LIMITS: Final = ";".join(["86400"] * 7)
NO_PLAYTIME: Final = ";".join(["0"] * 7)
HOUR_KEYS: Final = tuple(f"ALLOWED_HOURS_{day}" for day in range(1, 8))

ACTIVITY_KEY: Final = "PLAYTIME_ACTIVITY_"
MARKER: Final = re.compile(r"##PLAYTIME_ACTIVITIES##")
"""Begins the line behind which the daemon writes the activities."""

HEADER_WITHIN_LINES: Final = 10
"""So far down ``timekpra --userlist`` looks for the user's section."""

USER_KEYS: Final = frozenset({
    *HOUR_KEYS, "ALLOWED_WEEKDAYS", "LIMITS_PER_WEEKDAYS", "LIMIT_PER_WEEK", "LIMIT_PER_MONTH", "TRACK_INACTIVE",
    "HIDE_TRAY_ICON", "LOCKOUT_TYPE", "WAKEUP_HOUR_INTERVAL",
})  # fmt: skip
PLAYTIME_KEYS: Final = frozenset({
    "PLAYTIME_ENABLED", "PLAYTIME_LIMIT_OVERRIDE_ENABLED", "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED",
    "PLAYTIME_ALLOWED_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS",
})  # fmt: skip

_WORDS = {word: word for word in LOCKOUT_TYPES}


def read_user_config(data: bytes, user: str, version: Version | None = None) -> Reading[UserConfig]:
    """What the daemon makes of a user's rules.

    ``version`` decides whether a lockout type is known; if it is not given, every type that some version knows is.

    Raises:
        UnreadableFile: the file is larger than document.MAX_BYTES.
    """
    document = parse(data)
    findings = Findings()
    if note_fault(document, findings, "runs_without_limits", user):
        return Reading(UserConfig(), findings.all())
    rules = Values(document, user, findings)
    play = Values(document, f"{user}.PLAYTIME", findings)
    if not rules.present:
        findings.add("runs_without_limits", user=user)
    config = UserConfig(
        week=_week(rules, findings),
        week_limit=_limit(rules, "LIMIT_PER_WEEK", 604_800, findings),
        month_limit=_limit(rules, "LIMIT_PER_MONTH", 2_678_400, findings),
        track_inactive=rules.boolean("TRACK_INACTIVE", default=False),
        hide_tray_icon=rules.boolean("HIDE_TRAY_ICON", default=False),
        lockout=(lockout := _lockout(rules, version)),
        wakeup_hours=_wakeup_hours(rules, lockout),
        playtime=_playtime(play, findings),
    )
    if (rules.repaired or play.repaired) and (rules.unwritable or play.unwritable):
        findings.add("stops_timekpr")
    if rules.present and document.sections[user].line >= HEADER_WITHIN_LINES:
        findings.add("user_hidden", document.sections[user].line + 1, user)
    if play.present:
        _note_marker(document, user, findings)
    note_unknown(document, {user: USER_KEYS, f"{user}.PLAYTIME": PLAYTIME_KEYS}, findings, free=ACTIVITY_KEY)
    return Reading(config, findings.all())


def _week(rules: Values, findings: Findings) -> Week:
    hours = [rules.text(key, ALL_HOURS, limits=True) for key in HOUR_KEYS]
    limits = _day_limits(rules, "ALLOWED_WEEKDAYS", "LIMITS_PER_WEEKDAYS", NO_LIMITS, findings)
    for key, text in zip(HOUR_KEYS, hours, strict=True):
        if text is None:
            rules.note("list_unreadable", key, value="")
            findings.add("stops_timekpr")
        elif odd := parse_hours(text).odd:
            for code, item in odd:
                rules.note(code, key, value=item)
    if limits is None:
        return OPEN_WEEK
    one, two, three, four, five, six, seven = (
        day_rule(limit, ALL_HOURS if text is None else text) for limit, text in zip(limits, hours, strict=True)
    )
    return one, two, three, four, five, six, seven


def _day_limits(
    values: Values, days_key: str, limits_key: str, default: str, findings: Findings
) -> tuple[int | None, ...] | None:
    """Each weekday's limit; None if the lists stop the daemon."""
    days = values.words(days_key, ALL_DAYS, limits=default == NO_LIMITS)
    limits = values.words(limits_key, default, limits=default == NO_LIMITS)
    paired = _pair(days, limits)
    if paired is None:
        key, text = (days_key, days) if days is None else (limits_key, limits)
        values.note("list_unreadable", key, value=text or "")
        findings.add("stops_timekpr", values.line(key))
        return None
    for code, item in paired.odd:
        values.note(code, days_key, value=item)
    if paired.days != paired.given:
        values.note("count_differs", limits_key, limits=paired.given, days=paired.days)
    for limit in paired.limits:
        if limit:
            _check_limit(values, limits_key, limit, 86_400, findings)
    return paired.limits


def _limit(rules: Values, key: str, most: int, findings: Findings) -> int:
    """A limit whose default is the most there can be."""
    limit = rules.integer(key, most, limits=True)
    _check_limit(rules, key, limit, most, findings)
    return limit


def _check_limit(values: Values, key: str, limit: int, most: int, findings: Findings) -> None:
    values.in_range(key, limit, 0, most)
    if not fits(limit):
        findings.add("stops_timekpr", values.line(key))


def _pair(days: str | None, limits: str | None) -> DayLimits | None:
    if days is None or limits is None:
        return None
    try:
        return pair(days, limits)
    except ValueError:
        return None


def _lockout(rules: Values, version: Version | None) -> str:
    text = rules.text("LOCKOUT_TYPE", "terminate") or ""
    if text not in (LOCKOUT_TYPES if version is None else lockout_types(version)):
        rules.note("lockout_unknown", "LOCKOUT_TYPE", value=text)
    return _WORDS.get(text, text)


def _wakeup_hours(rules: Values, lockout: str) -> tuple[int, int]:
    text = rules.words("WAKEUP_HOUR_INTERVAL", "0;23")
    if text == "0;23":
        return 0, 23
    try:
        first, last = (int(hour) for hour in (text or "").split(";") if hour)
    except ValueError:
        first = last = -1
    if 0 <= first <= 23 and 0 <= last <= 23:
        return first, last
    code = "wakeup_breaks_lockout" if lockout == "suspendwake" else "wakeup_unusable"
    rules.note(code, "WAKEUP_HOUR_INTERVAL", value=text or "")
    return 0, 23


def _playtime(play: Values, findings: Findings) -> PlayTime:
    enabled = play.boolean("PLAYTIME_ENABLED", default=False)
    override = play.boolean("PLAYTIME_LIMIT_OVERRIDE_ENABLED", default=False)
    in_unaccounted = play.boolean("PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED", default=True)
    days, limits = "PLAYTIME_ALLOWED_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS"
    one, two, three, four, five, six, seven = (
        limit or 0 for limit in _day_limits(play, days, limits, NO_PLAYTIME, findings) or (0,) * 7
    )
    return PlayTime(
        enabled, override, in_unaccounted, (one, two, three, four, five, six, seven), _activities(play, findings)
    )


def _activities(play: Values, findings: Findings) -> tuple[Activity, ...]:
    found: list[Activity] = []
    for key, entry in play.entries().items():
        text = play.resolve(key)
        if text is None:  # the daemon looks at every value of this section, and nothing catches the error
            play.note("percent", key)
            findings.add("stops_timekpr", entry.line + 1)
        elif ACTIVITY_KEY in key and entry.value is not None:
            if "%" in entry.value:
                play.note("percent", key)
            if entry.more or not entry.plain:
                play.note("activity_doubles", key)
            if len(text) < 2:
                play.note("activity_ignored", key, value=text)
                continue
            found.append(split_activity(text))
            if "\0" in found[-1].mask + found[-1].description:
                play.note("activity_unshowable", key)
                findings.add("stops_timekpr", entry.line + 1)
            play.will_be_written("".join(found[-1]))
    return tuple(found)


@lru_cache(maxsize=1024)
def split_activity(text: str) -> Activity:
    """``mask[description]`` by the daemon's rules; ``mask("description")`` is an older way to write it."""
    opening, closing = text.find('("'), text.find('")')
    width = 1 if opening < 0 else 2
    if opening < 0:
        opening = text.find("[")
    if closing < 0:
        closing = text.find("]")
    if opening < 0:
        opening = closing
    mask = text[:opening] if opening > 0 else text
    if opening < 0:
        return Activity(mask)
    return Activity(mask, text[opening + width : closing if closing >= 0 else len(text)])


def _note_marker(document: Document, user: str, findings: Findings) -> None:
    """The daemon writes activities behind each marker line and deletes them everywhere else."""
    found = [number for number, line in enumerate(document.lines) if MARKER.match(line)]
    if not found:
        findings.add("marker_missing", key=ACTIVITY_KEY)
    elif len(found) > 1:
        findings.add("marker_twice", found[1] + 1, ACTIVITY_KEY)
    else:
        begin = document.sections[f"{user}.PLAYTIME"].line
        ends = [section.line for section in document.sections.values() if section.line > begin]
        if not begin < found[0] < min(ends, default=len(document.lines)):
            findings.add("marker_misplaced", found[0] + 1, ACTIVITY_KEY)
