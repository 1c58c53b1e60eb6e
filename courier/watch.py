"""What the rules of each user are believed to be, and what is done where a computer shows something else."""

from __future__ import annotations

import logging
from collections.abc import Callable

from audit import Audit, Entry
from clock import Clock
from courier.mending import add_own
from errors import DataError, QueueFull
from pending import ON_THE_WAY, Edit, EditKind, EditState, KeyChange, Queue, Through
from revisions import Revisions, Source
from servers import Server
from state import ServerStatus, UserState
from timekpr_rules import File, Reading, UserConfig, arrived, differing, key_texts

logger = logging.getLogger(__name__)


class Watch:
    """Follows the rules there. Thread-safe as far as its parts are; one server is looked at by one thread at a time."""

    def __init__(self, queue: Queue, audit: Audit, revisions: Revisions, clock: Clock) -> None:
        self._queue = queue
        self._audit = audit
        self._revisions = revisions
        self._clock = clock
        self.on_changed_there: Callable[[Entry, UserConfig], None] = lambda _entry, _now: None
        """Called for rules that were changed on the computer, with what the audit says of it and the rules as found."""
        self._as_believed: dict[tuple[str, str], Reading[UserConfig]] = {}
        """The reading of each user's rules that was last found to be as it should."""

    def forget(self, server: str) -> None:
        """Know nothing of a server any more."""
        for key in [one for one in self._as_believed if one[0] == server]:
            del self._as_believed[key]
        self._revisions.forget(server)

    def wanted(self, server: Server, user: str) -> dict[str, str] | None:
        """The values that a user should have on a computer that has no say itself; None on any other."""
        believed = self._revisions.newest(server.id, user) if user and server.mode == "enforce" else None
        return dict(believed.texts) if believed is not None else None

    def notice(self, server: Server, status: ServerStatus) -> None:
        """Compare the rules of each user with what they are believed to be, and take over or set back what differs.

        Whoever has an edit on its way, or one that was done half, is left out: what differs may be a part of it.
        """
        for user in server.users:
            known = status.users.get(user.name)
            if known is None or known.config is None or known.config.damaged or known.error is not None:
                continue
            waiting = self._queue.waiting(server.id, user.name)
            if any(edit.attempt is not None and edit.state in ON_THE_WAY for edit in waiting):
                continue
            try:
                self._compare(server, user.name, known)
            except (DataError, QueueFull) as error:
                logger.warning("%s: %s", server.name, error)

    def is_set_back(self, server: str, user: str) -> bool:
        """Whether something waits that puts a user's rules back."""
        return any(sets_back(one) for one in self._queue.waiting(server, user))

    def keep(self, edit: Edit, before: dict[str, str], after: dict[str, str]) -> None:
        """Remember the rules as they were, and of those that are there now what the edit is about.

        What differs beside that was changed on the computer, and is noticed as such.
        """
        if edit.kind is EditKind.MAIN:
            return
        now, server = self._clock.now(), edit.server
        self._as_believed.pop((server, edit.user), None)
        if (believed := self._revisions.newest(server, edit.user)) is None:
            believed = self._revisions.keep(server, edit.user, before, at=now, source=Source.FIRST)
        known = believed.texts if believed is not None else before
        # One that only puts something back is about what it keeps.
        about = edit.changes or (edit.attempt.kept if edit.attempt else ())
        texts = arrived(File.USER, [one.change for one in about], known, after)
        self._revisions.keep(server, edit.user, texts, at=now, source=Source.EDIT, edit=edit.id, who=edit.who)

    def _compare(self, server: Server, user: str, known: UserState) -> None:
        assert known.config is not None  # noqa: S101 - for the type checker; the caller has looked
        if self._as_believed.get((server.id, user)) is known.config:
            return  # the same reading as the last time: the file has not changed
        texts = key_texts(known.config.model)
        if self._revisions.is_newest(server.id, user, texts):
            self._as_believed[server.id, user] = known.config
            return
        now, believed = self._clock.now(), self._revisions.newest(server.id, user)
        if believed is None:
            self._revisions.keep(server.id, user, texts, at=now, source=Source.FIRST)
            return
        found = differing(believed.texts, texts)
        if not found:
            self._as_believed[server.id, user] = known.config
            return
        before = {key: believed.texts.get(key, "") for key in found}
        if server.mode == "follow":
            self._revisions.keep(server.id, user, texts, at=now, source=Source.COMPUTER)
        elif self.is_set_back(server.id, user) or self._was_refused(server.id, user, before, found):
            return
        else:
            self._set_back(server, user, before, found)
        entry = Entry(at=now, what="changed_there", server=server.id, user=user, before=before, after=found)
        self._audit.add(entry)
        self.on_changed_there(entry, known.config.model)

    def _was_refused(self, server: str, user: str, wanted: dict[str, str], found: dict[str, str]) -> bool:
        """Whether just this was set back the last time, and the computer did not take it."""
        tried = [one for one in self._queue.finished(server) if one.user == user and sets_back(one) and not one.cause]
        if not tried or tried[-1].state is not EditState.REFUSED:
            return False
        parts = {(one.key, one.seen, one.wanted) for one in tried[-1].changes}
        return parts == {(key, found[key], text) for key, text in wanted.items()}

    def _set_back(self, server: Server, user: str, wanted: dict[str, str], found: dict[str, str]) -> None:
        changes = tuple(KeyChange(key=key, seen=found[key], wanted=text) for key, text in wanted.items())
        add_own(self._queue, self._clock, server.id, user, EditKind.CONFIG, who="timekpr-mngr", changes=changes)


def sets_back(edit: Edit) -> bool:
    """Whether it puts rules back to what they should be: after a change on the computer, or half of one of ours."""
    return edit.through is Through.RULE and edit.kind is not EditKind.RETURN
