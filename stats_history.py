"""What each user has used on each day, which Timekpr itself forgets: ``history/<server>/<user>.json``.

A day is known by the newest figures that were read of it. Yesterday's file that is read today completes yesterday.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from errors import DataDamaged, DataError
from storage import Kind, Record, Store

logger = logging.getLogger(__name__)

FOLDER: Final = "history"
MOST_DAYS: Final = 366
DAY_SECONDS: Final = 86_400
SAVED_EVERY: Final = 15 * 60.0
"""Seconds for which a day's newer figures may be in memory alone: the computer has them still."""
MOST_IN_MEMORY: Final = 2000

Seconds = Annotated[int, Field(ge=0, le=DAY_SECONDS)]


class Day(Record):
    """One day of one user. Seconds."""

    used: Seconds
    """Really used, without free hours, which Timekpr does not count."""
    playtime: Seconds = 0
    """Of PlayTime."""
    limit: Seconds | None = None
    """The limit that day had, without grants; None if it is not known."""
    granted: Annotated[int, Field(ge=-DAY_SECONDS, le=DAY_SECONDS)] = 0
    """Given that day; negative if time was taken away."""


class HistoryFile(Record):
    """The days of one user, oldest first."""

    year: dict[date, Day] = Field(default_factory=dict, max_length=2 * MOST_DAYS)


HISTORY: Final = Kind(HistoryFile, schema=1)


class StatsHistory:
    """Keeps the days of all users. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def record(self, server: str, user: str, day: date, figures: Day) -> None:
        """Note the newest figures of a day. What is less than was noted before is taken as well: it is what holds now.

        A limit that is not known leaves the one that was. Nothing is raised: what cannot be saved is tried again.
        """
        with self._lock:
            kept = self._load(server, user)
            if kept is None:
                return
            before = kept.file.year.get(day)
            if figures.limit is None and before is not None:
                figures = figures.model_copy(update={"limit": before.limit})
            if figures == before:
                return
            days = sorted({**kept.file.year, day: figures}.items())[-MOST_DAYS:]
            kept.file = kept.file.model_copy(update={"year": dict(days)})
            kept.unsaved = True
            if before is None or self._store.clock.monotonic() - kept.saved_at >= SAVED_EVERY:
                self._save(server, user, kept)

    def days(self, server: str, user: str) -> dict[date, Day]:
        """All days of a user that are known, oldest first; none where the file cannot be read."""
        with self._lock:
            kept = self._load(server, user)
            return dict(kept.file.year) if kept else {}

    def flush(self) -> None:
        """Save what is in memory alone."""
        with self._lock:
            for (server, user), kept in self._known.items():
                if kept.unsaved:
                    self._save(server, user, kept)

    def forget(self, server: str, user: str | None = None) -> None:
        """Know nothing of a server, or of one user of it, any more; the files are not touched."""
        with self._lock:
            for key in [one for one in self._known if one[0] == server and user in {None, one[1]}]:
                del self._known[key]

    def _load(self, server: str, user: str) -> _Kept | None:
        """A user's days; None where they are there and cannot be read now, so that nobody writes over them."""
        key = server, user
        if key not in self._known:
            file = self._read(server, user)
            if file is None:
                return None
            self._known[key] = _Kept(file)
            if len(self._known) > MOST_IN_MEMORY:
                (old_server, old_user), old = self._known.popitem(last=False)
                if old.unsaved:
                    self._save(old_server, old_user, old)
        self._known.move_to_end(key)
        return self._known[key]

    def _read(self, server: str, user: str) -> HistoryFile | None:
        try:
            return self._store.load(HISTORY, FOLDER, server, f"{user}.json") or HistoryFile()
        except DataDamaged as error:
            logger.warning("%s", error)
            return HistoryFile()  # the store has put the damaged one aside
        except DataError as error:
            logger.warning("%s", error)
            return None

    def _save(self, server: str, user: str, kept: _Kept) -> None:
        kept.saved_at = self._store.clock.monotonic()  # also where it fails: a full disk is not asked at each reading
        try:
            self._store.save(HISTORY, kept.file, FOLDER, server, f"{user}.json")
            kept.unsaved = False
        except DataError as error:
            logger.warning("the history of %s on %s: %s", user, server, error)


class _Kept:
    """One user's file as it is in memory."""

    def __init__(self, file: HistoryFile) -> None:
        self.file = file
        self.saved_at = float("-inf")
        self.unsaved = False
