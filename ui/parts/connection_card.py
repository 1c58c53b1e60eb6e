"""A card about a connection to a server that looks by itself how it stands, while somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from nicegui import ui

from errors import MngrError
from ui.desk import Desk
from ui.theme import box, text

State = TypeVar("State")
Settings = TypeVar("Settings")


class ConnectionCard(Generic[State, Settings]):
    """Texts are written in place; a look that finds the same changes nothing."""

    def __init__(
        self, desk: Desk, title: str, mark: str, every: float, read: Callable[[], tuple[State, Settings]]
    ) -> None:
        """``mark`` begins the marks of its parts; ``read`` is asked in a thread, every so many seconds."""
        self._desk = desk
        self._read = read
        self._seen: tuple[State, Settings] | None = None
        with box("card stack", "section").props("aria-busy=true").mark(f"{mark}-card") as self._card:
            with box("named"):
                text("h2", desk.voice.text(title))
                self._badge = text("span", classes="badge").mark(f"{mark}-badge")
            self._change = self._draw()
        self._badge.set_visibility(False)
        self._change.set_enabled(False)
        ui.timer(every, self.refresh)

    async def refresh(self) -> None:
        """Look again."""
        found = await self._desk.fetch(self._read)
        if self._card.is_deleted or found is None or found == self._seen:
            return
        if isinstance(found, MngrError):
            self._say(found.text(self._desk.voice.language))
            return
        self._seen = found
        self._show(*found)
        self._badge.set_visibility(True)
        self._card.props(remove="aria-busy")
        self._change.set_enabled(True)

    def _draw(self) -> ui.button:
        """All but the heading; the button behind which it is changed."""
        raise NotImplementedError

    def _say(self, sentence: str) -> None:
        """Say why nothing is known."""
        raise NotImplementedError

    def _show(self, state: State, settings: Settings) -> None:
        """Write down what is new."""
        raise NotImplementedError

    def _tell(self, label: str, tone: str) -> None:
        """How it stands in a word."""
        self._badge.set_text(self._desk.voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
