"""What was changed for a child, by whom and when, and what came of it: the audit, all of an edit in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from audit import Entry
from audit_views import entry_result, entry_why, entry_words
from headlines import Style
from i18n import Message


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
    why: Message
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


def _line(entry: Entry, names: dict[str, str], style: Style) -> LogLine:
    return LogLine(
        at=entry.at,
        who=entry.who,
        through=entry.through,
        server=names.get(entry.server, entry.server),
        user=entry.user,
        words=tuple(entry_words(entry, style)),
        result=entry_result(entry),
        state=entry.state,
        why=entry_why(entry),
        reason=entry.reason,
    )
