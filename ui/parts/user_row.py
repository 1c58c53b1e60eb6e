"""One user of a computer: the ring, the answer, the reason, the small print."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.removal import ask_to_remove_user
from ui.parts.ring import Ring
from ui.theme import box, icon_button, text
from ui.words import used_line
from views import ServerView, UserView


class UserRow:
    """A row that follows its user's figures."""

    def __init__(self, server: ServerView, user: UserView, desk: Desk) -> None:
        self._voice = voice = desk.voice
        with box("user").mark("user"):
            self._ring = Ring(user, voice, desk.palette.colour(user.child or user.name))
            with box("grow"):
                with box("head"):
                    with box("named grow"):
                        self._name = text("h3").mark("who")
                        self._login = text("span", classes="muted small")
                        self._in_use = text("span", voice.text(N_("in use")), "badge good")
                    self._menu(desk, server, user.name)
                self._headline = text("p", classes="answer").mark("headline")
                self._reason = text("p", classes="muted small")
                self._used = text("p", classes="muted small").mark("used")
        self.update(user)

    def update(self, user: UserView) -> None:
        """Show other figures of the same user. A child goes before the login that happens to be its own."""
        self._name.set_text(user.child or user.name)
        self._login.set_text(user.name)
        self._login.set_visibility(bool(user.child) and user.child.casefold() != user.name.casefold())
        self._ring.update(user)
        self._in_use.set_visibility(user.in_use)
        self._headline.set_text(self._voice.say(user.headline))
        reason = self._voice.say(user.reason)
        self._reason.set_text(reason)
        self._reason.set_visibility(bool(reason))
        used = used_line(user, self._voice)
        self._used.set_text(used)
        self._used.set_visibility(bool(used))

    def _menu(self, desk: Desk, server: ServerView, name: str) -> None:
        label = self._voice.text(N_("More about {user}"), user=name)
        with icon_button("dots", label).props("aria-haspopup=menu").mark("user-menu"), ui.menu():
            take_out = self._voice.text(N_("Take out of this list…"))
            ui.menu_item(take_out, lambda: ask_to_remove_user(desk, server, name)).mark("remove-user")
