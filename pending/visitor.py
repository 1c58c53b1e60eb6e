"""The queue as a process sees it that does not own it: it may add edits and wishes, and read the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from errors import NotFound, QueueFull
from i18n import N_, Message
from pending.decide import decided
from pending.models import Edit, Through, Wish
from pending.queue import FINISHED, MAX_OPEN, add_edit, add_wish, next_id, read_all
from storage import Store


class EditsToShow(Protocol):
    """What showing a server's edits needs of a queue."""

    def waiting(self, server: str, user: str | None = None) -> tuple[Edit, ...]:
        """The open edits of a server, and of one user."""
        ...

    def finished(self, server: str | None = None, *, since: datetime | None = None) -> tuple[Edit, ...]:
        """Edits that came to an end, or only those that did after a moment."""
        ...


class Edits(EditsToShow, Protocol):
    """What accepting and deciding edits needs of a queue."""

    def all_waiting(self) -> tuple[Edit, ...]:
        """The open edits of all servers."""
        ...

    def get(self, edit_id: str) -> Edit:
        """One edit. Raises NotFound."""
        ...

    def with_key(self, digest: str) -> Edit | None:
        """The edit that came under an idempotency key."""
        ...

    def new_id(self, now: datetime) -> str:
        """An id behind all others."""
        ...

    def add(self, edit: Edit) -> Edit:
        """Accept an edit. Raises NotSaved, QueueFull."""
        ...

    def decide(self, edit_id: str, ask: str, now: datetime, by: str = "") -> Edit:
        """Do what somebody decided."""
        ...


class Glance:
    """The queue as the disk has it at one moment, read once: to show all servers, one after another."""

    def __init__(self, store: Store) -> None:
        self._waiting = _by_server(edit for edit in read_all(store) if edit.is_open)
        self._finished = _by_server(read_all(store, FINISHED))

    def waiting(self, server: str, user: str | None = None) -> tuple[Edit, ...]:
        """The open edits of a server, and of one user."""
        return tuple(edit for edit in self._waiting.get(server, ()) if user in {None, edit.user})

    def finished(self, server: str | None = None, *, since: datetime | None = None) -> tuple[Edit, ...]:
        """Edits that came to an end, or only those that did after a moment."""
        groups = self._finished.values() if server is None else [self._finished.get(server, [])]
        return tuple(edit for group in groups for edit in group if since is None or edit.changed > since)


def _by_server(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.server, []).append(edit)
    return found


class Visitor:
    """Reads the queue from the disk at each call. Decisions are wishes: the owner fulfils them a moment later."""

    def __init__(self, store: Store, who: str, through: Through) -> None:
        self._store = store
        self._who = who
        self._through = through

    def waiting(self, server: str, user: str | None = None) -> tuple[Edit, ...]:
        """The open edits of a server, and of one user."""
        return self._chosen(lambda edit: edit.server == server and user in {None, edit.user})

    def all_waiting(self) -> tuple[Edit, ...]:
        """The open edits of all servers."""
        return self._chosen(lambda _edit: True)

    def finished(self, server: str | None = None, *, since: datetime | None = None) -> tuple[Edit, ...]:
        """Edits that came to an end, or only those that did after a moment."""
        edits = (edit for edit in read_all(self._store, FINISHED) if server in {None, edit.server})
        return tuple(edit for edit in edits if since is None or edit.changed > since)

    def get(self, edit_id: str) -> Edit:
        """One edit, open or finished. Raises NotFound."""
        for edit in (*read_all(self._store), *read_all(self._store, FINISHED)):
            if edit.id == edit_id:
                return edit
        raise NotFound(what=Message(N_("edit")), name=edit_id[:40])

    def with_key(self, digest: str) -> Edit | None:
        """The edit that came under an idempotency key."""
        edits = (*read_all(self._store), *read_all(self._store, FINISHED))
        return next((edit for edit in edits if digest and edit.key == digest), None)

    def new_id(self, now: datetime) -> str:
        """An id behind all others that wait."""
        return next_id(now, [edit.id for edit in read_all(self._store)])

    def add(self, edit: Edit) -> Edit:
        """Put it into the queue; the owner takes it in within a second or two."""
        if len(self.waiting(edit.server)) >= MAX_OPEN:
            raise QueueFull(server=edit.server, limit=MAX_OPEN)
        add_edit(self._store, edit)
        return edit

    def decide(self, edit_id: str, ask: str, now: datetime, by: str = "") -> Edit:
        """Ask the owner for it. What is returned is how the edit will be, unless it has gone on meanwhile."""
        edit = self.get(edit_id)
        who = by or self._who
        after = decided(edit, ask, now, who)
        wish = Wish(edit=edit.id, ask=ask, who=who, through=self._through, at=now)
        add_wish(self._store, edit.server, wish)
        return after

    def _chosen(self, fits: Callable[[Edit], bool]) -> tuple[Edit, ...]:
        return tuple(edit for edit in read_all(self._store) if edit.is_open and fits(edit))
