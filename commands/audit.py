"""The audit in words: who changed what and when, and what came of it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

import typer

import speech
from audit import Audit, Entry
from commands.frame import AsJson, frame_of, say, show, table
from commands.said import place, what
from core import Core
from edit_views import LINES, edit_words
from i18n import N_, Message
from pending import Edit, EditKind, EditState, KeyChange
from state import ServerStatus

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest lines.")]

RESULTS: Final[dict[str, str]] = {
    **{state.value: text for state, text in LINES.items()},
    EditState.QUEUED.value: N_("accepted"),
    EditState.CONFIRMED.value: N_("confirmed"),
}
_AMOUNT: Final = re.compile(r"[+=-][0-9]{1,6}")


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
        " ".join(part for part in (_result(entry).text(style.language), entry.why, reason) if part),
    )


def _words(core: Core, entry: Entry) -> str:
    """What it changes, said as of an edit that waits: the values are the same."""
    if entry.what not in {"edit", "changed_there"}:
        return entry.what
    kind = EditKind(entry.kind) if entry.kind in tuple(EditKind) else EditKind.CONFIG
    amount = entry.after.get("PLAYTIME", entry.after.get("TIME", "")) if kind is EditKind.GRANT else "+0"
    if not _AMOUNT.fullmatch(amount):
        return amount
    values: dict[str, Any] = {
        "kind": kind,
        "user": entry.user,
        "changes": tuple(KeyChange(key=k, seen=entry.before.get(k), wanted=text) for k, text in entry.after.items()),
        "operation": amount[0],
        "seconds": int(amount[1:]),
        "playtime": "PLAYTIME" in entry.after,
    }
    edit = Edit.model_construct(**values)
    return what(edit_words(edit, ServerStatus(), core.style), core.style.language)


def _result(entry: Entry) -> Message:
    if entry.what == "changed_there":
        return Message(N_("changed on the computer"))
    return Message(RESULTS.get(entry.state, ""))
