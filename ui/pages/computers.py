"""Computers: a card for each, a table above twenty, and how to begin while there is none."""

from __future__ import annotations

from i18n import N_
from ui.desk import Desk
from ui.frame import Frame
from ui.parts.beginnings import FirstSteps, add_button
from ui.parts.card_grid import MOST_CARDS, CardGrid
from ui.parts.card_sheet import CardSheet
from ui.parts.problem_strip import ProblemStrip
from ui.parts.server_card import ServerCard
from ui.parts.server_table import server_table
from ui.theme import box
from ui.words import troubles
from views import FleetView, ServerView


class ComputersPage:
    """Follows the fleet, and chooses the body by its size."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        self._body: FirstSteps | Cards | Table | None = None
        frame.heading(N_("Computers"))
        self._strip = ProblemStrip(self._desk, self._look)
        self._area = box("area").props("aria-busy=true")
        with self._area, box("cards"):
            for _ in range(3):
                box("skeleton")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the fleet; draws only what changed."""
        self._strip.update(troubles(fleet, self._desk.voice))
        kind = _kind(fleet)
        if not isinstance(self._body, kind):
            self._area.props(remove="aria-busy")
            self._area.clear()
            with self._area:
                self._body = kind(self._desk)
        self._body.update(fleet)

    def _look(self, server_id: str) -> None:
        if isinstance(self._body, Cards | Table):
            self._body.look(server_id)


def _kind(fleet: FleetView) -> type[FirstSteps | Cards | Table]:
    if not fleet.servers:
        return FirstSteps
    return Cards if len(fleet.servers) <= MOST_CARDS else Table


class Cards:
    """A card for each computer, in the order of the fleet."""

    def __init__(self, desk: Desk) -> None:
        self._grid = CardGrid[ServerView](lambda server: ServerCard(desk, server))
        with box("tools end"):
            add_button(desk)

    def update(self, fleet: FleetView) -> None:
        """Show another state."""
        self._grid.update((server.id, server) for server in fleet.servers)

    def look(self, server_id: str) -> None:
        """Bring a computer before the parent's eyes."""
        self._grid.look(server_id)


class Table:
    """Rows; a computer's card opens in a sheet and goes on following the fleet there."""

    def __init__(self, desk: Desk) -> None:
        self._servers: dict[str, ServerView] = {}
        self._sheet = CardSheet[ServerView](desk.voice, lambda server: ServerCard(desk, server))
        with box("tools"):
            self._table = server_table(desk.voice, self.look)
            add_button(desk)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the rows, and of the computer that is looked at."""
        self._servers = {server.id: server for server in fleet.servers}
        self._table.update(fleet.servers)
        self._sheet.update(self._servers.get)

    def look(self, server_id: str) -> None:
        """Open its card, if there is one still."""
        if server := self._servers.get(server_id):
            self._sheet.open(server.id, server.name, server)
