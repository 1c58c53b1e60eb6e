"""A card for each of some things, in their order: each is written into, and only comings and goings are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from nicegui import ui

from ui.theme import box

V = TypeVar("V")
V_contra = TypeVar("V_contra", contravariant=True)

MOST_CARDS = 20
"""A wall of more costs the browser and us a megabyte for each open page: above it stands a table."""


class Card(Protocol[V_contra]):
    """What shows one thing and follows it."""

    root: ui.element

    def update(self, value: V_contra, /) -> None:
        """Show another state of the same thing."""
        ...


class CardGrid(Generic[V]):
    """Cards in one, two or three columns."""

    def __init__(self, draw: Callable[[V], Card[V]]) -> None:
        self._draw = draw
        self._cards: dict[str, Card[V]] = {}
        self._grid = box("cards")

    def update(self, values: Iterable[tuple[str, V]]) -> None:
        """Show these, each by a key that stays its own."""
        wanted = dict(values)
        for gone in self._cards.keys() - wanted.keys():
            self._cards.pop(gone).root.delete()
        for place, (key, value) in enumerate(wanted.items()):
            card = self._cards.get(key)
            if card is None:
                with self._grid:
                    card = self._cards[key] = self._draw(value)
            else:
                card.update(value)
            if self._grid.default_slot.children[place] is not card.root:
                card.root.move(self._grid, place)

    def look(self, key: str) -> None:
        """Scroll to a card, and let the keyboard go on from there."""
        card = self._cards[key].root
        card.run_method("scrollIntoView", {"block": "start"})
        card.run_method("focus", {"preventScroll": True})
