"""The way from the history to the digest of the week."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.theme import drawn
from ui.voice import Voice


def digest_link(voice: Voice) -> None:
    """A line that leads there."""
    link = ui.link(voice.text(N_("The last week in words")), "/digest").mark("to-digest")
    link.classes(f"to-digest {drawn('letter')}", remove="nicegui-link")
