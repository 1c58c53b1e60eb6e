"""Signs of tampering: noticed as computers are read, kept, shown, and seen by a parent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from audit import Entry
from audit_views import entry_words
from clock import may_not_be_set
from core import Core
from editing import Asked
from i18n import N_, Message
from pending import EditKind, Queue
from problems import Problem, Severity, SignCode
from server_problems import server_problems
from servers import Server
from services.changes import Changes
from services.own_clock import OwnClock
from settings import listed
from sign_finder import Memory, Seen, first_look, look, said, settings_changed
from signs import Noticed, Sign, SignBook
from ssh_client.host_clock import FIRST_YEAR, LAST_YEAR
from state import ServerStatus, UserState
from timekpr_rules import UserConfig, eases

logger = logging.getLogger(__name__)

CODES: Final = frozenset(one.value for one in SignCode)
GONE: Final = "no_such_file"
"""Code of the Problem of a file that is not there."""
DAYS_SHOWN: Final = 2
"""What has happened needs a look until the day after it is over, by the days of the computer, or until it was seen."""


class Signs:
    """Takes in each reading, in the thread of the cycle; everything else may be called from any thread."""

    def __init__(
        self, core: Core, queue: Queue, changes: Changes, own_clock: OwnClock, book: SignBook | None = None
    ) -> None:
        self._core = core
        self._own_clock = own_clock
        self._queue = queue
        self._changes = changes
        self._book = book or SignBook(core.store)
        self._lock = threading.Lock()
        self._users: dict[tuple[str, str], Memory] = {}
        self._servers: dict[str, ServerStatus] = {}
        """Each computer as of the last reading of it that was whole."""

    @property
    def switched_off(self) -> frozenset[str]:
        """Codes of the signs that nobody wants to hear of."""
        return frozenset(listed(self._core.settings.tamper_signs_off))

    def of(self, server: str) -> tuple[Sign, ...]:
        """The signs of a computer, oldest first."""
        return self._book.of(server)

    def user_of(self, server: str, number: int) -> str:
        """Whom a sign is about; nobody, if there is no such sign."""
        return next((one.user for one in self._book.of(server) if one.number == number), "")

    def see(self, server: str, number: int, asked: Asked) -> None:
        """Somebody has seen a sign: it needs no look any more, but the next one of its kind does.

        Raises NotFound, NotSaved.
        """
        seen = self._book.see(self._core.fleet.get(server).id, number, asked.who, self._core.clock.now())
        if seen is not None:
            told = {"sign": seen.message.text(self._core.style.language)}
            self._changes.note(asked, "sign", "seen", server, seen.user, after=told)

    def take(self, server: Server, status: ServerStatus) -> None:
        """Compare a new state with the one before, and write down what is odd about it."""
        if not server.enabled:
            self.begin_anew(server.id)
            return
        now, style = self._core.clock.now(), self._core.style
        there = [one for one in server_problems(server, status, now, style) if _is_sign(one, status)]
        noticed = [_of_problem(one) for one in there]
        if status.error is None:
            noticed += self._moments(server, status)
        self._book.causes_are(server.id, frozenset((one.code.value, one.user) for one in noticed if not one.until), now)
        unsure = self._own_clock.believes(server.id) or may_not_be_set(self._core.clock)
        for one in noticed:
            if not (unsure and one.code is SignCode.CLOCK_OFF):
                self._note(server.id, one, now)

    def changed_there(self, entry: Entry, after: UserConfig) -> None:
        """Somebody has changed a user's rules on the computer; called in the thread that has found it."""
        server = self._core.fleet.find(entry.server)
        if server is None:
            return
        with self._lock:
            memory = self._users.get((server.id, entry.user))
        eased = server.mode == "follow" and memory is not None and eases(memory.last.config, after)
        words = said(tuple(entry_words(entry, self._core.style)), self._core.style)
        template = N_("{user}: the rules were changed on the computer itself. {what}")
        message, status = Message(template, {"user": entry.user, "what": words}), self._servers.get(server.id)
        severity = Severity.WARNING if eased else Severity.INFO
        now = self._core.clock.now()
        until = _shown_until(status or ServerStatus(), now)
        self._note(server.id, Noticed(SignCode.RULES_CHANGED_THERE, severity, message, entry.user, until), now)

    def begin_anew(self, server: str, user: str | None = None) -> None:
        """What is read next is compared with nothing: it may be another computer, or another user."""
        with self._lock:
            for key in [one for one in self._users if one[0] == server and user in {None, one[1]}]:
                del self._users[key]
            if user is None:
                self._servers.pop(server, None)

    def forget(self, server: str) -> None:
        """Know nothing of a computer any more."""
        self.begin_anew(server)
        self._book.forget(server)

    def flush(self) -> None:
        """Save what is in memory alone."""
        self._book.flush(self._core.clock.now())

    # --- helpers ---

    def _note(self, server: str, noticed: Noticed, now: datetime) -> None:
        if noticed.code.value not in self.switched_off and self._book.note(server, noticed, now):
            logger.warning("%s: %s", server, noticed.message)

    def _moments(self, server: Server, status: ServerStatus) -> Iterator[Noticed]:
        """What has happened since the reading before."""
        with self._lock:
            before, self._servers[server.id] = self._servers.get(server.id), status
        until = _shown_until(status, self._core.clock.now())
        for found in (*self._of_settings(server, before, status), *self._of_users(server, status)):
            yield Noticed(found.code, found.severity, found.message, found.user, until)

    def _of_settings(self, server: Server, before: ServerStatus | None, after: ServerStatus) -> list[Noticed]:
        if before is None or before.read_at is None or before.main is None or after.main is None:
            return []
        if before.main is after.main or before.main.damaged or after.main.damaged:
            return []
        if self._was_ours(server.id, "", EditKind.MAIN, before.read_at):
            return []
        return settings_changed(before.main.model, after.main.model, self._core.style)

    def _of_users(self, server: Server, status: ServerStatus) -> Iterator[Noticed]:
        for managed in server.users:
            key, seen = (server.id, managed.name), _seen(status, managed.name)
            with self._lock:
                memory = self._users.get(key)
            if seen is None or (memory is not None and memory.last.at == seen.at):
                continue
            if memory is None:
                after = first_look(seen)
            else:
                ours = self._was_ours(server.id, managed.name, EditKind.GRANT, memory.last.at)
                found, after = look(managed.name, memory, seen, self._core.style, ours=ours)
                yield from found
            with self._lock:
                self._users[key] = after

    def _was_ours(self, server: str, user: str, kind: EditKind, since: datetime) -> bool:
        """Whether an edit of ours may have arrived since then."""
        edits = (*self._queue.waiting(server, user), *self._queue.finished(server, since=since - timedelta(seconds=1)))
        of_kind = [one for one in edits if (one.user, one.kind) == (user, kind)]
        return any(one.attempt is not None or not one.is_open for one in of_kind)


def _seen(status: ServerStatus, name: str) -> Seen | None:
    """A user as of this reading; None where something of it is missing or damaged."""
    user = status.users.get(name, UserState())
    readings = (user.config, user.spent, status.main)
    if user.error is not None or user.read_at is None or any(one is None or one.damaged for one in readings):
        return None
    if user.config is None or user.spent is None or status.main is None:
        return None
    last = user.spent.model.last_checked
    if last is not None and not FIRST_YEAR < last.year < LAST_YEAR:
        return None  # a calendar ends there, and reckoning near its ends fails
    return Seen(user.config.model, status.main.model, user.spent.model, user.read_at, status)


def _is_sign(problem: Problem, status: ServerStatus) -> bool:
    """Whether a Problem is one that a person at the computer may have brought about."""
    if problem.code != GONE:
        return problem.code in CODES
    user = status.users.get(problem.user, UserState()) if problem.user else None
    return status.main is not None if user is None else user.config is not None  # they were there once


def _of_problem(problem: Problem) -> Noticed:
    code = SignCode.FILES_GONE if problem.code == GONE else SignCode(problem.code)
    return Noticed(code, problem.severity, problem.message, problem.user)


def _shown_until(status: ServerStatus, now: datetime) -> datetime:
    """The end of the computer's next day, in our own time."""
    local = status.in_zone(now)
    return datetime.combine(local.date() + timedelta(days=DAYS_SHOWN), time(), local.tzinfo).astimezone(UTC)
