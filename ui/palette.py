"""Which colour a child has: the chosen one, else one of its own; the same on every page, used for its ring alone."""

from __future__ import annotations

from collections.abc import Mapping

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
        given = {one.key: chosen for one in there if (chosen := _chosen(one)) is not None}
        others = [one.key for one in there if one.key not in given]
        for key in others:  # whoever had one keeps it, unless it is another's by now
            if (before := self._colours.get(key)) is not None and before not in given.values():
                given[key] = before
        for key in others:
            if key not in given:
                given[key] = self._next(key, given)
        self._colours = given

    def _next(self, key: str, given: Mapping[str, int]) -> int:
        """A colour that nobody has; where all are given away the one that it had, or one that few have."""
        taken = list(given.values())
        if len(set(taken)) == COLOURS and key in self._colours:
            return self._colours[key]
        return min(range(COLOURS), key=taken.count)

    def colour(self, key: str) -> int:
        """The number of a child's colour, from 0, by the key of its view."""
        return self._colours.get(key, 0)


def _chosen(child: ChildView) -> int | None:
    return child.users[0].user.colour
