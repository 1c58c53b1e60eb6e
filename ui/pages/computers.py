"""Computers: a card for each, a table above twenty, and how to begin while there is none."""

from __future__ import annotations

from typing import Protocol

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.frame import Frame
from ui.parts.guide import guide
from ui.parts.problem_strip import ProblemStrip
from ui.parts.server_card import ServerCard
from ui.parts.server_form import add_server
from ui.parts.server_table import ServerTable
from ui.parts.sheet import sheet
from ui.theme import box, button, text
from ui.words import troubles
from views import FleetView, ServerView

MOST_CARDS = 20


class Body(Protocol):
    """One of the three ways in which the page shows the fleet."""

    def update(self, fleet: FleetView) -> None:
        """Show another state."""
        ...

    def look(self, server: ServerView) -> None:
        """Bring a computer before the parent's eyes."""
        ...


class ComputersPage:
    """Follows the fleet, and chooses the body by its size."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        self._fleet: FleetView | None = None
        self._body: Body | None = None
        frame.heading(N_("Computers"))
        self._strip = ProblemStrip(self._desk, self._look)
        self._area = box("area").props("aria-busy=true")
        with self._area, box("cards"):
            for _ in range(3):
                box("skeleton")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the fleet; draws only what changed."""
        self._fleet = fleet
        self._strip.update(troubles(fleet, self._desk.voice))
        kind = _kind(fleet)
        if not isinstance(self._body, kind):
            self._area.props(remove="aria-busy")
            self._area.clear()
            with self._area:
                self._body = kind(self._desk)
        self._body.update(fleet)

    def _look(self, server_id: str) -> None:
        server = next((one for one in self._fleet.servers if one.id == server_id), None) if self._fleet else None
        if server and self._body:
            self._body.look(server)


def _kind(fleet: FleetView) -> type[Empty | Cards | Table]:
    if not fleet.servers:
        return Empty
    return Cards if len(fleet.servers) <= MOST_CARDS else Table


class Empty:
    """No computer yet: what has to be done for the first one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._card = box("card guide").mark("empty")
        ui.timer(0, self._draw, once=True)

    def update(self, fleet: FleetView) -> None:
        """Nothing here depends on the fleet."""

    def look(self, server: ServerView) -> None:
        """There is none to look at."""

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
                _add_button(self._desk)


class Cards:
    """A card for each computer, in the order of the fleet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cards: dict[str, ServerCard] = {}
        self._grid = box("cards")
        with box("tools end"):
            _add_button(desk, "soft")

    def update(self, fleet: FleetView) -> None:
        """Write new figures into the cards; add, remove and move cards as computers came and went."""
        gone = self._cards.keys() - {server.id for server in fleet.servers}
        for server_id in gone:
            self._cards.pop(server_id).root.delete()
        for place, server in enumerate(fleet.servers):
            card = self._cards.get(server.id)
            if card is None:
                with self._grid:
                    card = self._cards[server.id] = ServerCard(self._desk, server)
            else:
                card.update(server)
            if self._grid.default_slot.children[place] is not card.root:
                card.root.move(self._grid, place)

    def look(self, server: ServerView) -> None:
        """Scroll to its card, and let the keyboard go on from there."""
        card = self._cards[server.id].root
        card.run_method("scrollIntoView", {"block": "start"})
        card.run_method("focus", {"preventScroll": True})


class Table:
    """Rows; a computer's card opens in a sheet and goes on following the fleet there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fleet: FleetView | None = None
        self._opened: tuple[str, ServerCard, ui.dialog] | None = None
        with box("tools"):
            self._table = ServerTable(desk.voice, self._look_at)
            _add_button(desk, "soft")

    def update(self, fleet: FleetView) -> None:
        """Show another state of the rows, and of the computer that is looked at."""
        self._fleet = fleet
        self._table.update(fleet.servers)
        if self._opened is None:
            return
        server_id, card, dialog = self._opened
        server = self._find(server_id)
        if card.root.is_deleted:
            self._opened = None
        elif server is None:
            dialog.close()
            self._opened = None
        else:
            card.update(server)

    def look(self, server: ServerView) -> None:
        """Open its card."""
        voice = self._desk.voice
        with sheet(server.name, "bare") as dialog:
            card = ServerCard(self._desk, server)
            with box("actions"):
                button(voice.text(N_("Close")), dialog.close).mark("close")
        self._opened = (server.id, card, dialog)

    def _look_at(self, server_id: str) -> None:
        if server := self._find(server_id):
            self.look(server)

    def _find(self, server_id: str) -> ServerView | None:
        servers = self._fleet.servers if self._fleet else ()
        return next((server for server in servers if server.id == server_id), None)


def _add_button(desk: Desk, look: str = "primary") -> None:
    button(desk.voice.text(N_("Add a computer")), lambda: add_server(desk), look).mark("add-server")
