"""The audit in words: who changed what and when, and what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

import speech
from audit import Audit, Entry
from audit_views import entry_result, entry_words
from commands.frame import AsJson, frame_of, say, show, table
from commands.said import place, what
from core import Core
from i18n import N_, Message

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest lines.")]


def audit(context: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """Print the newest lines of the audit, the very newest last."""
    with frame_of(context).core(writer=False) as core:
        entries = Audit(core.store).newest(limit)[::-1]
        if as_json:
            show([{**entry.model_dump(mode="json"), "words": _words(core, entry)} for entry in entries])
        elif not entries:
            say(N_("Nothing has been changed yet."), core)
        else:
            table([_row(core, entry) for entry in entries])


def _row(core: Core, entry: Entry) -> tuple[str, ...]:
    style = core.style
    who = Message(N_("{who} ({through})"), {"who": entry.who, "through": entry.through}).text(style.language)
    reason = Message(N_("Reason: {reason}"), {"reason": entry.reason}).text(style.language) if entry.reason else ""
    return (
        speech.moment(entry.at, core.clock.now().astimezone(), style.language, style.time_format),
        who if entry.who else "-",
        place(core, entry.server, entry.user).text(style.language) if entry.server else "-",
        _words(core, entry),
        " ".join(part for part in (entry_result(entry).text(style.language), entry.why, reason) if part),
    )


def _words(core: Core, entry: Entry) -> str:
    return what(entry_words(entry, core.style), core.style.language)
