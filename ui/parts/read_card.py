"""A card that is read from the services when it is drawn, and again after each change that it offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from nicegui import ui

from errors import MngrError
from ui.desk import Desk
from ui.theme import box, text

T = TypeVar("T")
Refresh = Callable[[], Awaitable[None]]
"""Reads and draws a card again."""


class ReadCard(Generic[T]):
    """Reads with one call, and draws what it answers."""

    def __init__(self, desk: Desk, title: str, read: Callable[[], T], draw: Callable[[T], None]) -> None:
        """``draw`` is called inside of the card, below its title, each time it was read."""
        self._desk = desk
        self._read = read
        self._draw = draw
        with box("card stack", "section"):
            text("h2", desk.voice.text(title))
            self._body = box("stack")
        ui.timer(0, self.refresh, once=True)

    async def refresh(self) -> None:
        """Read again and draw anew."""
        found = await self._desk.fetch(self._read)
        if self._body.is_deleted or found is None:
            return
        self._body.clear()
        with self._body:
            if isinstance(found, MngrError):
                text("p", found.text(self._desk.voice.language), "note bad")
            else:
                self._draw(found)
