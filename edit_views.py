"""From edits to what a page shows of them: what each does in words, where it is, and what may be decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import speech
from clock import Clock
from differences import config_differences, grant_words, main_differences
from error_record import restored
from errors import InvalidValue
from headlines import Style
from i18n import N_, Message
from pending import Edit, EditKind, EditState, Queue
from pending.decide import AGAIN, ARRIVED, CANCEL, OURS, THEIRS
from state import ServerStatus, UserState
from timekpr_rules import File, MainConfig, Operation, UserConfig, find_key, with_main_values, with_user_values
from timekpr_rules.setters import HOUR_KEY, PAST_MINUTE
from views import ClashView, EditView

SHOWN_AFTER_THE_END: Final = timedelta(minutes=10)
MOST_ENDED: Final = 5
"""Ended edits of one server that are shown."""

DECISIONS: Final = {
    EditState.QUEUED: (CANCEL,),
    EditState.CONFLICT: (OURS, THEIRS),
    EditState.UNCLEAR: (ARRIVED, AGAIN, CANCEL),
}
LINES: Final = {
    EditState.SENDING: N_("on its way"),
    EditState.CONFLICT: N_("changed on the computer too"),
    EditState.UNCLEAR: N_("not known whether it arrived"),
    EditState.CONFIRMED: N_("confirmed at {time}"),
    EditState.REFUSED: N_("not taken"),
    EditState.CANCELLED: N_("cancelled"),
    EditState.EXPIRED: N_("its day is over"),
}


def edit_views(queue: Queue, server: str, status: ServerStatus, clock: Clock, style: Style) -> tuple[EditView, ...]:
    """What waits for a server, oldest first, and what ended a moment ago."""
    now = clock.now()
    ended = [edit for edit in queue.finished(server) if now - edit.changed <= SHOWN_AFTER_THE_END]
    shown = (*queue.waiting(server), *ended[-MOST_ENDED:])
    return tuple(edit_view(edit, status, style) for edit in shown)


def edit_view(edit: Edit, status: ServerStatus, style: Style) -> EditView:
    """What to show of one edit."""
    return EditView(
        id=edit.id,
        kind=edit.kind.value,
        state=edit.state.value,
        user=edit.user,
        words=edit_words(edit, status, style),
        line=_line(edit, status, style),
        why=restored(edit.why).message if edit.why else None,
        who=edit.who,
        created=status.local_now(edit.created),
        changed=status.local_now(edit.changed),
        is_open=edit.is_open,
        decisions=DECISIONS.get(edit.state, ()),
        clashes=tuple(_clashes(edit)) if edit.state is EditState.CONFLICT else (),
        locks=any(one.key.startswith(HOUR_KEY) and one.seen == PAST_MINUTE for one in edit.changes),
    )


def edit_words(edit: Edit, status: ServerStatus, style: Style) -> tuple[Message, ...]:
    """What it does: "30 min more", "Saturday: 2 h → 1 h 30"."""
    match edit.kind:
        case EditKind.GRANT:
            return (grant_words(Operation(edit.operation), edit.seconds, edit.playtime, style),)
        case EditKind.LOCK:
            return (Message(N_("no more today")),)
        case EditKind.UNLOCK:
            return (Message(N_("open again today")),)
        case EditKind.TODAY:
            return tuple(Message(N_("only today: {what}"), {"what": one}) for one in _changes(edit, status, style))
        case EditKind.RETURN:
            return tuple(Message(N_("back again: {what}"), {"what": one}) for one in _changes(edit, status, style))
        case _:
            return _changes(edit, status, style)


def _changes(edit: Edit, status: ServerStatus, style: Style) -> tuple[Message, ...]:
    """The differences in words, on the rules as far as they are known."""
    seen = {part.key: part.seen for part in edit.changes if part.seen is not None}
    wanted = {part.key: part.wanted for part in edit.changes}
    try:
        if edit.kind is EditKind.MAIN:
            main = status.main.model if status.main else MainConfig()
            before = with_main_values(main, seen)
            return main_differences(before, with_main_values(before, wanted), style)
        known = status.users.get(edit.user, UserState()).config
        rules = with_user_values(known.model if known else UserConfig(), seen)
        return config_differences(rules, with_user_values(rules, wanted), style)
    except InvalidValue:
        return (Message(N_("{keys}"), {"keys": ", ".join(wanted)}),)


def _line(edit: Edit, status: ServerStatus, style: Style) -> Message:
    if edit.state is EditState.QUEUED:
        if edit.kind is EditKind.RETURN:
            return Message(N_("after midnight"))
        return Message(N_("waits for the computer")) if status.error else Message(N_("is sent in a moment"))
    return Message(LINES[edit.state], {"time": _time(status.local_now(edit.changed), style)})


def _time(at: datetime, style: Style) -> str:
    return speech.time_of_day(at, style.language, style.time_format)


def _clashes(edit: Edit) -> list[ClashView]:
    file = File.MAIN if edit.kind is EditKind.MAIN else File.USER
    return [
        ClashView(Message(find_key(file, part.key).meaning), part.seen or "", part.wanted, part.found)
        for part in edit.changes
        if part.found is not None
    ]
