"""Keeps the history of all users: readings come in at each cycle, are safe at its end, and go into files in turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise, takewhile
from typing import Final

from errors import DataDamaged, DataError
from problems import Problem, Severity
from stats_history.journal import Entry, Journal
from stats_history.ledger import Ledger
from stats_history.models import FOLDER, HISTORY, Day, HistoryFile, Reading, Retention
from storage import Store

logger = logging.getLogger(__name__)

SAVED_EVERY: Final = 15 * 60.0
"""Seconds for which what was read may be in the journal alone."""
FILES_AT_ONCE: Final = 10
"""Users whose files are written after one cycle. Those of a school take their turn, as the journal has all of it."""
STOPS_WITHIN: Final = 2.0
"""Seconds after which no more files are begun at the end: the journal has all of it."""
MOST_READINGS: Final = 100
"""Of one user, that are not in the file yet: more than any turn takes, unless the disk is full."""

MOST_PROBLEMS: Final = 5
"""Files that cannot be read and are told; mostly it is one disk, or one account, that all of them suffer from."""
UNREADABLE: Final = "history_unreadable"
"""Code of the Problem."""

Key = tuple[str, str]


@dataclass(slots=True)
class _Waiting:
    """What was read of one user and is not in the file yet."""

    readings: list[Reading] = field(default_factory=list)
    """Each says more than the one before."""
    idle: Reading | None = None
    """The newest one, if it says only that nothing was used since."""
    last: Reading | None = None
    """The newest one that said more, also if it is in the file by now."""
    since: float = 0.0
    """When the first of them came, by the monotonic clock."""
    journalled: int = 0
    """So many of them are in the journal."""
    recalled: int = 0
    """So many of them are from a former run; those may be in the file already."""
    journal: int | None = None
    """The number of the journal's file with the first of them."""
    today: date | None = None
    """The computer's day."""
    rolls_to: date | None = None
    """What is kept no longer on this day goes; nothing as long as it is not known to be that day."""
    rolled_to: date | None = None
    """To which day the file was brought."""
    saved_on: date | None = None
    """The computer's day when the file was last brought up to date."""
    not_before: float = 0.0
    """When the file is tried again, by the monotonic clock: a full disk is not asked at each cycle."""

    def put(self, reading: Reading) -> None:
        """Take a reading."""
        if self.last is not None and not reading.moved(self.last):
            self.idle = reading
            return
        self.readings += [self.idle, reading] if self.idle else [reading]
        self.idle, self.last = None, reading
        while len(self.readings) > MOST_READINGS:
            self._thin()

    def _thin(self) -> None:
        """Let one go of which the next one says everything but the time of day."""
        pairs = enumerate(pairwise(self.readings))
        place = next((at for at, (one, after) in pairs if _is_within(one, after)), 0)
        del self.readings[place]
        self.journalled -= place < self.journalled
        self.recalled -= place < self.recalled

    def emptied(self) -> None:
        """All of it is in the file."""
        self.readings, self.idle = [], None
        self.journalled = self.recalled = 0
        self.journal = None
        self.saved_on, self.rolled_to = self.today, self.rolls_to
        self.not_before = 0.0


class StatsHistory:
    """The history of all users. Thread-safe. Where nothing else is said, a disk that fails is tried again later."""

    def __init__(self, store: Store, retention: Callable[[], Retention] = Retention) -> None:
        self._store = store
        self._retention = retention
        self._lock = threading.Lock()
        self._journal = Journal(store)
        self._waiting: dict[Key, _Waiting] = {}
        self._unreadable: dict[Key, DataError] = {}
        known: set[tuple[Key, datetime]] = set()
        for number, (server, user, reading) in self._journal.entries():
            waiting = self._waiting.setdefault((server, user), _Waiting(since=float("-inf"), journal=number))
            if ((server, user), reading.at) in known:
                continue  # a disk that failed has taken it all the same, and once more later
            known.add(((server, user), reading.at))
            waiting.put(reading)
            waiting.today = reading.now.date()
            waiting.journalled = waiting.recalled = len(waiting.readings)

    def note(self, server: str, user: str, reading: Reading) -> None:
        """Take in what was read. It is on the disk after :meth:`settle`. What is known already changes nothing."""
        with self._lock:
            waiting = self._waiting.setdefault((server, user), _Waiting())
            newest = waiting.idle or waiting.last
            if newest is not None and not self._is_news(reading, newest.at):
                return
            if not waiting.readings:
                waiting.since = self._store.clock.monotonic()
            waiting.put(reading)
            waiting.today = reading.now.date()

    def roll(self, server: str, user: str, today: date) -> None:
        """It is this day for sure, of which there may be no reading: what is too old is left out soon."""
        with self._lock:
            self._waiting.setdefault((server, user), _Waiting()).rolls_to = today

    def settle(self) -> None:
        """A cycle has ended: make safe what was read, and bring the files of some users up to date."""
        with self._lock:
            self._write_journal()
            now = self._store.clock.monotonic()
            due = [key for key, one in self._waiting.items() if self._is_due(one, now)]
            due.sort(key=lambda key: self._waiting[key].since)
            self._save(due[:FILES_AT_ONCE])

    def flush(self) -> None:
        """Make all safe that is known, and bring files up to date, of a school's users as many as it can soon."""
        with self._lock:
            self._write_journal(idle=True)
            due = [key for key, one in self._waiting.items() if one.readings or one.idle]
            due.sort(key=lambda key: self._waiting[key].since)
            end = self._store.clock.monotonic() + STOPS_WITHIN
            self._save(takewhile(lambda _: self._store.clock.monotonic() < end, due))

    def of(self, server: str, user: str) -> HistoryFile:
        """Everything that is known of a user up to the newest reading. Raises DataError for what cannot be read now.

        A file that is damaged is begun anew: what was in it is put aside, and a Problem of the store says so.
        """
        with self._lock:
            return self._take_all((server, user)).file()

    def whole(self, server: str, user: str) -> HistoryFile:
        """The same; raises DataError for a damaged file too.

        For whoever would put it in the place of more, and for whoever sees no Problem beside it.
        """
        with self._lock:
            return self._take_all((server, user), anew=False).file()

    def days(self, server: str, user: str) -> Mapping[date, Day]:
        """All days of a user that are known, oldest first. Raises DataError as :meth:`of`."""
        return self.of(server, user).year

    def problems(self) -> Iterator[Problem]:
        """What somebody has to look at: files that cannot be read. Reads no disk."""
        with self._lock:
            errors = [self._unreadable[key] for key in sorted(self._unreadable)]
        for error in errors:
            yield Problem(UNREADABLE, Severity.WARNING, error.message)

    def add_days(self, server: str, user: str, days: Mapping[date, Day]) -> int:
        """Add days from elsewhere, and leave those that are known; how many were added. Raises DataError."""
        with self._lock:
            ledger = self._take_all((server, user))
            added = sum(ledger.add(day, figures) for day, figures in sorted(days.items()))
            self._store.save(HISTORY, ledger.file(), *_path(server, user))
            if (server, user) in self._waiting:
                self._waiting[server, user].emptied()
            return added

    def merge(self, server: str, user: str, other: HistoryFile, today: date) -> int:
        """Add the days of another history that are not known here, and leave those that are; see Ledger.merge.

        Raises DataError.
        """
        with self._lock:
            ledger = self._take_all((server, user))
            added = ledger.merge(other, today, self._retention())
            if added:
                self._store.save(HISTORY, ledger.file(), *_path(server, user))
                if (server, user) in self._waiting:
                    self._waiting[server, user].emptied()
            return added

    def forget(self, server: str, user: str | None = None, *, keep: bool) -> None:
        """Take no more of a server, or of one user of it, into any file.

        With ``keep``, what waits goes there first; where that cannot be, DataError is raised and nothing forgotten.
        """
        with self._lock:
            keys = [one for one in self._waiting if one[0] == server and user in {None, one[1]}]
            for key in keys:
                if keep and (self._waiting[key].readings or self._waiting[key].idle):
                    self._save_one(key)
            for key in keys:
                del self._waiting[key]
            for key in [one for one in self._unreadable if one[0] == server and user in {None, one[1]}]:
                del self._unreadable[key]
            self._write_journal_anew()

    # --- the lock is held in all that follows ---

    def _is_news(self, reading: Reading, known: datetime) -> bool:
        """Whether it was read later than what is known. That may lie ahead of us, if our clock was set back."""
        return reading.at > known or reading.at <= self._store.clock.now() < known

    def _adds(self, reading: Reading, file: HistoryFile, *, recalled: bool) -> bool:
        """Whether a file does not have a reading yet."""
        if file.as_of is None:
            return True
        if not recalled:
            return self._is_news(reading, file.as_of)
        # Our clock may have been set back since, or only be behind for now: then the computer's own has to tell.
        return reading.at > file.as_of or (file.checked is not None and reading.checked > file.checked)

    def _is_due(self, waiting: _Waiting, now: float) -> bool:
        if now < waiting.not_before:
            return False
        oldest_goes = self._journal.is_long and waiting.journal is not None
        waits_long = waiting.readings and now - waiting.since >= SAVED_EVERY
        is_another_day = waiting.today != waiting.saved_on or waiting.rolls_to != waiting.rolled_to
        return bool(is_another_day or waits_long or oldest_goes)

    def _write_journal(self, *, idle: bool = False) -> None:
        """Add what is not in the journal; with ``idle``, also that nothing was used since."""
        fresh: list[Entry] = []
        for (server, user), one in self._waiting.items():
            fresh += [(server, user, reading) for reading in one.readings[one.journalled :]]
            if idle and one.idle is not None:
                fresh.append((server, user, one.idle))
        if not fresh:
            return
        try:
            number = self._journal.add(fresh)
        except DataError as error:
            logger.warning("%s", error)
            return
        for one in self._waiting.values():
            if len(one.readings) > one.journalled or (idle and one.idle is not None):
                one.journalled = len(one.readings)
                one.journal = number if one.journal is None else one.journal

    def _write_journal_anew(self) -> None:
        """Let the journal have what waits and nothing else: it must not bring back whom nobody knows any more."""
        entries = [(*key, reading) for key, one in self._waiting.items() for reading in one.readings]
        try:
            number = self._journal.add(entries, anew=True) if entries else self._journal.end
        except DataError as error:
            logger.warning("%s", error)
            return
        for one in self._waiting.values():
            one.journalled = len(one.readings)
            one.journal = number if one.readings else None
        self._journal.drop_before(number)

    def _save(self, keys: Iterable[Key]) -> None:
        for key in keys:
            try:
                self._save_one(key)
            except DataError as error:
                logger.warning("the history of %s on %s: %s", *reversed(key), error)
                self._waiting[key].not_before = self._store.clock.monotonic() + SAVED_EVERY
        needed = [one.journal for one in self._waiting.values() if one.journal is not None]
        self._journal.drop_before(min(needed, default=self._journal.end))

    def _save_one(self, key: Key) -> None:
        """Bring a user's file up to date. Raises DataError."""
        self._store.save(HISTORY, self._take_all(key).file(), *_path(*key))
        self._waiting[key].emptied()

    def _take_all(self, key: Key, *, anew: bool = True) -> Ledger:
        """A user's history with all that waits. Raises DataError where it is there and cannot be read now.

        One that is damaged is begun ``anew``; otherwise that raises DataError too.
        """
        try:
            file = self._store.load(HISTORY, *_path(*key)) or HistoryFile()
        except DataDamaged as error:
            if not anew:
                raise
            logger.warning("%s", error)
            file = HistoryFile()  # the store has put the damaged one aside
        except DataError as error:
            if len(self._unreadable) < MOST_PROBLEMS:
                self._unreadable[key] = error
            raise
        self._unreadable.pop(key, None)
        ledger = Ledger(file)
        waiting = self._waiting.get(key)
        if waiting is not None:
            for place, reading in enumerate((*waiting.readings, *([waiting.idle] if waiting.idle else []))):
                if self._adds(reading, file, recalled=place < waiting.recalled):
                    ledger.take(reading)
            if waiting.rolls_to is not None:
                ledger.roll(waiting.rolls_to, self._retention())
        return ledger


def _is_within(one: Reading, after: Reading) -> bool:
    return one.checked.date() == after.checked.date() and one.used <= after.used


def _path(server: str, user: str) -> tuple[str, str, str]:
    return FOLDER, server, f"{user}.json"
