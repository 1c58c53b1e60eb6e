"""What the page of a child needs: the rules to edit, today, the log, and who the child is."""

from __future__ import annotations

from collections.abc import Sequence

import mask_trial
from audit import Audit
from child_log import LogLine, log_lines
from core import Core
from cycle import Syncer
from day_views import DayView, day_view
from editing import Asked, Editing
from pending import Queue
from revisions import Revisions
from rules_views import RulesView, rules_view
from servers import Child
from services.changes import Changes
from services.pictures import Pictures

MOST_LINES = 500
"""Lines of the log at the most."""
ENTRIES_A_LINE = 5
"""Entries of the audit that a line is made of at the most, but for edits that were tried again and again."""


class ChildServices:
    """A part of :class:`services.Services`."""

    core: Core
    queue: Queue
    audit: Audit
    revisions: Revisions
    syncer: Syncer
    editing: Editing
    pictures: Pictures
    changes: Changes

    def rules(self, server_id: str, user: str) -> RulesView:
        """A user's rules as they will be, to be edited. Raises NotFound, NotManaged."""
        server = self.core.fleet.get(server_id)
        return rules_view(
            server,
            user,
            self.syncer.state(server.id),
            self.core.style,
            expected=self.editing.expected(server.id, user),
            main=self.editing.expected_main(server.id),
            waiting=self.queue.waiting(server.id, user),
            newest=self.revisions.newest(server.id, user),
        )

    def day(self, server_id: str, user: str) -> DayView:
        """A user's today. Raises NotFound, NotManaged."""
        server = self.core.fleet.get(server_id)
        status = self.syncer.state(server.id)
        ended = (edit for edit in self.queue.finished(server.id) if edit.user == user)
        edits = (*self.queue.waiting(server.id, user), *ended)
        return day_view(
            server,
            user,
            status,
            self.core.style,
            expected=self.editing.expected(server.id, user),
            edits=edits,
            now=status.local_now(self.core.clock.now()),
        )

    def log(self, logins: Sequence[tuple[str, str]], most: int) -> tuple[LogLine, ...]:
        """What was changed for these logins, each a server's id and a user; the newest first, so many at the most."""
        wanted, most = frozenset(logins), min(most, MOST_LINES)
        page = self.audit.page(most * ENTRIES_A_LINE, is_wanted=lambda one: (one.server, one.user) in wanted)
        names = {server.id: server.name for server in self.core.fleet.servers()}
        return log_lines(page.entries, names, self.core.style)[:most]

    def try_masks(self, masks: Sequence[str], text: str, *, by_command_line: bool) -> list[tuple[str, list[int]]]:
        """For each program in a text, its line as it was taken, and the places of the masks that mean it.

        Raises TriedTooLong.
        """
        programs = mask_trial.read_programs(text)
        found = mask_trial.tried(masks, programs, by_command_line=by_command_line)
        return [(program.path, places) for program, places in zip(programs, found, strict=True)]

    def make_child(self, name: str, server_id: str, user: str, *, asked: Asked | None = None) -> str:
        """Take in a child whose login this is; its id. Both or neither, or a second try would find the name taken.

        Raises NotFound, AlreadyExists, InvalidValue, TooMany, NotSaved.
        """
        child = self.changes.add_child(name, login=(server_id, user), asked=asked)
        self._redraw(child)
        return child.id

    def update_child(self, child_id: str, *, asked: Asked | None = None, **changes: object) -> None:
        """Change a child's name or colour. Raises NotFound, AlreadyExists, InvalidValue, NotSaved."""
        before = self.core.fleet.child(child_id)
        after = self.core.fleet.update_child(child_id, **changes)
        was = {name: _shown(getattr(before, name)) for name in changes}
        now = {name: _shown(getattr(after, name)) for name in changes}
        if was != now:
            self.changes.note(
                asked, "child", "changed", before={"name": before.name, **was}, after={"name": after.name, **now}
            )
        self._redraw(after)

    def remove_child(self, child_id: str, *, asked: Asked | None = None) -> None:
        """Let a child go; the logins stay and are nobody's. Raises NotFound, NotSaved."""
        child = self.core.fleet.child(child_id)
        self.core.fleet.remove_child(child.id)
        self.changes.note(asked, "child", "removed", before={"name": child.name})
        self._redraw(child)

    def assign(self, child_id: str, server_id: str, user: str, *, asked: Asked | None = None) -> None:
        """Let a login be this child's, and no other's. Raises NotFound, NotSaved."""
        child = self.core.fleet.assign(child_id, server_id, user)
        self.changes.note(asked, "user", "changed", server_id, user, after={"child": child.name})
        self._redraw(child)

    def unassign(self, server_id: str, user: str, *, asked: Asked | None = None) -> None:
        """Let a login be no child's. Raises NotFound, NotSaved."""
        before = self.core.fleet.children_of(server_id).get(user, "")
        self.core.fleet.unassign(server_id, user)
        self.changes.note(asked, "user", "changed", server_id, user, before={"child": before})
        self.pictures.refresh(self.core.fleet.get(server_id))

    def _redraw(self, child: Child) -> None:
        for server_id in {login.server for login in child.users}:
            if server := self.core.fleet.find(server_id):
                self.pictures.refresh(server)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
