"""A switch with the sentence that explains it."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from ui.child.one_login import OneLogin
from ui.theme import box, text


class Switch:
    """One yes or no of the rules."""

    def __init__(self, one: OneLogin, label: str, change: Callable[[bool], None], explained: str) -> None:
        voice = one.desk.voice
        with box("switch-row") as self._row:
            self._switch = ui.switch(voice.text(label))
            text("p", voice.text(explained), "small muted")
        self._now = False
        self._change = change
        self._switch.on_value_change(lambda event: self._changed(bool(event.value)))

    def update(self, value: bool) -> None:  # noqa: FBT001 - the only thing it shows
        """Show another value."""
        self._now = value
        self._switch.set_value(value)

    def set_visibility(self, visible: bool) -> None:  # noqa: FBT001 - as NiceGUI names it
        """Offer it, or not."""
        self._row.set_visibility(visible)

    def mark(self, marker: str) -> Switch:
        """Be found by this name."""
        self._switch.mark(marker)
        return self

    def _changed(self, value: bool) -> None:  # noqa: FBT001 - as above
        if value != self._now:
            self._now = value
            self._change(value)
