"""From what was read of a computer to the days that are kept, and from those to what a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from clock import may_not_be_set
from core import Core
from history_views import HistoryView, Login, history_view
from servers import Server
from services.readings import is_days_off, local_now, readings
from state import ServerStatus
from stats_history import Day, StatsHistory
from stats_history.importing import Imported


class Days:
    """Keeps a day's figures as they are read. Thread-safe."""

    def __init__(self, core: Core, history: StatsHistory) -> None:
        self._core = core
        self._history = history
        self._today: dict[str, date] = {}

    def take(self, server: Server, status: ServerStatus) -> None:
        """Note what was read of this computer; what could not be read leaves its days as they were."""
        now = self._core.clock.now()
        if is_days_off(status, now) and may_not_be_set(self._core.clock):
            return  # one of the two clocks is wrong; soon it can be told which
        today = local_now(status, now).date()
        if self._today.get(server.id) != today:
            self._today[server.id] = today
            for managed in server.users:
                self._history.roll(server.id, managed.name, today)
        for user, reading in readings(server, status, now):
            self._history.note(server.id, user, reading)

    def forget(self, server: str, user: str | None = None, *, keep: bool) -> None:
        """Let a server, or one user of it, go; with ``keep``, all that was read goes into the files first."""
        self._today.pop(server, None)
        self._history.forget(server, user, keep=keep)

    def today(self, servers: Iterable[str]) -> date:
        """The latest of the days that it is at these computers; ours where none was visited yet."""
        known = [self._today[one] for one in servers if one in self._today]
        return max(known, default=self._core.clock.now().astimezone().date())

    def view(self, logins: Iterable[Login], first: date, last: date) -> HistoryView:
        """The days from ``first`` to ``last`` of somebody with these logins."""
        histories = [(login, self._history.of(*login)) for login in logins]
        return history_view(histories, first, last, hours=self._core.settings.history.week_days)

    def add(self, login: Login, days: Mapping[date, Day]) -> Imported:
        """Add days from another program's history where nothing is known. Raises DataError."""
        oldest = self._core.clock.now().astimezone().date() - timedelta(days=self._core.settings.history.year_days - 1)
        kept = {day: figures for day, figures in days.items() if day >= oldest}
        added = self._history.add_days(*login, kept)
        return Imported(added=added, known=len(kept) - added, too_old=len(days) - len(kept))
