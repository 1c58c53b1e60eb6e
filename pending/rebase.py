"""Edits that were made on the outcome of another one, when that comes to nothing or is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pending.models import Edit, EditKind, EditState, KeyChange, Through

LIST: Final = "LIMITS_PER_WEEKDAYS"


def rebased(waiting: Iterable[Edit], ended: Edit) -> Iterator[tuple[Edit, Edit]]:
    """Those of them that saw what is gone now, each with what it is instead: it sees what is there again.

    Else it would be a conflict with nobody.
    """
    gone = list(_gone(ended))
    for edit in waiting:
        untouched = edit.state is EditState.QUEUED and edit.attempt is None and edit.through is not Through.RULE
        if gone and untouched and edit.user == ended.user and edit.id != ended.id:
            changes = tuple(_onto(change, gone) for change in edit.changes)
            if changes != edit.changes:
                yield edit, edit.model_copy(update={"changes": changes})


def _gone(ended: Edit) -> Iterator[tuple[str, str, str]]:
    """Key, the value that is gone, and the one that is there again."""
    taken_back = ended.kind is EditKind.RETURN and ended.state is EditState.CONFIRMED and ended.attempts > 0
    came_to_nothing = ended.through is not Through.RULE and ended.state is not EditState.CONFIRMED
    for change in ended.changes:
        if change.seen is not None and taken_back:
            yield change.key, change.seen, change.wanted
        elif change.seen is not None and came_to_nothing:
            yield change.key, change.wanted, change.seen if change.found is None else change.found


def _onto(change: KeyChange, gone: list[tuple[str, str, str]]) -> KeyChange:
    for key, before, after in gone:
        if key != change.key or change.seen is None or change.found is not None:
            continue
        seen, wanted = change.seen, change.wanted
        if key.endswith(LIST):
            rows = list(zip(*(text.split(";") for text in (seen, wanted, before, after)), strict=False))
            # Day by day: one that the edit is not about goes along.
            days = [(now, now if w == s else w) if s == was != now else (s, w) for s, w, was, now in rows]
            seen, wanted = (";".join(one) for one in zip(*days, strict=True))
        elif seen == before:
            seen = after
        return change.model_copy(update={"seen": seen, "wanted": wanted})
    return change
