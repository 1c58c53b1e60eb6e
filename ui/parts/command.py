"""A command to enter on a computer, with a button that copies it."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.theme import box, icon, text
from ui.voice import Voice

COPY = """(event) => {
    const code = event.currentTarget.parentElement.querySelector('code');
    getSelection().selectAllChildren(code);
    if (navigator.clipboard) navigator.clipboard.writeText(code.innerText); else document.execCommand('copy');
}"""
"""Copies what stands beside the button. Over plain HTTP browsers have no clipboard; there the selection is copied."""


def command(line: str, voice: Voice) -> None:
    """Show a line that has to be entered exactly so."""
    with box("command"):
        text("code", line, "mono").props("tabindex=0").mark("command")  # a long one scrolls, with the keys too
        with ui.button(color=None).props("no-caps flat").classes("bare") as copy:
            icon("copy")
        copy.props["aria-label"] = voice.text(N_("Copy"))
        copy.on("click", js_handler=COPY)
