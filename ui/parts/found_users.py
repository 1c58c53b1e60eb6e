"""Users that Timekpr manages on a computer and that are not taken in here, each with the button that does so."""

from __future__ import annotations

from i18n import N_
from ui.desk import Desk
from ui.theme import box, button, text
from views import ServerView


def found_users(desk: Desk, server: ServerView, sentence: str) -> None:
    """Offer them below a sentence."""
    with box("note stack").mark("found-users"), box("grow"):
        text("p", sentence, "muted small")
        for user in server.found_users:
            with box("named"):
                text("p", user, "grow")
                if desk.may_admin:
                    _offer(desk, server, user)


def _offer(desk: Desk, server: ServerView, user: str) -> None:
    voice = desk.voice
    add = button(
        voice.text(N_("Add")),
        lambda: desk.attempt_or_say(desk.services.add_user, server.id, user, asked=desk.asked()),
        "bare",
    ).mark("add-user")
    add.props["aria-label"] = voice.text(N_("Add {user}"), user=user)
