"""From what was read of a computer to the days that are kept, and from those to what a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from core import Core
from errors import DataError
from history_views import HistoryView, Login, history_view
from servers import Server
from services.own_clock import A_DAY, GoBy, OwnClock
from services.readings import are_theirs_nearer, local_now, readings
from state import ServerStatus
from stats_history import Day, StatsHistory
from stats_history.importing import Imported


class Days:
    """Keeps a day's figures as they are read. Thread-safe."""

    def __init__(self, core: Core, history: StatsHistory, own_clock: OwnClock) -> None:
        self._core = core
        self._history = history
        self._own_clock = own_clock
        self._seen: dict[str, tuple[ServerStatus, GoBy]] = {}
        """What was last read of a computer in this run, and by which clock its days go."""
        self._rolled: dict[str, date] = {}

    def take(self, server: Server, status: ServerStatus) -> None:
        """Note what was read of this computer; what could not be read leaves its days as they were."""
        now = self._core.clock.now()
        if status.error is None and not self._own_clock.covers(status.read_at):
            self._take_up(server, status, now)
            return
        go_by = None
        if status.error is None:
            go_by = self._own_clock.heard(server.id, status.clock, lambda: self._are_theirs_nearer(server, status, now))
            if go_by is GoBy.NEITHER:
                return
            self._seen[server.id] = status, go_by
            for user, reading in readings(server, status, now, go_by):
                self._history.note(server.id, user, reading)
        self._roll(server, status, now, go_by)

    def _take_up(self, server: Server, status: ServerStatus, now: datetime) -> None:
        """What was known when the program last ended, or before our clock was set: it has its own moment."""
        clock = status.clock
        if clock is None or abs(clock.ahead) <= A_DAY:
            for user, reading in readings(server, status, now, GoBy.THEIRS):
                self._history.note(server.id, user, reading)

    def _roll(self, server: Server, status: ServerStatus, now: datetime, go_by: GoBy | None) -> None:
        """Let go of what is no longer kept: by our day, or that of a computer which was asked, is right and behind."""
        day = local_now(status, now, GoBy.OURS).date()
        if not self._own_clock.is_confirmed:
            if go_by is None or not self._own_clock.has_heard(server.id):
                return
            if go_by is GoBy.THEIRS:
                day = min(day, local_now(status, now, GoBy.THEIRS).date())
        if self._rolled.get(server.id) != day:
            self._rolled[server.id] = day
            for managed in server.users:
                self._history.roll(server.id, managed.name, day)

    def forget(self, server: str, user: str | None = None, *, keep: bool) -> None:
        """Let a server, or one user of it, go.

        With ``keep``, all that was read goes into the files first; raises DataError where it cannot, and keeps it.
        """
        self._history.forget(server, user, keep=keep)
        self._seen.pop(server, None)
        self._rolled.pop(server, None)
        if user is None:
            self._own_clock.forget(server)

    def today(self, servers: Iterable[str]) -> date:
        """The latest of the days that it is at these computers; ours where none was visited yet."""
        now = self._core.clock.now()
        seen = [self._seen[one] for one in servers if one in self._seen]
        # Once ours is set, what a computer's clock was ahead of it says nothing any more.
        days = [
            local_now(status, now, by if self._own_clock.covers(status.read_at) else GoBy.OURS).date()
            for status, by in seen
        ]
        return max(days, default=now.astimezone().date())

    def _are_theirs_nearer(self, server: Server, status: ServerStatus, now: datetime) -> bool:
        days: list[date] = []
        for one in server.users:
            with suppress(DataError):  # a Problem says so
                days += self._history.days(server.id, one.name)
        return are_theirs_nearer(status, now, max(days, default=None))

    def view(self, logins: Iterable[Login], first: date, last: date) -> HistoryView:
        """The days from ``first`` to ``last`` of somebody with these logins. Raises DataError."""
        histories = [(login, self._history.of(*login)) for login in logins]
        return history_view(histories, first, last, hours=self._core.settings.history.week_days)

    def add(self, login: Login, days: Mapping[date, Day]) -> Imported:
        """Add days from another program's history where nothing is known. Raises DataError."""
        oldest = self._core.clock.now().astimezone().date() - timedelta(days=self._core.settings.history.year_days - 1)
        kept = {day: figures for day, figures in days.items() if day >= oldest}
        added = self._history.add_days(*login, kept)
        return Imported(added=added, known=len(kept) - added, too_old=len(days) - len(kept))
