"""An independent record of the time that was given on each computer, and of the counters as they should be.

It stands between Timekpr and whoever talks to it, and writes down each grant that took effect: on which computer, when,
and for which edit, if it was one of ours. From that and from what the children used it reckons the counters anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from demo.information import limits_of
from pending import Edit, EditKind, EditState
from tests.courier.conftest import House
from tests.courier.twin import LOST, Twin, nothing_happens
from timekpr_rules import TimeFile

UNSAVED = 75
"""Seconds of use that a grant made meanwhile may have missed."""


@dataclass(frozen=True)
class Given:
    """A grant that took effect. ``edit`` is the one it was for; empty if it was made on the computer."""

    place: str
    user: str
    operation: str
    seconds: int
    playtime: bool
    moment: datetime
    edit: str = ""

    def is_of(self, edit: Edit) -> bool:
        wanted = (edit.server, edit.user, edit.operation, edit.seconds, edit.playtime)
        return edit.kind is EditKind.GRANT and wanted == (
            self.place, self.user, self.operation, self.seconds, self.playtime
        )  # fmt: skip


@dataclass
class Counter:
    """A balance as it should be. ``sure`` until Timekpr's own mistakes have got into it."""

    day: date
    balance: int = 0
    sure: bool = True


@dataclass
class Trouble:
    """What happens to one connection: at which step, and how many seconds each step takes."""

    kind: str = ""
    """``before`` the request arrives, ``after`` it was done, ``held`` up on the way; empty: nothing."""
    at: int = 0
    pace: float = 0.0
    late: int | None = None
    """After so many seconds what was held up arrives; None: at some time."""
    steps: int = field(default=0, repr=False)
    struck: bool = field(default=False, repr=False)


@dataclass
class Diary:
    """Watches all computers of a house."""

    house: House
    given: list[Given] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    held: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Commands under way: the computer, the command, and the edits that were being sent."""
    _counters: dict[tuple[str, str, bool], Counter] = field(default_factory=dict)
    _there: bool = False
    _sent: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for place, twin in self.house.twins.items():
            twin.timekpr.set_time_left = self._watching(place, twin, twin.timekpr.set_time_left)

    # --- what happens on a computer ---

    @contextmanager
    def at_the_computer(self) -> Iterator[None]:
        """What is done in here is done by somebody who sits there."""
        self._there = True
        try:
            yield
        finally:
            self._there = False

    def tick(self, place: str) -> None:
        """The daemon looks at everybody who is logged in."""
        self._counting(place, lambda twin: twin.timekpr.tick(twin.now()))

    def log_out(self, place: str, *users: str) -> None:
        def leave(twin: Twin) -> None:
            for user in users or twin.timekpr.users:
                twin.timekpr.log_out(user, twin.now())

        self._counting(place, leave)

    @contextmanager
    def connection(self, place: str, trouble: Trouble) -> Iterator[None]:
        """Requests to a computer go through this connection."""
        twin = self.house.twins[place]

        def before(step: str) -> None:
            trouble.steps += 1
            if trouble.pace:
                self.house.clock.advance(trouble.pace)
                self.tick(place)
            due = trouble.steps >= trouble.at if trouble.kind == "held" else trouble.steps == trouble.at
            if trouble.kind == "before" and due:
                trouble.struck = True
                raise LOST
            if trouble.kind == "held" and due and step.startswith("test "):
                trouble.struck = True
                self.held.append((place, step, self._being_sent(place)))
                raise LOST

        def after(_step: str) -> None:
            if trouble.kind == "after" and trouble.steps == trouble.at:
                trouble.struck = True
                raise LOST

        twin.before, twin.after = before, after
        try:
            yield
        finally:
            twin.before = twin.after = nothing_happens

    def let_arrive(self) -> None:
        """What was held up on the way arrives now."""
        held, self.held = self.held, []
        for place, command, edits in held:
            twin = self.house.twins[place]
            self._sent = edits
            twin.shell.run(command, twin.now())
            self._sent = None

    # --- what can be asked ---

    def times(self, edit_id: str) -> int:
        """How often an edit was carried out."""
        return sum(one.edit == edit_id for one in self.given)

    def difference(self, place: str, user: str, *, playtime: bool) -> int:
        """By how much a balance on the computer is not what it should be, so far as that can be said."""
        session, spent = self.house.twins[place].timekpr._sessions.get(user), self._spent(place, user)
        counter = self._counter(place, user, playtime=playtime)
        if not counter.sure or spent.last_checked.date() != counter.day or self._limit(place, user, playtime) is None:
            return 0
        there = spent.playtime_balance if playtime else spent.balance
        off = there - counter.balance
        return 0 if session and abs(off) <= UNSAVED else off

    # --- helpers ---

    def _spent(self, place: str, user: str) -> TimeFile:
        """The counters as Timekpr has them just now."""
        twin = self.house.twins[place]
        session = twin.timekpr._sessions.get(user)
        return session.spent if session else twin.spent(user)

    def _limit(self, place: str, user: str, playtime: bool) -> int | None:
        """What Timekpr reckons with today; None where its list is too short, so that it refuses every grant."""
        twin = self.house.twins[place]
        limits = limits_of(twin.timekpr.disk.config(user).read_bytes(), user, playtime=playtime)
        return limits[twin.now().weekday()] if twin.now().weekday() < len(limits) else None

    def _counter(self, place: str, user: str, *, playtime: bool) -> Counter:
        day = self.house.twins[place].now().date()
        counter = self._counters.get((place, user, playtime))
        if counter is None or counter.day != day:
            counter = self._counters[place, user, playtime] = Counter(day)
        return counter

    def _counting(self, place: str, act: Callable[[Twin], None]) -> None:
        twin = self.house.twins[place]
        before = {user: (session, session.spent) for user, session in twin.timekpr._sessions.items()}
        act(twin)
        for user, (session, spent) in before.items():
            now, same = session.spent, spent.last_checked.date() == session.spent.last_checked.date()
            used = now.spent_day - (spent.spent_day if same else 0)
            played = now.playtime_day - (spent.playtime_day if same else 0)
            self._counter(place, user, playtime=False).balance += used
            self._counter(place, user, playtime=True).balance += played

    def _watching(self, place: str, twin: Twin, real: Callable[..., None]) -> Callable[..., None]:
        def set_time_left(user: str, operation: str, seconds: int, now: datetime, *, playtime: bool = False) -> None:
            self.tick(place)
            before = self._spent(place, user)
            stale = twin.spent(user).last_checked.date() != now.date()
            real(user, operation, seconds, now, playtime=playtime)
            if operation != "=" and self._spent(place, user) == before:
                return  # more than a day, or less than none, there never is
            limit = self._limit(place, user, playtime)
            given = Given(place, user, operation, seconds, playtime, now)
            counter = self._counter(place, user, playtime=playtime)
            if self._there:
                if stale:
                    return  # reckoned with the balance of another day, and lost with it
                if playtime and any(edit.playtime_before for edit in self.house.queue.waiting(place, user)):
                    counter.sure = False  # nobody could tell this from what was carried over
            else:
                given = self._ours(given, stale=stale, limit=limit)
                if given is None:
                    return
            self.given.append(given)
            change = {"+": min(counter.balance, limit) - seconds, "-": min(counter.balance, limit) + seconds}
            counter.balance = min(max(change.get(operation, limit - seconds), -86_400), 86_400)

        return set_time_left

    def _ours(self, given: Given, *, stale: bool, limit: int) -> Given | None:
        """With the edit it is for; None for the one that takes PlayTime of yesterday back."""
        ids = self._sent if self._sent is not None else self._being_sent(given.place)
        edits = [edit for edit in map(self.house.queue.find, ids) if edit is not None and given.is_of(edit)]
        config = self.house.twins[given.place].rules(given.user)
        day = given.moment.weekday()
        if not edits:
            if given.playtime and given.operation == "=" and self._repairs(given):
                return None
            self.faults.append(f"nobody asked for {given}")
            return given
        (edit,) = edits
        if stale:
            self.faults.append(f"reckoned with another day's balance: {given}")
        if edit.day != given.moment.date():
            self.faults.append(f"on another day than {edit.day}: {given}")
        own = config.playtime.limits[day] if given.playtime else config.week[day].limit_seconds
        if own != limit:
            self.faults.append(f"reckoned with the limit {limit} instead of {own}: {given}")
        return Given(
            given.place, given.user, given.operation, given.seconds, given.playtime, given.moment, edit.id
        )  # fmt: skip

    def _repairs(self, given: Given) -> bool:
        """Whether PlayTime that was carried over is being taken back for an edit that is next to be sent."""
        if self._sent is not None:
            return True
        return any(edit.playtime_before for edit in self.house.queue.waiting(given.place, given.user))

    def _being_sent(self, place: str) -> tuple[str, ...]:
        return tuple(edit.id for edit in self.house.queue.waiting(place) if edit.state is EditState.SENDING)
