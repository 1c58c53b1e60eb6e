"""Which colour a child has: the chosen one, else one of its own; the same on every page, used for its ring alone."""

from __future__ import annotations

from child_views import children
from servers.values import COLOURS
from views import ChildView, FleetView


class Palette:
    """Gives out colours in the order in which children are met, and remembers them for as long as a child is there.

    There are servers.values.COLOURS of them in ``theme.css``; where there are more children some share one.
    """

    def __init__(self) -> None:
        self._colours: dict[str, int] = {}
        self._met: FleetView | None = None

    def meet(self, fleet: FleetView) -> None:
        """Know the children of this fleet and forget the others."""
        if fleet is self._met:
            return
        self._met = fleet
        there = children(fleet)
        kept = {one.key: self._colours[one.key] for one in there if one.key in self._colours}
        kept |= {one.key: chosen for one in there if (chosen := _chosen(one)) is not None}
        for one in there:
            if one.key not in kept:
                kept[one.key] = min(range(COLOURS), key=list(kept.values()).count)
        self._colours = kept

    def colour(self, key: str) -> int:
        """The number of a child's colour, from 0, by the key of its view."""
        return self._colours.get(key, 0)


def _chosen(child: ChildView) -> int | None:
    return child.users[0].user.colour
