"""What to do first: no computer yet, or computers and nobody who is taken in."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.found_users import found_users
from ui.parts.guide import guide
from ui.parts.server_form import add_server
from ui.theme import box, button, text
from views import FleetView, ServerView


class FirstComputer:
    """No computer yet: what has to be done for the first one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._card = box("card guide").mark("empty")
        ui.timer(0, self._draw, once=True)

    def update(self, fleet: FleetView) -> None:
        """Nothing here depends on the fleet."""

    async def _draw(self) -> None:
        public_key = await self._desk.public_key()
        if not public_key:
            return  # this page is about to go away
        voice = self._desk.voice
        with self._card:
            text("h2", voice.text(N_("The first computer")))
            text("p", voice.text(N_("Three steps at the computer, one here. It takes about five minutes.")), "muted")
            guide(voice, public_key)
            with box("actions"):
                add_button(self._desk, "primary")


class FirstChild:
    """Computers, and nobody taken in: who is found on them is offered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: tuple[ServerView, ...] | None = None
        self._card = box("card").mark("nobody")

    def update(self, fleet: FleetView) -> None:
        """Offer who is found."""
        offering = tuple(server for server in fleet.servers if server.found_users)
        if self._shown is not None and [*map(_offer, offering)] == [*map(_offer, self._shown)]:
            return
        self._shown = offering
        voice = self._desk.voice
        self._card.clear()
        with self._card:
            text("h2", voice.text(N_("Who is it about?")))
            if offering:
                text("p", voice.text(N_("Choose whose time you want to see here. Timekpr manages them already.")))
                for server in offering:
                    found_users(self._desk, server, voice.text(N_("On {server}:"), server=server.name))
                return
            text("p", voice.text(N_("Nobody has been found on your computers yet.")))
            sentence = N_(
                "Once a computer has been read, whoever Timekpr manages there can be taken in with a tap. Timekpr "
                "manages a login as soon as that person has signed in there once."
            )
            text("p", voice.text(sentence), "muted")
            with box("actions"):
                button(voice.text(N_("See the computers")), lambda: ui.navigate.to("/computers"), "primary").mark(
                    "see-computers"
                )


def _offer(server: ServerView) -> tuple[str, str, tuple[str, ...]]:
    return server.id, server.name, server.found_users


def add_button(desk: Desk, look: str = "soft") -> None:
    """The way to another computer, for admins."""
    if desk.may_admin:
        button(desk.voice.text(N_("Add a computer")), lambda: add_server(desk), look).mark("add-server")
