"""A computer in bare figures, for programs that are told of it and make their own words: Home Assistant, for one.

What was used is of today by the computer's own clock or is not there at all. What may still be changed (limit, time
given, whether today is allowed) is told as it will be when all that waits has arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from editing import Editing
from servers import Server
from state import ServerStatus, UserState
from timekpr_rules import time_left
from views import Countdown, ServerState, ServerView, UserView

SIGNED_IN: Final = "connect"
"""The stage whose milliseconds are told as the way there: one round trip, whatever is read afterwards."""


@dataclass(frozen=True, slots=True)
class UserFigures:
    """One user of a computer. Seconds; None: not known.

    ``used``, ``left``, ``playtime`` and ``active`` are None unless Timekpr has written today, by the computer's clock.
    """

    name: str
    child_id: str
    child: str
    used: int | None = None
    left: int | None = None
    playtime: int | None = None
    active: bool | None = None
    runs: Countdown | None = None
    """How ``left`` goes down by itself; None while it stands still."""
    has_playtime: bool = False
    """PlayTime is switched on for the computer and the user."""
    limit: int | None = None
    """Of today, without what was given."""
    extra: int | None = None
    """Given for today; below 0 if time was taken."""
    allowed: bool | None = None
    """The computer may be used today at all."""
    lockout: str | None = None
    """What happens when the time is over, as LOCKOUT_TYPE has it."""
    day_start: datetime | None = None
    """Midnight of the computer's today, with its zone, while the figures are of today."""
    until: datetime | None = None
    """When that day ends (UTC); None while there is nothing of today."""


@dataclass(frozen=True, slots=True)
class ServerFigures:
    """One computer."""

    id: str
    name: str
    online: bool
    last_sync: datetime | None
    """When it was last read (UTC)."""
    latency_ms: int | None
    version: str | None
    pending: int
    error: str | None
    users: tuple[UserFigures, ...]
    until: datetime
    """When the computer's day ends (UTC): what is said of today then holds no more."""


def server_figures(
    server: Server, view: ServerView, status: ServerStatus, *, editing: Editing, now: datetime, language: str
) -> ServerFigures:
    """The figures behind a view. Raises NotFound, NotManaged if it was taken off the list just now."""
    local = status.local_now(now)
    return ServerFigures(
        id=view.id,
        name=view.name,
        online=view.state is ServerState.ONLINE,
        last_sync=status.read_at,
        latency_ms=round(status.ms[SIGNED_IN]) if status.error is None and SIGNED_IN in status.ms else None,
        version=str(status.version) if status.version else None,
        pending=sum(edit.is_open for edit in (*view.edits, *(edit for user in view.users for edit in user.edits))),
        error=view.error.text(language) if view.error else None,
        users=tuple(_user(server, user, status, editing, local) for user in view.users),
        until=_next_midnight(local, status),
    )


def _user(server: Server, view: UserView, status: ServerStatus, editing: Editing, local: datetime) -> UserFigures:
    known = status.users.get(view.name, UserState())
    rules, spent, main = editing.expected(server.id, view.name), known.spent, status.main
    rule = rules.week[local.weekday()] if rules else None
    last = spent.model.last_checked if spent and not spent.damaged else None
    is_fresh = last is not None and last.date() == local.date()
    day_start = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    playtime = None
    if is_fresh and known.config is not None and main is not None and spent is not None:
        left = time_left(known.config.model, main.model, spent.model, local.replace(tzinfo=None), status.version)
        playtime = left.playtime_used
    return UserFigures(
        name=view.name,
        child_id=view.child_id,
        child=view.child,
        used=view.used if is_fresh else None,
        left=view.left if is_fresh else None,
        playtime=playtime,
        active=view.in_use if is_fresh else None,
        runs=view.runs if is_fresh else None,
        has_playtime=bool(main and main.model.playtime_enabled and rules and rules.playtime.enabled),
        limit=rule.limit_seconds if rule else None,
        extra=editing.extra_today(server.id, view.name),
        allowed=editing.is_allowed_today(server.id, view.name),
        lockout=rules.lockout if rules else None,
        day_start=day_start if is_fresh else None,
        until=_next_midnight(local, status) if is_fresh else None,
    )


def _next_midnight(local: datetime, status: ServerStatus) -> datetime:
    """The end of the computer's day by our own clock."""
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight.astimezone(UTC) - timedelta(seconds=status.clock.ahead if status.clock else 0)
