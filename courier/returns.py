"""Returns: what takes a change of today back after midnight, unless it was set for good meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from courier.mending import add_own
from courier.visit import Visit
from errors import LeftAlone
from pending import Edit, EditKind, EditState, KeyChange, Through
from timekpr_rules import File, carried
from timekpr_rules.setters import LIMITS


def prepare_return(visit: Visit, edit: Edit, found: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Write down what has to be taken back after midnight, before anything is changed.

    ``found`` is what is there before, or should be where the computer has no say; ``texts`` what will be. What an
    earlier change of today has set aside already is what counts: the value that it put there is none to go back to.
    Neither is one that was found there and is about to be set back.
    """
    waiting = [one for one in visit.queue.waiting(edit.server, edit.user) if one.through is Through.RULE]
    own = next((one for one in waiting if one.kind is EditKind.RETURN and one.cause == edit.id), None)
    if own is not None and edit.attempt is not None:
        return  # what is there by now may be its own
    waiting = [one for one in waiting if one is not own]
    if visit.server.mode != "enforce":
        _forget_changed(visit, waiting, found, texts)
    earlier = [change for one in waiting for change in one.changes]
    changes = tuple(
        KeyChange(key=key, seen=text, wanted=_original(key, found[key], earlier)) for key, text in texts.items()
    )
    if own is not None:
        if own.changes != changes:
            visit.move(own, EditState.QUEUED, changes=changes)
        return
    day = (edit.day or visit.today()) + timedelta(days=1)
    fields = {"who": edit.who, "cause": edit.id, "changes": changes, "not_before": day}
    add_own(visit.queue, visit.clock, edit.server, edit.user, EditKind.RETURN, **fields)


def _forget_changed(visit: Visit, waiting: Iterable[Edit], found: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Let earlier returns leave alone what somebody has changed since on the computer."""
    known = {(part.key, part.seen) for one in waiting for part in one.changes}
    for one in waiting:
        if one.kind is not EditKind.RETURN or one.state is not EditState.QUEUED:
            continue
        left = tuple(
            part
            for part in one.changes
            if part.key.endswith(LIMITS) or part.key not in texts or (part.key, found[part.key]) in known
        )
        if not left:
            visit.move(one, EditState.CONFIRMED, LeftAlone())
        elif left != one.changes:
            visit.move(one, EditState.QUEUED, changes=left)


def give_way(visit: Visit, edit: Edit) -> None:
    """Let stand after midnight what a parent has set for good, also where it is what was set for today before."""
    for waiting in visit.queue.waiting(edit.server, edit.user):
        if waiting.kind is not EditKind.RETURN or waiting.state is not EditState.QUEUED:
            continue
        left = tuple(part for part in (_without(part, edit.changes) for part in waiting.changes) if part)
        if not left:
            visit.move(waiting, EditState.CONFIRMED, LeftAlone())
        elif left != waiting.changes:
            visit.move(waiting, EditState.QUEUED, changes=left)


def _original(key: str, found: str, earlier: Iterable[KeyChange]) -> str:
    """What was there before anything was changed for today."""
    for change in earlier:
        if change.key == key and change.seen is not None:
            found = carried(File.USER, change.change, found)
    return found


def _without(part: KeyChange, changes: Iterable[KeyChange]) -> KeyChange | None:
    """What of a return is left beside changes for good; of a list, item by item."""
    for change in changes:
        if change.key != part.key or part.seen is None:
            continue
        if not part.key.endswith(LIMITS) or change.seen is None:
            return None
        back, after = part.wanted.split(";"), part.seen.split(";")
        touched = [was != new for was, new in zip(change.seen.split(";"), change.wanted.split(";"), strict=False)]
        if not len(back) == len(after) == len(touched):
            return None
        wanted = ";".join(a if is_set else b for a, b, is_set in zip(after, back, touched, strict=True))
        return None if wanted == part.seen else part.model_copy(update={"wanted": wanted})
    return part
