"""What people did about a child's time in a week: out of the audit, which has it for good.

An edit stands there once for each state that it was in; a request of a child once when it is made and once when it has
its answer, and there is one open at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from audit import Entry
from digest.week import Week
from history_views import Login
from pending import EditKind, EditState, Through
from timekpr_rules import Operation

T = TypeVar("T")

Local = Callable[[str, datetime], datetime]
"""A moment in the zone of a computer, which goes by its id."""

LONGEST_REASON: Final = 80
LONGEST_NAME: Final = 60
MOST_PEOPLE: Final = 12
"""People of whom a digest tells what they gave; a family has fewer."""
JOINER: Final = "\N{ZERO WIDTH JOINER}"
"""It makes one drawing of several, so it stays."""

DONE: Final = EditState.CONFIRMED.value
NOT_DONE: Final = frozenset({EditState.REFUSED.value, EditState.EXPIRED.value})
UNSURE: Final = frozenset({EditState.UNCLEAR.value, EditState.CONFLICT.value})
TOLD: Final = frozenset({EditKind.GRANT.value, EditKind.LOCK.value, EditKind.TODAY.value})


@dataclass(slots=True)
class ByPerson:
    """What one person did. Seconds."""

    who: str
    given: int = 0
    gifts: int = 0
    """How often."""
    taken: int = 0
    playtime: int = 0
    """Of PlayTime, given and taken."""
    set: int = 0
    """How often they set what was left to something."""
    reasons: list[str] = field(default_factory=list)
    """Why time was given, each once."""
    locked: list[date] = field(default_factory=list)
    """Days on which they let there be no more."""
    changed: list[date] = field(default_factory=list)
    """Days for which they changed hours or limits, for that day alone."""


@dataclass(slots=True)
class Requests:
    """How often a child asked for more time, and what came of it."""

    given: int = 0
    not_now: int = 0
    taken_back: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        """How often in all; one in whose place another came is none."""
        return self.given + self.not_now + self.taken_back + self.unanswered


@dataclass(frozen=True, slots=True)
class Happenings:
    """All of it."""

    people: tuple[ByPerson, ...] = ()
    """In the order in which each did something first."""
    requests: Requests = field(default_factory=Requests)
    not_done: int = 0
    """Edits for a day that did not reach their computer, or were refused there."""
    unsure: int = 0
    """Those of which nobody knows whether they did."""

    @property
    def given(self) -> int:
        """Seconds that were given in all."""
        return sum(one.given for one in self.people)

    @property
    def gifts(self) -> int:
        """How often."""
        return sum(one.gifts for one in self.people)


@dataclass(slots=True)
class _Edit:
    first: Entry
    state: str


def happenings(entries: Iterable[Entry], logins: frozenset[Login], week: Week, local: Local) -> Happenings:
    """What happened to somebody with these logins. ``entries`` are in order, and go on for a day after the week."""
    edits: dict[str, _Edit] = {}
    requests = _Asking(week)
    for entry in entries:
        if (entry.server, entry.user) not in logins:
            continue
        if entry.what == "request":
            requests.take(entry.kind, local(entry.server, entry.at).date())
        elif entry.what == "edit" and entry.kind in TOLD and entry.through != Through.RULE.value:
            edits.setdefault(entry.edit, _Edit(entry, "")).state = entry.state
    people: dict[str, ByPerson] = {}
    states = []
    for edit in edits.values():
        day = local(edit.first.server, edit.first.at).date()
        if day not in week:
            continue
        states.append(edit.state)
        who = plain(edit.first.who, LONGEST_NAME)
        if edit.state == DONE and (who in people or len(people) < MOST_PEOPLE):
            _did(people.setdefault(who, ByPerson(who)), edit.first, day)
    return Happenings(
        people=tuple(people.values()),
        requests=requests.ended(),
        not_done=sum(state in NOT_DONE for state in states),
        unsure=sum(state in UNSURE for state in states),
    )


def _did(person: ByPerson, entry: Entry, day: date) -> None:
    match entry.kind:
        case EditKind.LOCK.value:
            _once(person.locked, day)
        case EditKind.TODAY.value:
            _once(person.changed, day)
        case _:
            _gave(person, entry)


def _gave(person: ByPerson, entry: Entry) -> None:
    is_playtime = "PLAYTIME" in entry.after
    amount = entry.after.get("PLAYTIME", "") if is_playtime else entry.after.get("TIME", "")
    operation, seconds = amount[:1], int(amount[1:]) if amount[1:].isdecimal() and len(amount) < 8 else 0
    if operation == Operation.SET.value:
        person.set += 1
    elif is_playtime:
        person.playtime += seconds if operation == Operation.ADD.value else -seconds
    elif operation == Operation.ADD.value:
        person.given += seconds
        person.gifts += 1
        _once(person.reasons, plain(entry.reason, LONGEST_REASON))
    elif operation == Operation.TAKE.value:
        person.taken += seconds


def plain(words: str, most: int) -> str:
    """Somebody's words in one line, without what cannot be seen, cut where they are too long."""
    seen = "".join(char if char.isprintable() or char == JOINER else " " for char in words)
    line = " ".join(seen.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _once(items: list[T], item: T) -> None:
    if item and item not in items:
        items.append(item)


class _Asking:
    """Goes through what a child asked for."""

    def __init__(self, week: Week) -> None:
        self._week = week
        self._found = Requests()
        self._open: date | None = None
        """The day of the request that waits."""

    def take(self, kind: str, day: date) -> None:
        """The next thing that happened, on this day."""
        if kind == "asked":
            self._end("unanswered")
            self._open = day
        elif kind == "replaced":
            self._open = None
        elif kind in {"given", "not_now", "taken_back"}:
            self._open = self._open or day  # it was made before what was read of the audit
            self._end(kind)

    def ended(self) -> Requests:
        """All that was asked in the week."""
        self._end("unanswered")
        return self._found

    def _end(self, how: str) -> None:
        if self._open is not None and self._open in self._week:
            setattr(self._found, how, getattr(self._found, how) + 1)
        self._open = None
