"""Which colour a child has: its own, the same on every page, used for its ring alone."""

from __future__ import annotations

from views import FleetView

COLOURS = 6
"""How many ``theme.css`` has; a seventh child shares the first one's."""


class Palette:
    """Gives out colours in the order in which children are met, and remembers them for as long as a child is there."""

    def __init__(self) -> None:
        self._colours: dict[str, int] = {}

    def meet(self, fleet: FleetView) -> None:
        """Know the children of this fleet and forget the others."""
        children = dict.fromkeys(user.child or user.name for server in fleet.servers for user in server.users)
        kept = {child: colour for child, colour in self._colours.items() if child in children}
        for child in children:
            if child not in kept:
                kept[child] = min(range(COLOURS), key=list(kept.values()).count)
        self._colours = kept

    def colour(self, child: str) -> int:
        """The number of a child's colour, from 0."""
        return self._colours.get(child, 0)
