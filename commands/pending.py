"""Edits that wait: looking at them and deciding about them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from commands.asking import asked, asking, known, login
from commands.frame import AsJson, frame_of, say, show, table
from commands.said import edit_json, edit_sentence, line, what, whom
from edit_views import edit_view
from i18n import N_
from pending import Through, Visitor
from pending.decide import AGAIN, ARRIVED, CANCEL, OURS, THEIRS

app = typer.Typer(help="Changes that wait for their computer.", no_args_is_help=True)

EditId = Annotated[str, typer.Argument(metavar="ID", help="As “pending list” shows it.")]


class Take(StrEnum):
    """What can be decided about an edit that cannot go on by itself."""

    OURS = OURS
    THEIRS = THEIRS
    ARRIVED = ARRIVED
    AGAIN = AGAIN


@app.command("list")
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what waits, in the order in which it was asked for."""
    with frame_of(context).core(writer=False) as core:
        edits, status, language = Visitor(core.store, login(), Through.COMMAND), known(core), core.settings.language
        found = sorted((*edits.all_waiting(), *(edits.finished() if everything else ())), key=lambda edit: edit.id)
        if as_json:
            show([edit_json(core, edit, status(edit.server)) for edit in found])
        elif not found:
            say(N_("Nothing waits."), core)
        else:
            views = [edit_view(edit, status(edit.server), core.style) for edit in found]
            table(
                [
                    (
                        edit.id,
                        whom(core, edit).text(language),
                        what(view.words, language),
                        line(edit, view).text(language),
                        view.why.text(language) if view.why else "",
                    )
                    for edit, view in zip(found, views, strict=True)
                ]
            )


@app.command("show")
def show_(context: typer.Context, edit_id: EditId, as_json: AsJson = False) -> None:
    """Show one edit, with every value that it changes."""
    with frame_of(context).core(writer=False) as core:
        edit = Visitor(core.store, login(), Through.COMMAND).get(edit_id)
        status, language = known(core)(edit.server), core.settings.language
        if as_json:
            show(edit_json(core, edit, status))
            return
        print(edit_sentence(core, edit, status).text(language))
        say(N_("Asked for by {who} ({through})"), core, who=edit.who, through=edit.through.value)
        if edit.reason:
            say(N_("Reason: {reason}"), core, reason=edit.reason)
        for part in edit.changes:
            print(f"  {part.key}: {part.seen if part.seen is not None else '?'} → {part.wanted}")
            if part.found is not None:
                say(N_("  now there: {found}"), core, found=part.found)


@app.command()
def cancel(context: typer.Context, edit_id: EditId) -> None:
    """Take an edit back that has not been sent."""
    with asking(context) as ask:
        ask.tell_decided(ask.editing.decide(edit_id, CANCEL, login()))


@app.command()
def retry(context: typer.Context, edit_id: EditId) -> None:
    """Try an edit again that has ended, or cannot go on."""
    with asking(context) as ask:
        ask.tell_decided(ask.editing.retry(edit_id, asked()))


@app.command()
def resolve(
    context: typer.Context,
    edit_id: EditId,
    take: Annotated[
        Take,
        typer.Option(help="In a conflict what is wanted here or what is there; if unclear: it has arrived, or again."),
    ],
) -> None:
    """Decide about an edit that cannot go on by itself."""
    with asking(context) as ask:
        ask.tell_decided(ask.editing.decide(edit_id, take.value, login()))
