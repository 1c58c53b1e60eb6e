"""A button that copies a text which stands near it, and says that it did."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.voice import Voice

AROUND = "copying"
"""The class of what has both the button and the text in it."""
COPIED = "to-copy"
"""The class of what is copied."""
MILLISECONDS = 2500
"""For so long it is said."""

COPY = """(event) => {
    const words = event.currentTarget.closest('.copying').querySelector('.to-copy');
    getSelection().selectAllChildren(words);
    if (navigator.clipboard) navigator.clipboard.writeText(words.innerText).then(() => emit(), () => {});
    else if (document.execCommand('copy')) emit();
}"""
"""Shows what it copies, and tells us once it is. Over plain HTTP browsers have no clipboard of their own."""


def copies(button: ui.button, voice: Voice) -> None:
    """Let a button copy the text beside it; nothing is said where the browser does not let it."""
    button.on(
        "click", lambda: ui.notify(voice.text(N_("Copied")), position="top", timeout=MILLISECONDS), js_handler=COPY
    )
