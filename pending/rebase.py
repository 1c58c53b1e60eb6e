"""Edits that were made on the outcome of another one, when that comes to nothing or is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pending.models import Edit, EditKind, EditState, KeyChange, Through
from timekpr_rules import Change, carried, onto


def rebased(waiting: Iterable[Edit], ended: Edit) -> Iterator[tuple[Edit, Edit]]:
    """Those of them that saw what is gone now, each with what it is instead: it sees what is there again.

    Else it would be a conflict with nobody.
    """
    gone = list(_gone(ended))
    first = ended.cause if ended.kind is EditKind.RETURN else ended.id
    for edit in waiting:
        untouched = edit.state is EditState.QUEUED and edit.attempt is None and edit.through is not Through.RULE
        if gone and untouched and edit.user == ended.user and edit.id > first:
            changes = tuple(_onto(edit, change, gone) for change in edit.changes)
            if changes != edit.changes:
                yield edit, edit.model_copy(update={"changes": changes})


def _gone(ended: Edit) -> Iterator[Change]:
    """From the values that are gone to those that are there again."""
    taken_back = ended.kind is EditKind.RETURN and ended.state is EditState.CONFIRMED and ended.attempts > 0
    came_to_nothing = ended.through is not Through.RULE and ended.state is not EditState.CONFIRMED
    for part in ended.changes:
        if part.seen is not None and taken_back:
            yield part.change
        elif part.seen is not None and came_to_nothing:
            yield Change(part.key, part.wanted, part.seen if part.found is None else part.found)


def _onto(edit: Edit, part: KeyChange, gone: Iterable[Change]) -> KeyChange:
    for change in gone:
        if change.key == part.key and part.seen is not None and part.found is None:
            seen = carried(edit.file, change, part.seen)
            # Days that the edit is not about go along.
            part = part.model_copy(update={"seen": seen, "wanted": onto(edit.file, part.change, seen).wanted})
    return part
