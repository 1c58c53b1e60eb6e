"""``USER.time`` as the daemon understands it. Source: the loader of 0.5.4, compared with it in the tests."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from timekpr_rules.document import parse
from timekpr_rules.findings import Findings, Reading
from timekpr_rules.models import TimeFile
from timekpr_rules.values import Values, note_fault, note_unknown

TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
DAY: Final = 86_400
WEEK: Final = 604_800
MONTH: Final = 2_678_400

TIME_KEYS: Final = frozenset(
    {"TIME_SPENT_BALANCE", "TIME_SPENT_DAY", "TIME_SPENT_WEEK", "TIME_SPENT_MONTH", "LAST_CHECKED"}
)
PLAYTIME_KEYS: Final = frozenset({"PLAYTIME_SPENT_BALANCE", "PLAYTIME_SPENT_DAY"})

_USUAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def read_time_file(data: bytes, user: str) -> Reading[TimeFile]:
    """What the daemon makes of a user's counters.

    Raises:
        UnreadableFile: the file is larger than document.MAX_BYTES.
    """
    document = parse(data)
    findings = Findings()
    if note_fault(document, findings, "counters_lost", user):
        return Reading(TimeFile(), findings.all())
    time = Values(document, user, findings)
    play = Values(document, f"{user}.PLAYTIME", findings)
    if not time.present:
        findings.add("counters_lost", user=user)
    spent = TimeFile(
        balance=_counter(time, "TIME_SPENT_BALANCE", DAY),
        spent_day=_counter(time, "TIME_SPENT_DAY", DAY),
        spent_week=_counter(time, "TIME_SPENT_WEEK", WEEK),
        spent_month=_counter(time, "TIME_SPENT_MONTH", MONTH),
        last_checked=_moment(time),
        playtime_balance=_counter(play, "PLAYTIME_SPENT_BALANCE", DAY),
        playtime_day=_counter(play, "PLAYTIME_SPENT_DAY", DAY),
    )
    note_unknown(document, {user: TIME_KEYS, f"{user}.PLAYTIME": PLAYTIME_KEYS}, findings)
    return Reading(spent, findings.all())


def _counter(values: Values, key: str, most: int) -> int:
    """Seconds; the daemon cuts what is impossible."""
    seconds = values.integer(key, 0)
    if -most <= seconds <= most:
        return seconds
    used = min(max(seconds, -most), most)
    values.note("counter_cut", key, value=seconds, used=used)
    return used


def _moment(values: Values) -> datetime | None:
    if "LAST_CHECKED" not in values.entries():
        if values.present:
            values.note("time_missing", "LAST_CHECKED")
        return None
    text = values.text("LAST_CHECKED", "")
    moment = parse_moment(text or "")
    if moment is None:
        values.note("time_unreadable", "LAST_CHECKED", value=text or "")
    return moment


def parse_moment(text: str) -> datetime | None:
    """A local date and time in Timekpr's format; None if it is none."""
    try:
        if _USUAL_TIME.fullmatch(text):
            return datetime.fromisoformat(text)  # five times as fast
        return datetime.strptime(text, TIME_FORMAT)  # noqa: DTZ007 - the server's local time; its zone is not in the file
    except ValueError:
        return None
