"""The courier: takes the edits of a server along when it is visited, in order, and looks what has changed there."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from audit import Audit, Entry
from channels.discover import Ways
from clock import Clock
from courier.grants import end_of_day, look_for_grant, send_grant
from courier.mending import give_up, undo
from courier.rules import due, send_rules
from courier.visit import GUARD_SECONDS, MARGIN_SECONDS, MOST_ATTEMPTS, Later, Visit, move
from courier.watch import Watch, sets_back
from errors import DataError, InvalidValue, MachineError, NotYet, QueueFull, Refused, Waits, WasRemoved, WrongState
from pending import ON_THE_WAY, Edit, EditKind, EditState, Queue, Through
from revisions import Revisions
from servers import Fleet, Server
from ssh_client.pull import Machine
from state import ServerStatus
from timekpr_rules import UserConfig

logger = logging.getLogger(__name__)

VISIT_SECONDS: Final = 120.0
"""How long the edits of one server may take in one visit."""
LOOK_AGAIN: Final = GUARD_SECONDS + MARGIN_SECONDS + 3
"""Seconds after sending from which it can be found out what became of an edit that was cut."""
LOOK_FOR_DAYS: Final = timedelta(days=7)
"""For so long a server that is off may still come back and tell what became of an edit."""
REST: Final = timedelta(hours=1)
"""Between two tries of a return that the computer does not take."""
MOST_AT_ONCE: Final = 200
"""Edits of one server that are delivered in one visit; the others in the next."""


class Courier:
    """Delivers edits. Thread-safe; one server is visited by one thread at a time."""

    def __init__(self, queue: Queue, audit: Audit, revisions: Revisions, fleet: Fleet, clock: Clock) -> None:
        self._queue = queue
        self._watch = Watch(queue, audit, revisions, clock)
        self._fleet = fleet
        self._clock = clock
        self._ways: dict[str, Ways] = {}
        self._accounts: Counter[tuple[str, int, str]] = Counter()
        self._at_work = threading.Lock()
        self._looked: set[str] = set()
        """Edits that were cut and for which a visit of their own was asked."""
        self._pruned: date | None = None
        self.knows_the_day: Callable[[], bool] = lambda: True
        """Whether our clock can be trusted with ending what was for a day that is over."""
        self.after_step: Callable[[str], None] = lambda _step: None
        """Called between the steps, so that a test can stop everything there."""

    def on_changed_there(self, tell: Callable[[Entry, UserConfig], None]) -> None:
        """Tell of rules that were changed on a computer: the entry of the audit, and the rules as they were found."""
        self._watch.on_changed_there = tell

    def has_work(self, server: str, today: date) -> bool:
        """Whether a visit would deliver something."""
        now = self._clock.now()
        return any(_goes_on(edit, today, now) for edit in self._queue.waiting(server))

    def forget(self, server: str) -> None:
        """Know nothing of a server any more."""
        self._ways.pop(server, None)
        self._queue.forget(server)
        self._watch.forget(server)

    def ways(self, server: str) -> Ways | None:
        """Which ways to change something there were found, the last time this was looked at."""
        return self._ways.get(server)

    def deliver(self, server: Server, machine: Machine, status: ServerStatus) -> tuple[tuple[Edit, ...], bool]:
        """Deliver what waits for a server that has just been pulled.

        The edits whose state changed, and whether it has to be pulled again. A connection that is lost on the way ends
        the visit and is no error: the server has been read, and what was being sent is looked for at the next visit.
        """
        assert status.directories is not None  # noqa: S101 - for the type checker; it was pulled
        visit = Visit(server, machine, status, self._queue, self._clock, status.directories, self._ways.get(server.id))
        account = (server.host.lower(), server.port, server.account)
        if not self._enter(account):
            return (), False  # two servers of ours are one computer: a second timekpra would do nothing
        try:
            if self.has_work(server.id, visit.today()):
                machine.take_time(VISIT_SECONDS)
                self._deliver_all(visit)
        except DataError as error:
            logger.warning("%s: edits wait until they can be saved: %s", server.name, error)
        except MachineError as error:
            logger.warning("%s: lost while edits were delivered: %s", server.name, error)
            self._note_cut(visit)
            return tuple(visit.handled.values()), False
        finally:
            self._leave(account)
            if visit.ways is not None:
                self._ways[server.id] = visit.ways
            else:
                self._ways.pop(server.id, None)
        return tuple(visit.handled.values()), visit.touched

    def expire(self, server: Server, status: ServerStatus) -> tuple[Edit, ...]:
        """End what was for a day that is over on a server that cannot be visited now.

        One that was being sent waits: the counters of its day may still be there when the server is back.
        """
        if not self.knows_the_day():
            return ()
        now = self._clock.now()
        today = status.local_now(now).date()
        ended = []
        for edit in self._queue.waiting(server.id):
            if edit.day is None or edit.day >= today or edit.created > now:
                continue
            if edit.state is not EditState.SENDING or today - edit.day > LOOK_FOR_DAYS:
                state, why = end_of_day(None, edit)
                try:
                    undo(self._queue, self._clock, edit)
                    ended.append(move(self._queue, self._clock, edit, state, why))
                except (DataError, QueueFull, WrongState) as error:
                    logger.warning("%s: %s", server.name, error)
        return tuple(ended)

    def look(self) -> set[str]:
        """Servers for which another process has added something, or an edit that was cut can be looked for by now."""
        now, found = self._clock.now(), self._queue.take_in()
        cut = {edit.id: edit for edit in self._queue.all_waiting() if _was_sent_before(edit, now)}
        found |= {edit.server for edit in cut.values() if edit.id not in self._looked}
        self._looked = set(cut)
        if now.date() != self._pruned and self.knows_the_day():
            self._pruned = now.date()
            self._queue.prune(now)
        return found

    def notice(self, server: Server, status: ServerStatus) -> None:
        """Take over or set back what was changed there (see :meth:`Watch.notice`)."""
        self._watch.notice(server, status)

    # --- helpers ---

    def _note_cut(self, visit: Visit) -> None:
        """Say of what was being sent that it is looked for."""
        for edit in self._queue.waiting(visit.server.id):
            if edit.state is EditState.SENDING:
                try:
                    visit.move(edit, EditState.SENDING, NotYet())
                except (DataError, WrongState) as error:
                    logger.warning("%s: %s", visit.server.name, error)

    def _deliver_all(self, visit: Visit) -> None:
        blocked: set[str] = set()
        today, now = visit.today(), self._clock.now()
        going = [edit for edit in self._queue.waiting(visit.server.id) if _goes_on(edit, today, now)]
        # What is over ends first, for half of it may have to be set back; and that comes before what else is wanted.
        going.sort(key=lambda edit: (not _is_over(edit, today), not sets_back(edit)))
        for one in going[:MOST_AT_ONCE]:
            edit = self._queue.find(one.id) or one  # as it is by now: what was done before it may have changed it
            if not edit.is_open or edit.user in blocked:
                continue
            if not sets_back(edit) and self._watch.is_set_back(visit.server.id, edit.user):
                continue
            try:
                self._deliver_one(visit, edit)
            except Later:
                blocked.add(edit.user)
            self.after_step(edit.id)

    def _deliver_one(self, visit: Visit, edit: Edit) -> None:
        """Go on with one edit as far as it goes now. Raises Later if the others of its user have to wait too."""
        try:
            self._go_on(visit, edit)
        except WrongState:
            logger.info("edit %s was decided while it was being delivered", edit.id)

    def _go_on(self, visit: Visit, edit: Edit) -> None:
        try:
            if edit.day is not None and edit.day < visit.today() and visit.local_now().date() > edit.day:
                undo(self._queue, self._clock, edit)
                state, why = end_of_day(visit, edit)
                visit.move(edit, state, why)
            elif edit.state in ON_THE_WAY:
                self._work_on(visit, edit)
        except Waits as error:
            visit.ways = None
            edit = visit.handled.get(edit.id, edit)
            visit.move(edit, edit.state, error, attempt=edit.attempt)
            raise Later from error
        except QueueFull as error:
            logger.warning("%s: %s", visit.server.name, error)
            raise Later from error
        except WrongState:
            raise
        except (Refused, InvalidValue) as error:
            give_up(visit, visit.handled.get(edit.id, edit), error)

    def _work_on(self, visit: Visit, edit: Edit) -> None:
        known = any(one.name == edit.user for one in visit.server.users)
        if not known and edit.kind is not EditKind.MAIN and edit.through is not Through.RULE:  # those go back anyway
            visit.move(edit, EditState.REFUSED, WasRemoved())
            return
        if edit.changes_rules:
            edit = send_rules(visit, edit, self._watch.keep, self._watch.wanted(visit.server, edit.user))
        else:
            if edit.state is EditState.SENDING:
                edit = look_for_grant(visit, edit)
            if edit.state is EditState.QUEUED:
                edit = send_grant(visit, edit)
        if edit.state is EditState.QUEUED:
            raise Later  # tried and not done, or half: those behind it would build on that

    def _enter(self, account: tuple[str, int, str]) -> bool:
        with self._at_work:
            if self._accounts[account]:
                return False
            self._accounts[account] += 1
            return True

    def _leave(self, account: tuple[str, int, str]) -> None:
        with self._at_work:
            self._accounts[account] -= 1


def _was_sent_before(edit: Edit, now: datetime) -> bool:
    """Whether it was sent so long ago that nothing of it can be under way any more."""
    if edit.state is not EditState.SENDING or edit.attempt is None:
        return False
    return (now - edit.attempt.at).total_seconds() >= LOOK_AGAIN


def _is_over(edit: Edit, today: date) -> bool:
    return edit.day is not None and edit.day < today


def _goes_on(edit: Edit, today: date, now: datetime) -> bool:
    """Whether a visit has something to do for it."""
    if _is_over(edit, today):
        return True
    if edit.state not in ON_THE_WAY or not due(edit, today) or (edit.day is not None and edit.day > today):
        return False
    # A return is never given up; where the computer does not take it, it is tried less often.
    rests = edit.kind is EditKind.RETURN and edit.attempts >= MOST_ATTEMPTS
    return not rests or now - edit.changed >= REST
