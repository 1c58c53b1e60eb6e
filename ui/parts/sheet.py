"""Dialogs: a sheet with one heading that goes away entirely when it is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from ui.parts.once import once_button
from ui.theme import box, button, text

GIVE_BACK = """() => setTimeout(() => {
  if (document.activeElement !== document.body || document.querySelector(".q-dialog")) return; // or the next is there
  window.menuButton?.focus();
  window.menuButton = null;
})"""
"""What has opened a sheet gets the focus back anyhow; an entry of a menu is gone by then, and has left its button."""


@contextmanager
def sheet(title: str, classes: str = "") -> Iterator[ui.dialog]:
    """Open a dialog. It belongs to the page and not to the card it was opened from, which a push may draw anew."""
    with ui.context.client.content, ui.element() as holder, ui.dialog() as dialog, box(f"sheet stack {classes}"):
        text("h2", title)
        yield dialog

    def forget() -> None:
        dialog.delete()
        holder.delete()

    dialog.props("transition-duration=150").props["aria-label"] = title
    dialog.on("hide", forget)
    dialog.on("hide", js_handler=GIVE_BACK)
    dialog.open()


class Complaint:
    """Where a form says why it could not be done; invisible while there is nothing to say."""

    def __init__(self) -> None:
        self._text = text("p", classes="note bad").props("role=alert").mark("complaint")
        self.say("")

    def say(self, sentence: str) -> None:
        """Show a sentence, or nothing."""
        self._text.set_text(sentence)
        self._text.set_visibility(bool(sentence))


def actions_row(
    dialog: ui.dialog, cancel: str, label: str, on_click: Callable[[], Awaitable[Any]], look: str = "primary"
) -> ui.button:
    """The last row of a sheet: the way back, and the one thing that is done here. Returns the latter's button."""
    with box("actions"):
        button(cancel, dialog.close).mark("cancel")
        return once_button(label, on_click, look, rest=0).mark("do-it")
