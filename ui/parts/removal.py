"""Letting a computer or a user go: each says first what stays."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.edit_words import RETURN, waiting
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, icon, text
from views import ServerView


def ask_to_remove_server(desk: Desk, server: ServerView) -> None:
    """Ask whether a computer is to go, and whether what was collected of it stays."""
    voice = desk.voice
    with sheet(voice.text(N_("Remove {server}?"), server=server.name)) as dialog:
        text("p", voice.text(N_("It is not read any more. Timekpr goes on there with the limits it has now.")))
        _what_is_dropped(desk, server)
        keep = ui.checkbox(voice.text(N_("Keep what was collected, in case it comes back")), value=True).mark(
            "keep-data"
        )
        complaint = Complaint()

        async def remove() -> None:
            error = await desk.attempt(
                desk.services.remove_server, server.id, keep_data=bool(keep.value), asked=desk.asked()
            )
            if error:
                complaint.say(error.text(voice.language))
            else:
                dialog.close()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Remove")), remove, "danger")


def _what_is_dropped(desk: Desk, server: ServerView) -> None:
    """Say what would still have been sent there, if there is something."""
    voice = desk.voice
    returns = [edit for edit in waiting(server) if edit.kind == RETURN]
    count = len(waiting(server)) - len(returns)
    sentences = []
    if count:
        sentences.append(
            voice.count(
                N_("{count} change that waits for it is dropped."),
                N_("{count} changes that wait for it are dropped."),
                count,
            )
        )
    if returns:
        sentences.append(
            voice.text(N_("What was changed there for today alone stays so: nothing is taken back after midnight."))
        )
    if sentences:
        with box("note warn").mark("dropped"):
            icon("look")
            with box("grow"):
                for sentence in sentences:
                    text("p", sentence)


def ask_to_remove_user(desk: Desk, server: ServerView, user: str) -> None:
    """Ask whether a user is to be shown no more."""
    voice = desk.voice
    with sheet(voice.text(N_("Take {user} out?"), user=user)) as dialog:
        text(
            "p",
            voice.text(
                N_("Timekpr goes on for {user} on {server}; only this list forgets."), user=user, server=server.name
            ),
        )
        complaint = Complaint()

        async def remove() -> None:
            if error := await desk.attempt(desk.services.remove_user, server.id, user, asked=desk.asked()):
                complaint.say(error.text(voice.language))
            else:
                dialog.close()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Take out")), remove, "danger")
