"""Putting back what a change has left that did not come to its end: by an edit of its own, however this visit ends."""

from __future__ import annotations

from datetime import datetime

from clock import Clock
from pending import Attempt, Edit, EditKind, EditState, KeyChange, Queue, Through


def add_mending(queue: Queue, clock: Clock, edit: Edit, attempt: Attempt) -> Edit:
    """Queue the edit that makes what an attempt keeps as it was, where it is half-way, and leaves anything else alone.

    It waits until nothing of that attempt can be under way any more. Raises NotSaved, QueueFull.
    """
    now: datetime = clock.now()
    return queue.add(
        Edit(
            id=queue.new_id(now),
            server=edit.server,
            user=edit.user,
            kind=EditKind.CONFIG if edit.user else EditKind.MAIN,
            created=now,
            changed=now,
            who=edit.who,
            through=Through.RULE,
            cause=edit.id,
            state=EditState.SENDING,
            attempts=1,
            attempt=attempt,
        )
    )


def undo(queue: Queue, clock: Clock, edit: Edit) -> None:
    """See to it that nothing stays of a change of rules that ends, and that may be there in parts."""
    attempt = edit.attempt
    if attempt is None or not edit.changes_rules or edit.through is Through.RULE:
        return
    own = [one for one in edit.changes if one.seen is not None and one.seen != one.wanted]
    between = *attempt.between, *(KeyChange(key=one.key, wanted=one.wanted) for one in own)
    kept = *attempt.kept, *(KeyChange(key=one.key, wanted=one.seen) for one in own if one.seen is not None)
    whole = attempt.model_copy(update={"between": between, "kept": kept})
    add_mending(queue, clock, edit, whole)
