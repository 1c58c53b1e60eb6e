"""What becomes of edits that come back with a copy: none of them is sent by itself, for it may have arrived since.

An edit proves by what was counted before it was sent that it has not arrived yet; of what happened after the copy was
made, nothing is known any more. So a person looks and says which. What only takes something back after midnight goes on
by itself: it changes nothing but the very value that it was written for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import wishes
from audit import Audit
from core import Core
from error_record import recorded
from errors import EndedByRestore, FromBackup, MngrError
from pending import Edit, EditKind, EditState, Queue, Through, moved
from wishes import WISHES, WishState

SENT_BY_ITSELF: Final = frozenset({EditState.QUEUED, EditState.SENDING})


@dataclass(frozen=True, slots=True)
class Settled:
    """How many edits wait for somebody's decision, how many of our own ended, how many go on by themselves."""

    asked: int = 0
    ended: int = 0
    go_on: int = 0


def settle(core: Core, made: datetime) -> Settled:
    """See to it, in a data directory of the moment ``made``, that nothing is delivered a second time.

    Each change is in the audit. Raises NotSaved.
    """
    _open_answers_again(core)
    queue = Queue(core.store, Audit(core.store))
    queue.load()  # which also does what was decided then; “send it again” ends below all the same
    day = f"{made.astimezone():%Y-%m-%d %H:%M}"
    asked = ended = 0
    for edit in queue.all_waiting():
        if edit.kind is EditKind.RETURN:
            continue
        if edit.through is Through.RULE:
            _move(core, queue, edit, EditState.CANCELLED, EndedByRestore(made=day))
            ended += 1
        elif edit.state in SENT_BY_ITSELF:
            _move(core, queue, edit, EditState.UNCLEAR, FromBackup(made=day))
    waiting = queue.all_waiting()
    asked = sum(edit.kind is not EditKind.RETURN for edit in waiting)
    return Settled(asked, ended, len(waiting) - asked)


def _move(core: Core, queue: Queue, edit: Edit, state: EditState, why: MngrError) -> None:
    # Where its day was begun for it, that has nothing to do with the day on which it is decided.
    fresh = {"playtime_before": None, "played_before": None}
    queue.update(edit, moved(edit, state, core.clock.now(), why=recorded(why), **fresh))


def _open_answers_again(core: Core) -> None:
    """Let a child's request of which an edit was just being made wait for an answer: that edit may have arrived."""
    for name in core.store.names(wishes.FOLDER):
        file = core.store.load(WISHES, wishes.FOLDER, name) if name.endswith(".json") else None
        if file is None or all(wish.state is not WishState.GIVING for wish in file.wishes):
            continue
        opened = tuple(
            wish.model_copy(update={"state": WishState.OPEN, "reply": None}) if wish.state is WishState.GIVING else wish
            for wish in file.wishes
        )
        core.store.save(WISHES, file.model_copy(update={"wishes": opened}), wishes.FOLDER, name)
