"""Edits that nobody asked for: they put back what a change has left, or a day, or a computer, however a visit ends."""

from __future__ import annotations

from clock import Clock
from courier.visit import Visit
from errors import MngrError
from pending import Attempt, Edit, EditKind, EditState, KeyChange, Queue, Through


def add_own(queue: Queue, clock: Clock, server: str, user: str, kind: EditKind, **fields: object) -> Edit:
    """Queue an edit of ours. ``fields`` are those of Edit. Raises NotSaved, QueueFull."""
    now = clock.now()
    told = {"server": server, "user": user, "kind": kind, "created": now, "changed": now, "through": Through.RULE}
    return queue.add(Edit.model_validate({"id": queue.new_id(now), **told, **fields}))


def add_mending(queue: Queue, clock: Clock, edit: Edit, attempt: Attempt) -> Edit:
    """Queue the edit that makes what an attempt keeps as it was, where it is half-way, and leaves anything else alone.

    It waits until nothing of that attempt can be under way any more. Raises NotSaved, QueueFull.
    """
    kind, state = EditKind.CONFIG if edit.user else EditKind.MAIN, EditState.SENDING
    fields = {"who": edit.who, "cause": edit.id, "state": state, "attempts": 1, "attempt": attempt}
    return add_own(queue, clock, edit.server, edit.user, kind, **fields)


def undo(queue: Queue, clock: Clock, edit: Edit) -> None:
    """See to it that nothing stays of a change of rules that ends, and that may be there in parts."""
    attempt = edit.attempt
    if attempt is None or not edit.changes_rules or edit.through is Through.RULE:
        return
    own = [(one.key, one.seen, one.wanted) for one in edit.changes if one.seen not in {None, one.wanted}]
    between = *attempt.between, *(KeyChange(key=key, wanted=wanted) for key, _, wanted in own)
    kept = *attempt.kept, *(KeyChange(key=key, wanted=seen) for key, seen, _ in own if seen is not None)
    add_mending(queue, clock, edit, attempt.model_copy(update={"between": between, "kept": kept}))


def give_up(visit: Visit, edit: Edit, why: MngrError, *, in_parts: bool = True) -> Edit:
    """Refuse an edit; what may be there of it ``in_parts`` is put back.

    A return is never given up: what was for today alone must not stay because of something that may pass.
    """
    if edit.kind is EditKind.RETURN:
        return visit.move(edit, EditState.QUEUED, why, attempt=edit.attempt if in_parts else None)
    if in_parts:
        undo(visit.queue, visit.clock, edit)
    return visit.move(edit, EditState.REFUSED, why)
