"""A command to enter on a computer, with a button that copies it."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.parts.copying import AROUND, COPIED, copies
from ui.theme import box, icon, text
from ui.voice import Voice


def command(line: str, voice: Voice) -> None:
    """Show a line that has to be entered exactly so."""
    with box(f"command {AROUND}"):
        # a long one scrolls, with the keys too
        text("code", line, f"mono {COPIED}").props("tabindex=0").mark("command")
        with ui.button(color=None).props("no-caps flat").classes("bare") as copy:
            icon("copy")
        copy.props["aria-label"] = voice.text(N_("Copy"))
        copies(copy, voice)
