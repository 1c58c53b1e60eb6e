"""The audit in words: who changed what and when, and what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

from audit import Audit, Entry
from audit_views import audit_view, moment
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
            words = (what(audit_view(entry, core).what, core.style.language) for entry in entries)
            show([{**entry.model_dump(mode="json"), "words": said} for entry, said in zip(entries, words, strict=True)])
        elif not entries:
            say(N_("Nothing has been changed yet."), core)
        else:
            table([_row(core, entry) for entry in entries])


def _row(core: Core, entry: Entry) -> tuple[str, ...]:
    language, view = core.style.language, audit_view(entry, core)
    who = Message(N_("{who} ({through})"), {"who": entry.who, "through": entry.through}).text(language)
    reason = Message(N_("Reason: {reason}"), {"reason": entry.reason}).text(language) if entry.reason else ""
    return (
        moment(view, core),
        who if entry.who else "-",
        place(core, entry.server, entry.user).text(language) if entry.server else "-",
        what(view.what, language),
        " ".join(part for part in (view.result.text(language), view.why.text(language), reason) if part),
    )
