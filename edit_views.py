"""From edits to what a page shows of them: what each does in words, where it is, and what may be decided."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import speech
from clock import Clock
from differences import config_differences, grant_words, main_differences, said_values
from error_record import restored
from errors import InvalidValue
from headlines import Style
from i18n import N_, Message
from pending import Edit, EditKind, EditState, EditsToShow, Through
from pending.decide import AGAIN, ARRIVED, CANCEL, OURS, THEIRS
from revisions import Revision
from servers import Server
from speech import Weekdays
from state import ServerStatus, UserState
from timekpr_rules import (
    File,
    Kind,
    MainConfig,
    Operation,
    UserConfig,
    describe_keys,
    find_key,
    key_texts,
    with_main_values,
    with_user_values,
)
from timekpr_rules.setters import HOUR_KEY, PAST_MINUTE
from timekpr_rules.week import DAYS
from views import ClashView, EditView, VersionView

logger = logging.getLogger(__name__)

SHOWN_AFTER_THE_END: Final = timedelta(minutes=10)
MOST_ENDED: Final = 5
"""Ended edits of one server that are shown."""

DECISIONS: Final = {
    EditState.QUEUED: (CANCEL,),
    EditState.CONFLICT: (OURS, THEIRS),
    EditState.UNCLEAR: (ARRIVED, AGAIN, CANCEL),
}
ON_DAYS: Final = {
    "LIMITS_PER_WEEKDAYS": N_("Limit, {days}"),
    "PLAYTIME_LIMITS_PER_WEEKDAYS": N_("PlayTime, {days}"),
}
SHORTLY: Final = {
    "LIMIT_PER_WEEK": N_("Limit of the week"),
    "LIMIT_PER_MONTH": N_("Limit of the month"),
    "LOCKOUT_TYPE": N_("At the end of time"),
}
"""What some keys are about, where two values of one are compared."""
SWITCHED_OFF: Final = N_("waits until the computer is switched on here")
LINES: Final = {
    EditState.SENDING: N_("on its way"),
    EditState.CONFLICT: N_("changed on the computer too"),
    EditState.UNCLEAR: N_("not known whether it arrived"),
    EditState.CONFIRMED: N_("confirmed at {time}"),
    EditState.REFUSED: N_("not taken"),
    EditState.CANCELLED: N_("cancelled"),
    EditState.EXPIRED: N_("its day is over"),
}


def edit_views(
    queue: EditsToShow,
    server: Server,
    status: ServerStatus,
    clock: Clock,
    style: Style,
    *,
    left_out: Callable[[Edit], None] = lambda _edit: None,
) -> tuple[EditView, ...]:
    """What waits for a server, oldest first, and what ended a moment ago.

    One for which there are no words is left out, and told to ``left_out``: it must not take its computer along.
    """
    now = clock.now()
    ended = [edit for edit in queue.finished(server.id) if now - edit.changed <= SHOWN_AFTER_THE_END]
    shown = (*queue.waiting(server.id), *ended[-MOST_ENDED:])
    views = []
    for edit in shown:
        try:
            views.append(edit_view(edit, status, style, is_read=server.enabled))
        except Exception:
            logger.exception("%s: edit %s could not be shown", server.name, edit.id)
            left_out(edit)
    return tuple(views)


def edit_view(edit: Edit, status: ServerStatus, style: Style, *, is_read: bool = True) -> EditView:
    """What to show of one edit. ``is_read``: its computer is not switched off here."""
    return EditView(
        id=edit.id,
        kind=edit.kind.value,
        state=edit.state.value,
        user=edit.user,
        words=edit_words(edit, status, style),
        line=_line(edit, status, style, is_read=is_read),
        why=restored(edit.why).message if edit.why else None,
        who=edit.who,
        created=status.in_zone(edit.created),
        changed=status.in_zone(edit.changed),
        is_open=edit.is_open,
        decisions=DECISIONS.get(edit.state, ()),
        clashes=tuple(_clashes(edit, status, style)) if edit.state is EditState.CONFLICT else (),
        locks=_closes(edit, status),
        reason=edit.reason,
    )


def version_views(versions: Sequence[Revision], status: ServerStatus, style: Style) -> tuple[VersionView, ...]:
    """A user's rules as they were, the newest first. ``versions`` has the newest last, as revisions.of gives them."""
    before = (None, *versions)
    shown = [
        VersionView(
            number=one.number,
            at=status.in_zone(one.at),
            source=one.source.value,
            who=one.who,
            words=_between(last, one, style) if last else (),
            is_newest=one is versions[-1],
        )
        for last, one in zip(before, versions, strict=False)
    ]
    return tuple(reversed(shown))


def _between(before: Revision, after: Revision, style: Style) -> tuple[Message, ...]:
    try:
        return config_differences(_rules(before.texts), _rules(after.texts), style)
    except InvalidValue:  # kept by an older release, or edited by hand
        differing = [name for name, text in after.texts.items() if before.texts.get(name) != text]
        return (Message(N_("{keys}"), {"keys": ", ".join(differing)}),)


def _rules(texts: Mapping[str, str]) -> UserConfig:
    """The rules that had these texts. A day without hours and without time is one that was not allowed."""
    known = {key.name for key in describe_keys(File.USER) if key.kind is not Kind.DAYS}
    rules = with_user_values(UserConfig(), {name: text for name, text in texts.items() if name in known})
    open_days = (day for day, rule in zip(DAYS, rules.week, strict=True) if rule.limit_seconds or rule.intervals)
    return with_user_values(rules, {"ALLOWED_WEEKDAYS": ";".join(map(str, open_days))})


def edit_words(edit: Edit, status: ServerStatus, style: Style) -> tuple[Message, ...]:
    """What it does: "30 min more", "Saturday: 2 h → 1 h 30"."""
    match edit.kind:
        case EditKind.GRANT:
            return (grant_words(Operation(edit.operation), edit.seconds, edit.playtime, style),)
        case EditKind.LOCK:
            return (Message(N_("no more today")),)
        case EditKind.UNLOCK:
            return (Message(N_("open again today")),)
        case EditKind.CONFIG | EditKind.MAIN if edit.cause and edit.through is Through.RULE:
            return (Message(N_("as it was before")),)
    template = {EditKind.TODAY: N_("only today: {what}"), EditKind.RETURN: N_("back again: {what}")}.get(edit.kind)
    changes = _changes(edit, status, style)
    return tuple(Message(template, {"what": one}) for one in changes) if template else changes


def returning_words(edits: Iterable[Edit], status: ServerStatus, style: Style) -> tuple[Message, ...]:
    """What comes back after midnight, of all that waits."""
    back = (edit for edit in edits if edit.kind is EditKind.RETURN and edit.is_open)
    return tuple(words for edit in back for words in _changes(edit, status, style))


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


def _line(edit: Edit, status: ServerStatus, style: Style, *, is_read: bool) -> Message:
    if edit.state is EditState.QUEUED:
        if not is_read:
            return Message(SWITCHED_OFF)
        if edit.kind is EditKind.RETURN:
            return Message(N_("after midnight"))
        waits = status.error or edit.why
        return Message(N_("waits for the computer")) if waits else Message(N_("is sent in a moment"))
    return Message(LINES[edit.state], {"time": _time(status.in_zone(edit.changed), style)})


def _time(at: datetime, style: Style) -> str:
    return speech.time_of_day(at, style.language, style.time_format)


def _closes(edit: Edit, status: ServerStatus) -> bool:
    """Whether what it will take back is a day that was closed from here and is closed still."""
    closed = [part.key for part in edit.changes if part.key.startswith(HOUR_KEY) and part.seen == PAST_MINUTE]
    known = status.users.get(edit.user, UserState()).config
    if not closed or known is None:
        return bool(closed)
    there = key_texts(known.model)
    return any(there[key] == PAST_MINUTE for key in closed)


def _clashes(edit: Edit, status: ServerStatus, style: Style) -> Iterator[ClashView]:
    for part in edit.changes:
        if part.found is not None:
            texts = part.seen or "", part.wanted, part.found
            yield ClashView(_about(edit, part.key, texts), *texts, said=_said(edit, part.key, texts, status, style))


def _about(edit: Edit, name: str, texts: tuple[str, str, str]) -> Message:
    """What a key is about, in fewer words than an editor of it needs."""
    key = find_key(edit.file, name)
    if key.kind is Kind.HOURS:
        return Message(N_("Hours, {days}"), {"days": Weekdays(days=(int(name.removeprefix(HOUR_KEY)),))})
    if name in ON_DAYS:
        values = zip(*(text.split(";") for text in texts if text), strict=False)
        apart = tuple(day for day, of_day in zip(DAYS, values, strict=False) if len(set(of_day)) > 1)
        return Message(ON_DAYS[name], {"days": Weekdays(days=apart)})
    return Message(SHORTLY.get(name, key.meaning))


def _said(
    edit: Edit, name: str, texts: tuple[str, str, str], status: ServerStatus, style: Style
) -> tuple[str, str, str]:
    """The values in words; as they stand in the file where those cannot be read."""
    known = status.users.get(edit.user, UserState()).config
    rules = known.model if known else UserConfig()
    if edit.kind is EditKind.MAIN:
        return texts
    try:
        # Where nothing was seen, what is wanted stands in: it adds no difference.
        all_three = [with_user_values(rules, {name: text}) for text in (texts[0] or texts[1], *texts[1:])]
        seen, wanted, found = said_values(name, all_three, style)
    except InvalidValue:
        return texts
    return seen if texts[0] else "", wanted, found
