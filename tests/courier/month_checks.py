"""What has to be true in the month of a family: at every step, after a visit, and when all has settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit import Entry
from error_record import restored
from errors import DayIsOverUnclear
from pending import Edit, EditKind, EditState, Through
from pending.decide import AGAIN, ARRIVED, THEIRS
from tests.courier.conftest import House
from tests.courier.month_diary import Diary
from tests.courier.month_family import LOGINS, PLACES
from tests.courier.month_model import Expected, atoms
from timekpr_rules import differing, key_texts, read_main_config, read_user_config

MOST_PER_DAY = 86_400
HARMLESS = {"count_differs"}
"""timekpra closes a day in two steps. What a cut leaves between them means the same already, and so it stays."""


@dataclass
class Checks:
    """Follows the edits to their ends, and says what is wrong."""

    house: House
    diary: Diary
    ended: dict[str, Edit] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    told: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        modes = {server.id: server.mode for server in self.house.core.fleet.servers()}
        self.expected = {
            (place, user): Expected(atoms(self.texts(place, user)), modes[place] == "enforce") for place, user in LOGINS
        }
        self.settings = {place.name: self.main_texts(place.name) for place in PLACES}
        self._looked = {login: (self.texts(*login), 0) for login in LOGINS}
        self.listen()

    def listen(self) -> None:
        """Hear what the audit is told; to be done after each start."""
        audit = self.house.audit
        real = audit.add

        def add(entry: Entry) -> None:
            real(entry)
            self.told.append(entry)

        audit.add = add

    def texts(self, place: str, user: str) -> dict[str, str]:
        return key_texts(self.house.twins[place].rules(user))

    def main_texts(self, place: str) -> dict[str, str]:
        return key_texts(read_main_config(self.house.twins[place].timekpr.disk.main.read_bytes()).model)

    # --- at every step ---

    def step(self) -> Iterator[str]:
        """Take in what has ended, in that order, and count what was given."""
        for edit in self.house.queue.finished():
            if edit.id in self.ended:
                if self.ended[edit.id] != edit:
                    yield f"ended twice: {edit}"
                continue
            self.ended[edit.id] = edit
            if edit.kind is EditKind.MAIN and edit.state is EditState.CONFIRMED:
                self.settings[edit.server] |= {change.key: change.wanted for change in edit.changes}
            elif edit.user:
                self.expected[edit.server, edit.user].ended(edit)
        waiting = {edit.id for edit in self.house.queue.all_waiting()}
        yield from (f"ended and waits: {one}" for one in waiting & set(self.ended))
        yield from (f"vanished: {one}" for one in self.accepted - waiting - set(self.ended))
        yield from self.diary.faults
        yield from self._given()

    def _given(self) -> Iterator[str]:
        for edit in self.ended.values():
            if edit.kind is EditKind.GRANT:
                times, least, most = self.diary.times(edit.id), *_times(edit)
                if not least <= times <= most:
                    yield f"carried out {times} times: {edit}"
        for edit in self.house.queue.all_waiting():
            if edit.kind is EditKind.GRANT and self.diary.times(edit.id) > 1:
                yield f"carried out {self.diary.times(edit.id)} times: {edit}"
        by_day: dict[object, int] = {}
        for one in self.diary.given:
            day = one.place, one.user, one.playtime, one.moment.date()
            if not one.edit:
                continue  # a parent who sits there may do what they like
            change = {"+": one.seconds, "-": -one.seconds}.get(one.operation)
            by_day[day] = 0 if change is None else by_day.get(day, 0) + change
            if by_day[day] > MOST_PER_DAY:
                yield f"more than a day was given: {day}"

    # --- after a visit in which nothing went wrong ---

    def on_the_way(self, place: str) -> set[str]:
        """Users for whom something is on its way: nobody looks what else has changed before it has come to its end."""
        return {edit.user for edit in self.house.queue.waiting(place) if edit.user and _may_be_half_there(edit)}

    def visit(self, place: str, unseen: set[str]) -> Iterator[str]:
        yield from self.files(place)
        for user in (user for name, user in LOGINS if name == place):
            waiting = self.house.queue.waiting(place, user)
            if user in unseen | self.on_the_way(place):
                continue
            if not any(edit.through is Through.RULE and edit.kind is EditKind.CONFIG for edit in waiting):
                yield from self._explained(place, user)  # else later: one thing is set back at a time
            if all(edit.kind is EditKind.RETURN for edit in waiting):
                yield from self._as_expected(place, user)
            if not any(edit.playtime_before for edit in waiting):
                for playtime in (False, True):
                    if off := self.diary.difference(place, user, playtime=playtime):
                        yield f"{user} on {place}: {off} s of {'PlayTime' if playtime else 'time'} too few"

    def files(self, place: str) -> Iterator[str]:
        """Nothing that we have written is odd; while something is on its way it may be half there."""
        disk = self.house.twins[place].timekpr.disk
        for user in (user for name, user in LOGINS if name == place):
            reading = read_user_config(disk.config(user).read_bytes(), user)
            half = user in self.on_the_way(place)
            found = {finding.code for finding in reading.findings} - HARMLESS
            if reading.damaged or (found and not half):
                yield f"{user} on {place}: {reading.findings}"
        if findings := read_main_config(disk.main.read_bytes()).findings:
            yield f"{place}: {findings}"

    def _as_expected(self, place: str, user: str) -> Iterator[str]:
        unlike = self.expected[place, user].unlike(atoms(self.texts(place, user)))
        for atom, (wanted, there) in unlike.items():
            yield f"{user} on {place}: {atom} is {there!r} and should be {wanted!r}"

    def _explained(self, place: str, user: str) -> Iterator[str]:
        """Each difference between two looks is in the audit."""
        texts = self.texts(place, user)
        before, heard = self._looked[place, user]
        self._looked[place, user] = texts, len(self.told)
        named: set[str] = set()
        for entry in self.told[heard:]:
            ended = self.ended.get(entry.edit)
            was_sent = entry.state == EditState.CONFIRMED or (ended is not None and ended.attempts)
            if (entry.server, entry.user) == (place, user) and (entry.what == "changed_there" or was_sent):
                named |= set(entry.after)
        for key in differing(before, texts):
            if key not in named:
                yield f"{user} on {place}: {key} became {texts[key]!r} from {before[key]!r} and nothing tells why"

    # --- in the end ---

    def decide_all(self) -> None:
        """Parents look, and say what is true."""
        for edit in self.house.queue.all_waiting():
            if edit.state is EditState.CONFLICT:
                self.house.editing.decide(edit.id, THEIRS)
            elif edit.state is EditState.UNCLEAR:
                self.house.editing.decide(edit.id, self.truth(edit))

    def truth(self, edit: Edit) -> str:
        return ARRIVED if self.diary.times(edit.id) else AGAIN

    def settled(self) -> Iterator[str]:
        yield from (f"never ended: {edit}" for edit in self.house.queue.all_waiting())
        yield from (f"vanished: {one}" for one in self.accepted - set(self.ended))
        for place in PLACES:
            yield from self.files(place.name)
            for user in place.users:
                yield from self._explained(place.name, user)
                yield from self._as_expected(place.name, user)
            wanted, there = self.settings[place.name], self.main_texts(place.name)
            if wanted != there:
                yield f"{place.name}: {there} and should be {wanted}"
        written = [entry for month in ("2026-10", "2026-11", "2026-12") for entry in self.house.audit.of_month(month)]
        final = [(entry.edit, entry.state) for entry in written if entry.state in _FINAL]
        for edit in self.ended.values():
            if final.count((edit.id, edit.state.value)) != 1 or sum(one == edit.id for one, _ in final) != 1:
                yield f"the audit does not say once how it ended: {edit}"


def _may_be_half_there(edit: Edit) -> bool:
    return edit.state is EditState.SENDING or edit.attempts > 0


_FINAL = {"confirmed", "refused", "cancelled", "expired"}


def _times(edit: Edit) -> tuple[int, int]:
    """How often a grant that has ended so may have been carried out, at the least and at the most."""
    if edit.state is EditState.CONFIRMED:
        return 1, 1
    if edit.state is EditState.EXPIRED and edit.why and isinstance(restored(edit.why), DayIsOverUnclear):
        return 0, 1
    return 0, 0
