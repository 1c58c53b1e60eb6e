"""What to do first: the set-up guide, for as long as there is nobody whose time could be shown."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.guide import Guide
from ui.parts.server_form import add_server
from ui.theme import box, button, text
from views import FleetView

GUIDE = "/guide"


class FirstSteps:
    """The guide in a card; whoever may not take computers in hears who may."""

    def __init__(self, desk: Desk) -> None:
        voice = desk.voice
        self._guide: Guide | None = None
        with box("card guide").mark("first-steps"):
            if not desk.may_admin:
                text("h2", voice.text(N_("Nobody is here yet")))
                text("p", voice.text(N_("An admin takes computers and children in. Then you see them here.")), "muted")
                return
            text("h2", voice.text(N_("The first computer")))
            text("p", voice.text(N_("Five steps, here and at the computer. It takes about five minutes.")), "muted")
            self._guide = Guide(desk)

    def update(self, fleet: FleetView) -> None:
        """Show how far it is."""
        if self._guide:
            self._guide.update(fleet)


def add_button(desk: Desk) -> None:
    """The way to another computer, for admins: the guide goes on with it."""
    if desk.may_admin:
        label = desk.voice.text(N_("Add a computer"))
        button(label, lambda: add_server(desk, then=lambda: ui.navigate.to(GUIDE))).mark("add-server")
