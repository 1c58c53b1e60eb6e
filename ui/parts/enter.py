"""The Enter key in a field: it is a tap on the button that belongs to the field, and nothing of its own."""

from __future__ import annotations

from nicegui import ui


def enter_taps(field: ui.input, tapped: ui.button) -> None:
    """So whatever holds for a tap holds for the key: one at a time, and a key that is held down is one tap."""
    field.on("keydown.enter", js_handler=f"(event) => event.repeat || getElement({tapped.id:d}).$el.click()")
