"""A card that opens in a sheet, and goes on following its thing there for as long as there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from nicegui import ui

from i18n import N_
from ui.parts.card_grid import Card
from ui.parts.sheet import sheet
from ui.theme import box, button
from ui.voice import Voice

V = TypeVar("V")


class CardSheet(Generic[V]):
    """One sheet at a time."""

    def __init__(self, voice: Voice, draw: Callable[[V], Card[V]]) -> None:
        self._voice = voice
        self._draw = draw
        self._opened: tuple[str, Card[V], ui.dialog] | None = None

    def open(self, key: str, title: str, value: V) -> None:
        """Show the card of a thing."""
        with sheet(title, "bare") as dialog:
            card = self._draw(value)
            with box("actions"):
                button(self._voice.text(N_("Close")), dialog.close).mark("close")
        self._opened = (key, card, dialog)

    def update(self, find: Callable[[str], V | None]) -> None:
        """Let the card that is open follow; it closes if there is nothing any more by its key."""
        if self._opened is None:
            return
        key, card, dialog = self._opened
        if card.root.is_deleted:
            self._opened = None
        elif (value := find(key)) is not None:
            card.update(value)
        else:
            dialog.close()
            self._opened = None
