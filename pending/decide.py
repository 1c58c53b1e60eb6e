"""What a parent may decide about an edit that waits, and what becomes of it then."""

from __future__ import annotations

from datetime import datetime

from errors import InvalidValue, WrongState
from i18n import N_, Message
from pending.models import Edit, EditState, KeyChange
from timekpr_rules import onto

CANCEL, OURS, THEIRS, ARRIVED, AGAIN = ASKS = ("cancel", "ours", "theirs", "arrived", "again")
"""Take it back; in a conflict hold what is wanted here, or what is there; if unclear it arrived, or send it again."""

_FITS = {
    CANCEL: {EditState.QUEUED, EditState.CONFLICT, EditState.UNCLEAR},
    OURS: {EditState.CONFLICT},
    THEIRS: {EditState.CONFLICT},
    ARRIVED: {EditState.UNCLEAR},
    AGAIN: {EditState.UNCLEAR},
}


def decided(edit: Edit, ask: str, now: datetime, by: str = "") -> Edit:
    """The edit after the decision of somebody.

    Raises:
        WrongState: its state does not allow that; one that is on its way cannot be called back.
        InvalidValue: there is no such decision.
    """
    if ask not in _FITS:
        raise InvalidValue(what=Message(N_("decision")), value=ask[:40], allowed=", ".join(ASKS))
    if edit.state not in _FITS[ask]:
        raise WrongState(id=edit.id, state=edit.state.value)
    if ask == CANCEL:
        # A part of it is there; or the day was begun there for it, and PlayTime is yet to be put right.
        half_done = edit.changes_rules and edit.state is EditState.QUEUED and edit.attempt is not None
        if half_done or edit.playtime_before is not None:
            raise WrongState(id=edit.id, state=EditState.SENDING.value)
        return moved(edit, EditState.CANCELLED, now, decided_by=by)
    if ask == ARRIVED:
        return moved(edit, EditState.CONFIRMED, now, decided_by=by)
    if ask == AGAIN:
        return moved(edit, EditState.QUEUED, now, decided_by=by)
    if ask == OURS:
        changes = tuple(one if one.found is None else _insisted(edit, one, one.found) for one in edit.changes)
        return moved(edit, EditState.QUEUED, now, changes=changes, decided_by=by)
    left = tuple(change for change in edit.changes if change.found is None)
    state = EditState.QUEUED if left else EditState.CANCELLED
    return moved(edit, state, now, changes=left or edit.changes, decided_by=by)


def _insisted(edit: Edit, change: KeyChange, found: str) -> KeyChange:
    """What is wanted, put onto what was found: of a list, the days that were not meant stay as they are there."""
    wanted = onto(edit.file, change.change, found).wanted
    return change.model_copy(update={"seen": found, "wanted": wanted, "found": None})


def moved(edit: Edit, state: EditState, now: datetime, **more: object) -> Edit:
    """The edit in another state; why it was in the one before does not matter any more."""
    forget = {"attempt": None} if state is not EditState.SENDING else {}
    return edit.model_copy(update={"state": state, "changed": now, "why": None, "decided_by": "", **forget, **more})
