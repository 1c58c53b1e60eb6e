"""The family's home as the rules of the month act on it: time, visits, requests, and what is checked after each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from editing import Accepted, Asked, Editing
from errors import MngrError
from pending import Edit, queue
from tests.courier.month_checks import Checks
from tests.courier.month_diary import Diary, Trouble
from tests.courier.month_family import DAD, GRANDMA, MUM, NAMES, begin_again, command_line, moved_in
from tests.courier.month_model import atoms

MINUTE, DAY = 60, 24 * 3600
SETTLING = (MINUTE, MINUTE, MINUTE, DAY, MINUTE, MINUTE, DAY, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE)
TICK = 30
"""Seconds between two looks of the daemon; from 45 on it takes it that the computer slept."""

Ask = Callable[[Editing, Asked], Accepted | Edit]


class Keyed(NamedTuple):
    """A request that came with a key, and the edit that it was answered with."""

    who: Asked
    ask: Ask
    key: str
    edit: str


class Home:
    """Everything of one example. A fault that is found stops it."""

    def __init__(self, folder: Path, start: datetime, ways: Iterable[tuple[str, str]]) -> None:
        numbers = itertools.count(1)
        queue.secrets = SimpleNamespace(token_hex=lambda count: f"{next(numbers) % 16 ** (2 * count):0{2 * count}x}")
        self.broken = False
        self.house = moved_in(folder, start, ways)
        self.diary = Diary(self.house)
        self.checks = Checks(self.house, self.diary)
        self._store, grandmas = command_line(self.house)
        self.desks: dict[Asked, Editing] = {MUM: self.house.editing, DAD: self.house.editing, GRANDMA: grandmas}
        self.on = set(NAMES)
        self.keyed: list[Keyed] = []
        self._pages: dict[tuple[str, str], dict[str, str]] = {}
        self._numbers = itertools.count(1)

    def close(self) -> None:
        self._store.close()
        self.house.stop()

    # --- time ---

    def pass_time(self, seconds: float) -> None:
        self.house.clock.advance(seconds)
        for place in self.on:
            self.diary.tick(place)

    def pass_until_midnight(self, place: str, after: float) -> None:
        now = self.house.twins[place].now()
        day = now.replace(tzinfo=None).date() + timedelta(days=1)
        midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
        self.pass_time(max(midnight.timestamp() - now.timestamp() + after, 0))

    # --- the manager ---

    def cycle(self) -> None:
        """As Syncer does it: those that are on are visited, and of the others ends what is over."""
        self.take_in()
        for place in NAMES:
            self.visit(place)

    def take_in(self) -> None:
        """What other processes have added: the second look finds what the clock of the disk was too coarse for."""
        self.house.courier.look()
        self.house.courier.look()

    def visit(self, place: str, trouble: Trouble | None = None) -> None:
        trouble = replace(trouble) if trouble else Trouble()
        error, unseen = None, self.checks.on_the_way(place)
        if place in self.on:
            with self.diary.connection(place, trouble):
                error = self._whole(lambda: self.house.try_visit(place))
        if trouble.struck and trouble.late is not None:
            self.pass_time(trouble.late)
            self.let_arrive()
        server = self.house.core.fleet.get(place)
        self._whole(lambda: self.house.courier.expire(server, self.house.state(place)))
        self.check()
        if place in self.on and error is None and not trouble.struck:
            self._say(self.checks.visit(place, unseen))

    def let_arrive(self) -> None:
        self._whole(self.diary.let_arrive)
        self.check()

    def restart(self) -> None:
        self._whole(lambda: begin_again(self.house))
        self.desks |= {MUM: self.house.editing, DAD: self.house.editing}
        self.checks.listen()
        self.check()

    # --- children, computers and parents ---

    def switch_off(self, place: str) -> None:
        if place in self.on:
            self.diary.tick(place)
            self.diary.log_out(place)
            self.on.remove(place)

    def weekday(self, place: str) -> int:
        return self.house.twins[place].now().isoweekday()

    def use(self, place: str, user: str, seconds: int, *, playing: bool, stays: bool) -> None:
        if place not in self.on:
            return
        twin = self.house.twins[place]
        self.diary.tick(place)
        twin.timekpr.log_in(user, twin.now())
        if playing:
            twin.timekpr.play(user)
        for _ in range(seconds // TICK):
            self.pass_time(TICK)
        if not stays:
            self.diary.log_out(place, user)

    def change_there(self, place: str, user: str, options: Iterable[tuple[str, ...]]) -> None:
        if place not in self.on:
            return
        twin, before = self.house.twins[place], atoms(self.checks.texts(place, user))
        refuses, twin.shell.refuses = twin.shell.refuses, False
        with self.diary.at_the_computer():
            for name, *words in options:
                quoted = " ".join(f"'{word}'" for word in (user, *words))
                twin.shell.run(f"env LC_ALL=C.UTF-8 LANGUAGE=en timekpra --{name} {quoted}", twin.now())
        twin.shell.refuses = refuses
        self.checks.expected[place, user].changed_there(before, atoms(self.checks.texts(place, user)))

    def give_there(self, place: str, user: str, operation: str, seconds: int, *, playtime: bool) -> None:
        self.change_there(place, user, [("setplaytimeleft" if playtime else "settimeleft", operation, str(seconds))])

    def page(self, place: str, user: str, *, fresh: bool) -> dict[str, str]:
        """The rules as somebody's page shows them; one that was opened long ago is not fresh."""
        known = self.house.revisions.newest(place, user).texts
        if fresh or (place, user) not in self._pages:
            self._pages[place, user] = dict(known)
        return self._pages[place, user]

    def seconds(self, about: int) -> int:
        """So many seconds, and a few by which the grant is known; never a multiple of ten, as limits are."""
        number = next(self._numbers)
        return about + number + (number - 1) // 9

    def ask(self, who: Asked, ask: Ask, place: str, soon: Trouble, *, keyed: bool = False) -> None:
        """Somebody asks for something; if it is accepted, the computer is visited at once."""
        key = f"key {len(self.keyed)}" if keyed else ""
        answer = self.try_to(lambda: ask(self.desks[who], replace(who, key=key)))
        if answer is None:
            return
        edit = answer.edit if isinstance(answer, Accepted) else answer
        self.checks.accepted.add(edit.id)
        if keyed:
            self.keyed.append(Keyed(who, ask, key, edit.id))
        self.take_in()
        self.visit(place, soon)

    def again(self, number: int) -> None:
        """The same request as before, however long ago that was, makes no other edit."""
        who, ask, key, edit = self.keyed[number]
        known = self.house.queue.find(edit)
        if known is None:
            return  # it was let go of after a month
        answer = self.try_to(lambda: ask(self.desks[who], replace(who, key=key)))
        if answer is None or (answer.edit.id, answer.again) != (edit, True):
            self._say([f"the same request as for {known} was answered with {answer}"])

    def try_to(self, act: Callable[[], Accepted | Edit]) -> Accepted | Edit | None:
        """The answer; None where it was refused with a reason."""
        try:
            return self._whole(act)
        except MngrError:
            return None

    def settle(self) -> None:
        """All computers are on and nobody does anything any more but to decide."""
        self.on = set(NAMES)
        for twin in self.house.twins.values():
            twin.shell.refuses = False
        self.let_arrive()
        for seconds in SETTLING:
            self.pass_time(seconds)
            self.cycle()
            self._whole(self.checks.decide_all)
        self._say(self.checks.settled())

    # --- helpers ---

    def check(self) -> None:
        self._say(self.checks.step())

    def _say(self, faults: Iterable[str]) -> None:
        found = list(self._whole(lambda: list(faults)))
        if found:
            self.broken = True
            raise AssertionError("\n".join(found))

    def _whole(self, act):
        """Do it; what breaks here is not looked at any further."""
        try:
            return act()
        except MngrError:
            raise
        except BaseException:
            self.broken = True
            raise
