"""The lists of days as they are written in a file, where their places matter and not only their meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from timekpr_rules.document import parse
from timekpr_rules.findings import Findings
from timekpr_rules.models import UserConfig
from timekpr_rules.read_user import ALL_DAYS, NO_LIMITS, NO_PLAYTIME
from timekpr_rules.setters import BusCall, Option, listed_days
from timekpr_rules.values import Values
from timekpr_rules.week import DAYS, pair

DAYS_KEY: Final = "ALLOWED_WEEKDAYS"
LIMITS_KEY: Final = "LIMITS_PER_WEEKDAYS"
PLAYTIME: Final = "PLAYTIME_"
PLAYTIME_SECTION: Final = ".PLAYTIME"
_DAYS_SET_BY: Final = {
    LIMITS_KEY: {"setAllowedDays", "setalloweddays"},
    PLAYTIME + LIMITS_KEY: {"setPlayTimeAllowedDays", "setplaytimealloweddays"},
}


def listed_by(steps: Iterable[BusCall | Option]) -> set[str]:
    """The keys of the limits that are paired anew on the way, because a step lists their days."""
    names = {step.method if isinstance(step, BusCall) else step.name for step in steps}
    return {key for key, setters in _DAYS_SET_BY.items() if names & setters}


def lists_all_days(data: bytes, user: str) -> bool:
    """Whether a user's file lists all seven days, in order, with a limit for each."""
    days, limits = _lists(data, user, "")
    return days.strip(";") == ALL_DAYS and len([item for item in limits.split(";") if item]) == len(DAYS)


def halfway(data: bytes, user: str, wanted: UserConfig) -> dict[str, set[str]]:
    """Limits that a computer may show while days and limits are being changed one after the other.

    The days are changed first, all seven or just the open ones; for a moment they are paired with the old limits.
    """
    found: dict[str, set[str]] = {}
    for prefix in ("", PLAYTIME):
        _, limits = _lists(data, user, prefix)
        texts = {_paired(days, limits) for days in (DAYS, listed_days(wanted))}
        found[prefix + LIMITS_KEY] = {text for text in texts if text}
    return found


def _paired(days: Iterable[int], limits: str) -> str:
    try:
        paired = pair(";".join(map(str, days)), limits).limits
    except ValueError:
        return ""
    return ";".join(str(max(limit or 0, 0)) for limit in paired)


def _lists(data: bytes, user: str, prefix: str) -> tuple[str, str]:
    document = parse(data)
    if document.fault:
        return "", ""
    section = Values(document, user + (PLAYTIME_SECTION if prefix else ""), Findings())
    days = section.words(prefix + DAYS_KEY, ALL_DAYS)
    limits = section.words(prefix + LIMITS_KEY, NO_PLAYTIME if prefix else NO_LIMITS)
    return days or "", limits or ""
