"""The edits of all servers: on the disk first, then in memory, each change of state in the audit.

``pending_uploads/<server>/<id>.json`` is the truth about an edit until it is final. Then it is written below
``finished/`` and taken away here; whoever is killed in between finds the final state here and does the rest at the next
start. Other processes may add edits and wishes (see models.Wish) at any time; the owner takes them in.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from audit import Audit
from errors import DataError, InvalidValue, MngrError, NotFound, NotSaved, QueueFull, SaveUnclear, WrongState
from i18n import N_, Message
from pending.decide import decided
from pending.keeping import MOST_FINISHED, surplus
from pending.keys import Keys
from pending.models import EDIT, WISH, Edit, Through, Wish
from pending.rebase import rebased
from pending.telling import Telling
from storage import Store
from storage.paths import PENDING
from storage.stripes import Stripes
from watchers import Watchers

logger = logging.getLogger(__name__)

MAX_OPEN = 1000
"""Edits that may wait for one server."""
FINISHED = "finished"
WISH_PREFIX = "wish-"


class Queue:
    """The owner's view of all edits. Thread-safe; every method that changes something may raise NotSaved.

    ``on_change`` is called with the server's id after each change, ``watchers`` are told of each state that was saved,
    but not of what :meth:`load` finds.
    """

    def __init__(self, store: Store, audit: Audit, on_change: Callable[[str], None] = lambda _server: None) -> None:
        self._store = store
        self.on_change = on_change
        self.watchers: Watchers[Edit] = Watchers()
        self._loading = False
        self._lock = threading.Lock()
        self._writing = Stripes()
        self._open: dict[str, dict[str, Edit]] = {}
        self._finished: dict[str, dict[str, Edit]] = {}
        self._keys = Keys()
        self._stamps: dict[str, int] = {}
        self._settled: dict[str, int] = {}
        self._again: set[str] = set()
        self._telling = Telling(audit)

    def load(self) -> None:
        """Take up all edits, and finish what the last owner could not."""
        for server in self._names(FINISHED):
            names = self._names(FINISHED, server)
            for name in names[-MOST_FINISHED:]:
                if edit := self._read(server, name, FINISHED):
                    self._finished.setdefault(server, {})[edit.id] = edit
                    self._keys.put(edit)
            for name in names[:-MOST_FINISHED]:
                self._let_go(server, name)
        self._loading = True
        try:
            self.take_in()
        finally:
            self._loading = False

    def take_in(self) -> set[str]:
        """Look for what other processes have added; the servers for which something was."""
        try:
            stamps = self._store.stamps(PENDING)
        except DataError as error:
            logger.warning("%s", error)
            stamps = {}
        again, self._again = self._again, set()
        news = {server for server, stamp in stamps.items() if server in again or self._settled.get(server) != stamp}
        found = {server for server in news if self._take_in(server)}
        # What is added while we look may leave the same stamp, since those come from a coarse clock: so a folder is
        # looked through once more after it has come to rest.
        self._settled = {server: stamp for server, stamp in stamps.items() if self._stamps.get(server) == stamp}
        self._stamps = stamps
        self._telling.pay()
        return found

    def waiting(self, server: str, user: str | None = None) -> tuple[Edit, ...]:
        """The open edits of a server (and of one user, "" for timekpr.conf), in the order in which they are applied."""
        with self._lock:
            edits = self._open.get(server, {})
            return tuple(edits[one] for one in sorted(edits) if user is None or edits[one].user == user)

    def all_waiting(self) -> tuple[Edit, ...]:
        """The open edits of all servers, oldest first."""
        with self._lock:
            edits = [edit for of_server in self._open.values() for edit in of_server.values()]
        return tuple(sorted(edits, key=lambda edit: edit.id))

    def servers(self) -> frozenset[str]:
        """Servers for which something waits."""
        with self._lock:
            return frozenset(server for server, edits in self._open.items() if edits)

    def finished(self, server: str | None = None, *, since: datetime | None = None) -> tuple[Edit, ...]:
        """Edits that came to an end, of one server or all, oldest first; or only those that did after a moment."""
        with self._lock:
            chosen = [self._finished.get(server, {})] if server is not None else list(self._finished.values())
            all_of_them = (edit for of_server in chosen for edit in of_server.values())
            edits = [edit for edit in all_of_them if since is None or edit.changed > since]
        return tuple(sorted(edits, key=lambda edit: (edit.changed, edit.id)))

    def find(self, edit_id: str) -> Edit | None:
        """An edit, open or finished."""
        with self._lock:
            for edits in (*self._open.values(), *self._finished.values()):
                if edit_id in edits:
                    return edits[edit_id]
        return None

    def get(self, edit_id: str) -> Edit:
        """An edit. Raises NotFound."""
        edit = self.find(edit_id)
        if edit is None:
            raise NotFound(what=Message(N_("edit")), name=edit_id[:40])
        return edit

    def with_key(self, digest: str) -> Edit | None:
        """The edit that came under this idempotency key."""
        with self._lock:
            return self._keys.find(digest)

    def new_id(self, now: datetime) -> str:
        """An id that sorts behind every other one, also where the clock was set back."""
        with self._lock:
            known = [one for edits in (*self._open.values(), *self._finished.values()) for one in edits]
        return next_id(now, known)

    def add(self, edit: Edit) -> Edit:
        """Accept an edit: it is on the disk when this returns. Raises QueueFull.

        Where SaveUnclear is raised and it is there all the same, it is in the queue: who asks again is told so.
        """
        with self._lock:
            waiting = len(self._open.get(edit.server, {}))
        # What follows from an edit that is being delivered has room of its own, or a full queue could never empty.
        if waiting >= (MAX_OPEN * 2 if edit.through is Through.RULE else MAX_OPEN):
            raise QueueFull(server=edit.server, limit=MAX_OPEN)
        unclear = None
        with self._writing.one((edit.server,)):
            try:
                add_edit(self._store, edit)
            except SaveUnclear as error:
                unclear = error
                self._take_in_one(edit.server, f"{edit.id}.json")
            else:
                self._remember(edit)
                self._tell(edit)
        self.watchers.tell()
        self.on_change(edit.server)
        if unclear is not None:
            raise unclear
        return edit

    def update(self, before: Edit, after: Edit) -> Edit:
        """Save another state of an edit, durably and before this returns, then tell the audit.

        Raises WrongState if it is not ``before`` any more: somebody else was quicker.
        """
        with self._writing.one((after.server,)):
            with self._lock:
                now = self._open.get(before.server, {}).get(before.id)
            if now is not before:
                raise WrongState(id=before.id, state=(now or self.get(before.id)).state.value)
            self._store.save(EDIT, after, *_path(after))
            self._remember(after)
            self._tell(after)
            if not after.is_open:
                self._finish(after)
        self.watchers.tell()
        if not after.is_open:
            self._rebase(after)
        self.on_change(after.server)
        return after

    def decide(self, edit_id: str, ask: str, now: datetime, by: str = "") -> Edit:
        """Do what a parent decided about an edit. Raises NotFound, WrongState, InvalidValue."""
        edit = self.get(edit_id)
        return self.update(edit, decided(edit, ask, now, by))

    def forget(self, server: str) -> None:
        """Know nothing of a server's edits any more; their files went with its other data."""
        with self._lock:
            for edits in (self._open, self._finished):
                self._keys.drop(edits.pop(server, {}).values())

    def prune(self, now: datetime) -> None:
        """Let go of what ended long ago."""
        for server in self._names(FINISHED):
            with self._lock:
                edits = self._finished.get(server, {})
                old = surplus(edits.values(), now)
            for edit in old:
                if not self._let_go(server, f"{edit.id}.json"):
                    return
                with self._lock:
                    if edits.pop(edit.id, None):
                        self._keys.drop([edit])

    # --- helpers ---

    def _take_in(self, server: str) -> bool:
        """Read what is new of one server; whether there was something."""
        wishes: list[str] = []
        found = False
        for name in self._names(PENDING, server):
            if name.startswith(WISH_PREFIX):
                wishes.append(name)
                continue
            with self._writing.one((server,)):  # one that is just being added here is known by then
                found = self._take_in_one(server, name) or found
            self.watchers.tell()
        for name in wishes:
            found = self._grant_wish(server, name) or found
        if found:
            self.on_change(server)
        return found

    def _take_in_one(self, server: str, name: str) -> bool:
        with self._lock:
            known = name.removesuffix(".json") in self._open.get(server, {})
        if known or (edit := self._read(server, name, PENDING)) is None:
            return False
        with self._lock:
            # One that has ended does not begin again, should an older copy of it ever come back.
            edit = self._finished.get(server, {}).get(edit.id, edit)
        self._remember(edit)
        if not self._telling.was_told(edit):
            self._tell(edit)
        if not edit.is_open:
            self._finish(edit)
        return True

    def _let_go(self, server: str, name: str) -> bool:
        """Take the file of a finished edit away; whether that could be done."""
        try:
            self._store.remove(FINISHED, server, name)
        except DataError as error:
            logger.warning("%s", error)
            return False
        return True

    def _names(self, *parts: str) -> list[str]:
        """The names in a folder; none where the folder cannot be read, which is no reason not to start."""
        try:
            return self._store.names(*parts)
        except (DataError, InvalidValue) as error:
            logger.warning("%s", error)
            return []

    def _read(self, server: str, name: str, folder: str) -> Edit | None:
        try:
            edit = self._store.load(EDIT, folder, server, name)
        except (DataError, InvalidValue) as error:
            logger.warning("%s", error)
            return None
        if edit is None or edit.server != server or f"{edit.id}.json" != name:
            logger.warning("%s/%s/%s is not what its name says", folder, server, name)
            return None
        return edit

    def _grant_wish(self, server: str, name: str) -> bool:
        try:
            wish = self._store.load(WISH, PENDING, server, name)
            if wish is not None:
                self.decide(wish.edit, wish.ask, wish.at, wish.who)
        except NotSaved as error:
            logger.warning("%s", error)
            self._again.add(server)
            return False
        except MngrError as error:
            logger.warning("a wish about an edit could not be fulfilled: %s", error)
        try:
            self._store.remove(PENDING, server, name)
        except DataError as error:
            logger.warning("%s", error)
            return False
        return True

    def _remember(self, edit: Edit) -> None:
        with self._lock:
            self._open.setdefault(edit.server, {})[edit.id] = edit
            self._keys.put(edit)

    def _finish(self, edit: Edit) -> None:
        """Keep a final edit below ``finished/`` and take it out of the queue; what fails is done at the next start.

        One that the audit has not been told of yet stays: after a kill its file would be all that could tell.
        """
        try:
            if not self._telling.owes(edit):
                self._store.save(EDIT, edit, FINISHED, edit.server, f"{edit.id}.json")
                self._store.remove(*_path(edit))
        except DataError as error:
            logger.warning("%s", error)
        with self._lock:
            self._open.get(edit.server, {}).pop(edit.id, None)
            self._finished.setdefault(edit.server, {})[edit.id] = edit
            self._keys.put(edit)

    def _rebase(self, ended: Edit) -> None:
        for edit, after in rebased(self.waiting(ended.server), ended):
            try:
                self.update(edit, after)
            except (DataError, WrongState) as error:  # then a parent is asked, who would not have had to be
                logger.warning("%s", error)

    def _tell(self, edit: Edit) -> None:
        """Let the audit have a state, and the watchers as soon as nobody waits for us; called where it was saved."""
        if not self._loading:
            self.watchers.note(edit)
        self._telling.tell(edit)


def add_edit(store: Store, edit: Edit) -> None:
    """Put an edit into the queue on the disk; this alone needs no writer. Raises NotSaved."""
    store.add(EDIT, edit, *_path(edit))


def add_wish(store: Store, server: str, wish: Wish) -> None:
    """Ask the owner of the queue for something; needs no writer. Raises NotSaved."""
    store.add(WISH, wish, PENDING, server, f"{WISH_PREFIX}{wish.edit}-{secrets.token_hex(4)}.json")


def read_all(store: Store, folder: str = PENDING) -> tuple[Edit, ...]:
    """Every edit on the disk, for a process that does not own the queue; what cannot be read is left out."""
    found: list[Edit] = []
    for server in store.stamps(folder):
        for name in store.names(folder, server):
            if not name.startswith(WISH_PREFIX):
                try:
                    edit = store.load(EDIT, folder, server, name)
                except (DataError, InvalidValue) as error:
                    logger.warning("%s", error)
                    continue
                found += [edit] if edit is not None and (edit.server, f"{edit.id}.json") == (server, name) else []
    return tuple(sorted(found, key=lambda edit: edit.id))


def next_id(now: datetime, known: Iterable[str]) -> str:
    """``20261124T150312345-1a2b``: UTC to the millisecond, behind all that are known."""
    stamp = _stamp(now)
    last = max(known, default="")[: len(stamp)]
    if last >= stamp:
        later = datetime.strptime(last[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        stamp = _stamp(later + timedelta(milliseconds=int(last[15:]) + 1))
    return f"{stamp}-{secrets.token_hex(2)}"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}"


def _path(edit: Edit) -> tuple[str, str, str]:
    return PENDING, edit.server, f"{edit.id}.json"
