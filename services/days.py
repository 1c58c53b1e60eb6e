"""From what was read of a computer to the days that are kept, and from those to what a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from core import Core
from servers import Server
from state import ServerStatus, UserState
from stats_history import DAY_SECONDS, Day, StatsHistory
from timekpr_rules import TimeFile
from views import DayFigures

NOT_AHEAD: Final = timedelta(days=1)
"""A day further ahead than the computer's own tomorrow is a clock that lies, and no day of anybody's."""


class Days:
    """Keeps a day's figures as they are read. Thread-safe."""

    def __init__(self, core: Core, history: StatsHistory) -> None:
        self._core = core
        self._history = history

    def take(self, server: Server, status: ServerStatus) -> None:
        """Note what was read of this computer; what could not be read leaves its days as they were."""
        if status.error is not None or not server.enabled:
            return
        today = status.local_now(self._core.clock.now()).date()
        for managed in server.users:
            user = status.users.get(managed.name, UserState())
            if user.error is not None or user.spent is None or user.spent.damaged:
                continue
            spent = user.spent.model
            day = spent.last_checked.date() if spent.last_checked else None
            if day is None or day - today > NOT_AHEAD:
                continue
            self._history.record(server.id, managed.name, day, _figures(user, spent, day, today))

    def of(self, logins: Iterable[tuple[str, str]], days: int, until: date) -> tuple[DayFigures, ...]:
        """The last so many days of somebody with these logins (server id and user), oldest first, one for each day.

        Used time of several computers is added up; so is what was allowed, as Timekpr allows it on each of them.
        """
        known = [self._history.days(server, user) for server, user in logins]
        found = []
        for ago in range(days - 1, -1, -1):
            day = until - timedelta(days=ago)
            figures = [one[day] for one in known if day in one]
            limits = [one.limit for one in figures if one.limit is not None]
            found.append(
                DayFigures(
                    day=day,
                    used=sum(one.used for one in figures) if figures else None,
                    playtime=sum(one.playtime for one in figures),
                    limit=sum(limits) if figures and len(limits) == len(figures) else None,
                    granted=sum(one.granted for one in figures),
                )
            )
        return tuple(found)


def _figures(user: UserState, spent: TimeFile, day: date, today: date) -> Day:
    """A day's figures; its limit is known only while it is the day that the rules are of."""
    limit = None
    if day == today and user.config is not None and not user.config.damaged:
        limit = user.config.model.week[day.isoweekday() - 1].limit_seconds
    used = min(DAY_SECONDS, max(0, spent.spent_day))
    return Day(
        used=used,
        playtime=min(DAY_SECONDS, max(0, spent.playtime_day)),
        limit=limit,
        granted=max(-DAY_SECONDS, min(DAY_SECONDS, spent.spent_day - spent.balance)),
    )
