"""A user's today for a page: the hours, where they stand in them, and what was given or changed for today alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from edit_views import edit_view, returning_words
from headlines import Style
from i18n import Message
from pending import Edit, EditKind
from servers import Server
from state import ServerStatus, UserState
from timekpr_rules import Interval, UserConfig, time_left
from views import EditView

OF_TODAY = frozenset({EditKind.GRANT, EditKind.TODAY, EditKind.LOCK, EditKind.UNLOCK})
MOST_EDITS = 50


@dataclass(frozen=True, slots=True)
class DayView:
    """Today of one user, by the computer's own clock. Seconds; None where it is not known.

    ``intervals`` are the allowed hours in minutes since midnight, as they will be when what waits has arrived.
    ``limit`` is without what was given; both are None on a day without a limit. ``edits`` are those of today, newest
    first. ``back`` says what comes back after midnight.
    """

    now: datetime
    intervals: tuple[Interval, ...] | None
    limit: int | None
    used: int | None
    given: int
    used_week: int | None
    week_limit: int | None
    playtime_used: int | None
    playtime_limit: int | None
    edits: tuple[EditView, ...]
    back: tuple[Message, ...]


def day_view(
    server: Server,
    user: str,
    status: ServerStatus,
    style: Style,
    *,
    expected: UserConfig | None,
    edits: Iterable[Edit],
    now: datetime,
) -> DayView:
    """What to show. ``edits`` are all of this user that are kept, ``now`` is the server's own time."""
    known = status.users.get(user, UserState())
    all_edits = tuple(edits)
    todays = sorted((edit for edit in all_edits if _is_of(edit, now.date())), key=lambda edit: edit.id, reverse=True)
    left = None
    if expected is not None and known.spent is not None and status.main is not None:
        left = time_left(expected, status.main.model, known.spent.model, now.replace(tzinfo=None), status.version)
    rule = expected.week[now.weekday()] if expected else None
    limited = rule is not None and not rule.unlimited and rule.limit_seconds < 86_400
    week = expected.week_limit if expected else None
    return DayView(
        now=now,
        intervals=rule.intervals if rule else None,
        limit=rule.limit_seconds if rule and limited else None,
        used=left.used if left else None,
        given=left.granted if left and limited else 0,
        used_week=left.used_week if left else None,
        week_limit=week if week is not None and week < UserConfig().week_limit else None,
        playtime_used=left.playtime_used if left and left.playtime_limited else None,
        playtime_limit=expected.playtime.limits[now.weekday()] if expected and left and left.playtime_limited else None,
        edits=tuple(edit_view(edit, status, style, is_read=server.enabled) for edit in todays[:MOST_EDITS]),
        back=returning_words(all_edits, status, style),
    )


def _is_of(edit: Edit, today: date) -> bool:
    return edit.kind in OF_TODAY and edit.day == today
