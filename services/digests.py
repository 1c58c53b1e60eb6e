"""The use cases of digests: a week of each child, for a page, a command, the API, and the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from audit import Audit, Entry
from child_views import key_of
from core import Core
from digest import Digest, DigestPage, Person, Reading, Week, digest_of, letter_of, week_named, week_of
from digest.week import WEEK
from errors import InvalidValue, NotFound
from i18n import N_, Message
from mail import Letter
from speech import first_weekday
from state import ServerStatus
from stats_history import HistoryFile, StatsHistory

MOST: Final = 50
"""People on a page or in a letter; a school looks at its pupils one by one."""
MARGIN: Final = timedelta(days=2)
"""So far around a week the audit is looked at: zones, and what became of the last evening's edits."""
CHILD: Final = Message(N_("child"))

ENDED: Final = N_("A week that has ended; the last one is {week}.")

IsSeen = Callable[[Person], bool]


class Digests:
    """Reads the disk; thread-safe. Nothing is kept: a day that becomes known later is in it the next time."""

    def __init__(self, core: Core, history: StatsHistory, audit: Audit, state: Callable[[str], ServerStatus]) -> None:
        """``state`` tells what is known of a server by its id."""
        self._core = core
        self._history = history
        self._audit = audit
        self._state = state

    def people(self) -> tuple[Person, ...]:
        """Everybody who is managed, in the order in which the computers name them first."""
        found: dict[str, Person] = {}
        for server in self._core.fleet.servers():
            owners = self._core.fleet.owners(server.id)
            for user in server.users:
                child = owners.get(user.name)
                key = key_of(server.id, user.name, child.id if child else "")
                before = found.get(key)
                name = child.name if child else user.name
                logins = (*(before.logins if before else ()), (server.id, user.name))
                found[key] = Person(key, name, child.id if child else "", logins)
        return tuple(found.values())

    def week(self, name: str | None = None) -> Week:
        """The week of this name, or the last one that has ended. Raises InvalidValue, also for one that goes on."""
        newest = self.newest()
        week = week_named(name, self.first_weekday) if name else newest
        if week.first > newest.first:
            raise InvalidValue(what=WEEK, value=week.name, allowed=Message(ENDED, {"week": newest.name}))
        return week

    @property
    def first_weekday(self) -> int:
        """The day with which weeks begin, 1 (Monday) to 7."""
        return first_weekday(self._core.settings.first_weekday, self._core.settings.language)

    def newest(self) -> Week:
        """The last week that has ended, by the computer on which it is the latest day."""
        return week_of(max(self._days(), default=self._here()), self.first_weekday).before

    def is_over(self, week: Week) -> bool:
        """Whether it is over on all computers."""
        return min(self._days(), default=self._here()) > week.last

    def page(self, name: str | None = None, is_seen: IsSeen = lambda _person: True) -> DigestPage:
        """A week of everybody who is seen, the last one that has ended if none is named, as far as a page has room.

        Raises InvalidValue, and DataError for a history that cannot be read.
        """
        week = self.week(name)
        people = [one for one in self.people() if is_seen(one)]
        entries = self._entries(week)
        oldest, digests = None, []
        for person in people[:MOST]:
            files = self._files(person)
            digests.append(self._digest(person, week, files, entries))
            first = min((day for file in files for day in list(file.year)[:1]), default=None)
            oldest = min((one for one in (oldest, first) if one is not None), default=None)
        has_older = oldest is not None and oldest < week.first
        has_newer = week.first < self.newest().first
        return DigestPage(
            week=week,
            older=week.before.name if has_older else "",
            newer=week.after.name if has_newer else "",
            digests=tuple(digests),
            left_out=len(people) - len(digests),
        )

    def each(self, name: str | None = None) -> Iterator[Digest]:
        """A week of everybody, however many they are. Raises InvalidValue, DataError."""
        week = self.week(name)
        entries = self._entries(week)
        for person in self.people():
            yield self._digest(person, week, self._files(person), entries)

    def of(self, child: str, name: str | None = None) -> Digest:
        """A week of one child by its name or id, or of a login by its key. Raises NotFound, InvalidValue, DataError."""
        week = self.week(name)
        people = self.people()
        person = next((one for one in people if child in {one.key, one.child_id}), None)
        person = person or next((one for one in people if one.name.casefold() == child.casefold()), None)
        if person is None:
            raise NotFound(what=CHILD, name=child[:40])
        return self._digest(person, week, self._files(person), self._entries(week))

    def letter(self, page: DigestPage) -> Letter:
        """The letter with these digests."""
        return letter_of(page, base_url=self._core.settings.base_url, style=self._core.style)

    # --- helpers ---

    def _digest(self, person: Person, week: Week, files: list[HistoryFile], entries: Iterable[Entry]) -> Digest:
        return digest_of(
            person,
            week,
            list(zip(person.logins, files, strict=True)),
            entries,
            local=lambda server, at: self._state(server).in_zone(at),
            read=[self._reading(server, file) for (server, _), file in zip(person.logins, files, strict=True)],
            style=self._core.style,
        )

    def _files(self, person: Person) -> list[HistoryFile]:
        return [self._history.of(*login) for login in person.logins]

    def _reading(self, server: str, file: HistoryFile) -> Reading:
        at = self._state(server).in_zone(file.as_of) if file.as_of is not None else None
        return Reading(self._core.fleet.get(server).name, at)

    def _entries(self, week: Week) -> list[Entry]:
        """The audit of a week and a little around it, oldest first."""
        first, last = week.first - MARGIN, week.last + MARGIN
        months = dict.fromkeys(f"{day:%Y-%m}" for day in (first, week.first, week.last, last))
        entries = [entry for month in months for entry in self._audit.of_month(month)]
        return [entry for entry in entries if first <= entry.at.date() <= last]

    def _days(self) -> list[date]:
        """The day that it is on each computer that was ever read."""
        now = self._core.clock.now()
        states = (self._state(server.id) for server in self._core.fleet.servers())
        return [state.in_zone(now).date() for state in states if state.clock is not None]

    def _here(self) -> date:
        return self._core.clock.now().astimezone().date()
