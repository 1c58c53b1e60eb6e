"""From what was read of a computer to what is kept of each of its users."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from servers import Server
from services.own_clock import A_DAY, GoBy
from state import ServerStatus, UserState
from stats_history import DAY_SECONDS, Reading
from timekpr_rules import Feature, TimeFile, has, time_left

SLIP: Final = timedelta(minutes=10)
"""So far may Timekpr's clock be ahead of the one that the computer told: that was asked up to an hour ago."""
LONG_AGO: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a computer's own time has no zone
"""Before there was a Timekpr: no day is looked for before this one, whatever a file says."""


def readings(server: Server, status: ServerStatus, now: datetime, go_by: GoBy) -> Iterator[tuple[str, Reading]]:
    """Each user of a computer whose figures were read in this cycle, and what was read. ``now`` is our clock (UTC)."""
    if status.error is not None or not server.enabled:
        return
    for managed in server.users:
        user = status.users.get(managed.name, UserState())
        if user.error is None and user.spent is not None and not user.spent.damaged:
            reading = _reading(user, user.spent.model, status, now, go_by)
            if reading is not None:
                yield managed.name, reading


def local_now(status: ServerStatus, now: datetime, go_by: GoBy) -> datetime:
    """The computer's own time, without a zone, or what it should be by our clock: a wrong clock makes no days."""
    told = status.in_zone(now) if go_by is GoBy.OURS else status.local_now(now)
    return told.replace(tzinfo=None, microsecond=0)


def are_theirs_nearer(status: ServerStatus, now: datetime, last: date | None) -> bool:
    """Whether the day by a computer's clock is nearer than ours to the last one of which anything is known."""
    theirs, ours = (local_now(status, now, by).date() for by in (GoBy.THEIRS, GoBy.OURS))
    return last is not None and abs(theirs - last) < abs(ours - last)


def _reading(user: UserState, spent: TimeFile, status: ServerStatus, now: datetime, go_by: GoBy) -> Reading | None:
    at = user.read_at or now
    local = local_now(status, at, go_by)
    if spent.last_checked is None:
        return None
    checked = _on_our_days(spent.last_checked, status, at, local)
    is_ahead = checked - local > SLIP
    allowed = limit = playtime_limit = left = None
    if user.config is not None and not user.config.damaged:
        rules = user.config.model
        rule = rules.week[local.weekday()]
        limit = min(DAY_SECONDS, max(0, rule.limit_seconds)) if rule.allowed else 0
        allowed = tuple(map(str, rule.intervals)) if rule.allowed else ()
        if status.main is not None:
            stands = time_left(rules, status.main.model, spent, local, status.version)
            left = min(DAY_SECONDS, stands.seconds)
            playtime_limit = rules.playtime.limits[local.weekday()] if stands.playtime_limited else None
    return Reading(
        at=at,
        now=local,
        checked=local if is_ahead else checked,
        ahead=checked if is_ahead else None,
        used=_seconds(spent.spent_day),
        balance=spent.balance,
        week=max(0, spent.spent_week),
        month=max(0, spent.spent_month),
        playtime=_seconds(spent.playtime_day),
        left=left,
        limit=limit,
        playtime_limit=None if playtime_limit is None else _seconds(playtime_limit),
        allowed=allowed,
        month_ends_week=not has(status.version, Feature.MONTH_KEEPS_WEEK),
    )


def _on_our_days(checked: datetime, status: ServerStatus, at: datetime, local: datetime) -> datetime:
    """LAST_CHECKED by the clock that days go by here, if the computer's own is days off."""
    own = status.local_now(at).replace(tzinfo=None)
    if abs((own - local).total_seconds()) <= A_DAY:
        return max(checked, LONG_AGO)
    try:
        return max(checked + timedelta(days=(local.date() - own.date()).days), LONG_AGO)
    except OverflowError:
        return local


def _seconds(value: int) -> int:
    return min(DAY_SECONDS, max(0, value))
