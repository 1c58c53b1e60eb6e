"""What was changed for a child, by whom and when, and what came of it: the audit, all of an edit in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from audit import Entry
from edit_views import LINES, edit_words
from headlines import Style
from i18n import N_, Message
from pending import Edit, EditKind, EditState, KeyChange
from state import ServerStatus

RESULTS: Final[dict[str, str]] = {
    **{state.value: text for state, text in LINES.items()},
    EditState.QUEUED.value: N_("accepted"),
    EditState.CONFIRMED.value: N_("confirmed"),
}
_AMOUNT: Final = re.compile(r"[+=-][0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One change and what came of it. ``at`` is when it was asked for (UTC); ``by_rule``: nobody asked."""

    at: datetime
    who: str
    through: str
    server: str
    """Name of the server, or its id once it is none of ours."""
    user: str
    words: tuple[Message, ...]
    result: Message
    state: str
    """A word of pending.EditState, empty for what was changed on the computer."""
    why: str
    reason: str


def log_lines(entries: Iterable[Entry], names: dict[str, str], style: Style) -> tuple[LogLine, ...]:
    """Entries, newest first, as lines: all that is about one edit is one line at the time when it was asked for."""
    lines: dict[str, LogLine] = {}
    for number, entry in enumerate(entries):
        key = entry.edit or f"#{number}"
        if line := lines.get(key):
            lines[key] = replace(line, at=entry.at, who=entry.who, reason=line.reason or entry.reason)
        else:
            lines[key] = _line(entry, names, style)
    return tuple(sorted(lines.values(), key=lambda line: line.at, reverse=True))


def _words(entry: Entry, style: Style) -> tuple[Message, ...]:
    """What it changes, said as of an edit that waits: the values are the same."""
    if entry.what not in {"edit", "changed_there"}:
        return (_plain(entry.what),)
    kind = EditKind(entry.kind) if entry.kind in tuple(EditKind) else EditKind.CONFIG
    amount = entry.after.get("PLAYTIME", entry.after.get("TIME", "")) if kind is EditKind.GRANT else "+0"
    if not _AMOUNT.fullmatch(amount):
        return (_plain(amount),)
    values: dict[str, Any] = {
        "kind": kind,
        "user": entry.user,
        "changes": tuple(KeyChange(key=k, seen=entry.before.get(k), wanted=text) for k, text in entry.after.items()),
        "operation": amount[0],
        "seconds": int(amount[1:]),
        "playtime": "PLAYTIME" in entry.after,
    }
    return edit_words(Edit.model_construct(**values), ServerStatus(), style)


def _result(entry: Entry) -> Message:
    """What came of it, as far as this entry knows."""
    if entry.what == "changed_there":
        return Message(N_("changed on the computer"))
    return Message(RESULTS.get(entry.state, ""))


def _line(entry: Entry, names: dict[str, str], style: Style) -> LogLine:
    return LogLine(
        at=entry.at,
        who=entry.who,
        through=entry.through,
        server=names.get(entry.server, entry.server),
        user=entry.user,
        words=_words(entry, style),
        result=_result(entry),
        state=entry.state,
        why=entry.why,
        reason=entry.reason,
    )


def _plain(text: str) -> Message:
    return Message(N_("{what}"), {"what": text})
