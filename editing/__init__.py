"""Accepting edits: checked, doubted, given an id and put into the queue. What becomes of them is the courier's work.

Every way in (page, API, MQTT, command line) comes through :class:`Editing`, so the same rules hold on each of them.
"""

from __future__ import annotations

from editing.desk import Accepted, Asked
from editing.outcome import OutcomeDesk
from editing.plans import Plan, PlanDesk, Today
from editing.rules import RulesDesk
from errors import MngrError, WrongState
from pending import Edit, EditKind, EditState
from pending.decide import AGAIN, OURS
from servers import Server

__all__ = ["Accepted", "Asked", "Editing", "Plan", "Today"]

ENDED = frozenset({EditState.REFUSED, EditState.CANCELLED, EditState.EXPIRED})


class Editing(RulesDesk, OutcomeDesk, PlanDesk):
    """The use cases of edits. Thread-safe. A server is a name or an id."""

    def decide(self, edit_id: str, ask: str, by: str = "") -> Edit:
        """Do what somebody decided about an edit (see pending.decide). Raises NotFound, WrongState, InvalidValue."""
        after = self._edits.decide(edit_id, ask, self._core.clock.now(), by)
        self._accepted(after.server)
        return after

    def retry(self, edit_id: str, asked: Asked) -> Edit:
        """Try again: a conflict with what is wanted here, an unclear one once more, one that ended as a new edit.

        Raises NotFound, WrongState, NotManaged, KeyReused, QueueFull, NotSaved.
        """
        edit = self._edits.get(edit_id)
        if edit.state is EditState.CONFLICT:
            return self.decide(edit_id, OURS, asked.who)
        if edit.state is EditState.UNCLEAR:
            return self.decide(edit_id, AGAIN, asked.who)
        if not _has_ended_undone(edit):
            raise WrongState(id=edit.id, state=edit.state.value)
        with self._lock:
            if again := self._again(asked, "retry", edit.id):
                return again.edit
            one = self._user(edit.server, edit.user)[0] if edit.user else self._core.fleet.get(edit.server)
            if self._is_of_another_day(edit, one):
                raise WrongState(id=edit.id, state=edit.state.value)
            return self._accept(
                one, edit.user, edit.kind, asked, ("retry", edit.id),
                changes=tuple(part.model_copy(update={"found": None}) for part in edit.changes),
                operation=edit.operation, seconds=edit.seconds, playtime=edit.playtime,
                cause=edit.cause if edit.kind is EditKind.UNLOCK else edit.id,  # the lock that it takes back
                day=self._now(one).date() if edit.day is not None else None,
            ).edit  # fmt: skip

    def may_be_retried(self, edit: Edit) -> bool:
        """Whether trying again an edit that has ended would be taken."""
        try:
            one = self._user(edit.server, edit.user)[0] if edit.user else self._core.fleet.get(edit.server)
        except MngrError:
            return False
        return _has_ended_undone(edit) and not self._is_of_another_day(edit, one)

    def _is_of_another_day(self, edit: Edit, server: Server) -> bool:
        """Whether its keys are those of another weekday."""
        return edit.day is not None and bool(edit.changes) and edit.day != self._now(server).date()


def _has_ended_undone(edit: Edit) -> bool:
    only_mended = edit.changes_rules and not edit.changes  # nobody has asked for that
    return edit.state in ENDED and not only_mended
