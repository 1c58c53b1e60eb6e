"""Home: how much time everybody has left today, and whatever a parent wants to do about it."""

from __future__ import annotations

from typing import Protocol

import child_views
from i18n import N_
from ui.desk import Desk
from ui.frame import Frame
from ui.parts.beginnings import FirstSteps
from ui.parts.card_grid import MOST_CARDS, CardGrid
from ui.parts.card_sheet import CardSheet
from ui.parts.child_card import ChildCard
from ui.parts.child_table import child_table
from ui.parts.problem_strip import ProblemStrip
from ui.parts.server_card import ServerCard
from ui.parts.wish_cards import WishCards
from ui.theme import box
from ui.words import troubles
from views import ChildView, FleetView, ServerView


class Part(Protocol):
    """What stands on the page and follows the fleet by itself; it shows nothing while it has nothing to say."""

    def update(self, fleet: FleetView) -> None:
        """Show another state."""
        ...


class HomePage:
    """Its parts one below the other, the most urgent first."""

    def __init__(self, frame: Frame) -> None:
        desk = frame.desk
        frame.heading(N_("Today"))
        self._parts: tuple[Part, ...] = (Troubles(desk), WishCards(desk), Children(desk))
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the fleet."""
        for part in self._parts:
            part.update(fleet)


class Troubles:
    """The strip of what needs a look. It leads to the card of the computer, where the cure is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._servers: dict[str, ServerView] = {}
        self._strip = ProblemStrip(desk, self._look)
        self._sheet = CardSheet[ServerView](desk.voice, lambda server: ServerCard(desk, server))

    def update(self, fleet: FleetView) -> None:
        """Show what needs a look now."""
        self._servers = {server.id: server for server in fleet.servers}
        self._strip.update(troubles(fleet, self._desk.voice))
        self._sheet.update(self._servers.get)

    def _look(self, server_id: str) -> None:
        if server := self._servers.get(server_id):
            self._sheet.open(server.id, server.name, server)


class Children:
    """How everybody stands: cards, a table above twenty, and how to begin while there is nobody."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._body: Part | None = None
        self._area = box("area").props("aria-busy=true")
        with self._area, box("cards"):
            for _ in range(3):
                box("skeleton")

    def update(self, fleet: FleetView) -> None:
        """Show another state; draws the body anew only when another kind of it is needed."""
        kind = _kind(fleet)
        if not isinstance(self._body, kind):
            self._area.props(remove="aria-busy")
            self._area.clear()
            with self._area:
                self._body = kind(self._desk)
        self._body.update(fleet)


def _kind(fleet: FleetView) -> type[FirstSteps | Cards | Table]:
    count = len(child_views.children(fleet))
    if not count:
        return FirstSteps
    return Cards if count <= MOST_CARDS else Table


class Cards:
    """A card for each child."""

    def __init__(self, desk: Desk) -> None:
        self._grid = CardGrid[ChildView](lambda child: ChildCard(desk, child))

    def update(self, fleet: FleetView) -> None:
        """Show another state."""
        self._grid.update((child.key, child) for child in child_views.children(fleet))


class Table:
    """Rows; a child's card opens in a sheet and goes on following there."""

    def __init__(self, desk: Desk) -> None:
        self._children: dict[str, ChildView] = {}
        self._sheet = CardSheet[ChildView](desk.voice, lambda child: ChildCard(desk, child))
        with box("tools"):
            self._table = child_table(desk.voice, self._look)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the rows, and of the child that is looked at."""
        found = child_views.children(fleet)
        self._children = {child.key: child for child in found}
        self._table.update(found)
        self._sheet.update(self._children.get)

    def _look(self, key: str) -> None:
        if child := self._children.get(key):
            self._sheet.open(key, child.name, child)
