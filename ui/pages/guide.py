"""The set-up guide on a page of its own, for every computer after the first, and the key of this program."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.frame import Frame
from ui.parts.command import command
from ui.parts.guide import Guide
from ui.theme import box, text


class GuidePage:
    """The guide follows the fleet; the key stays."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        frame.heading(N_("Set-up guide"))
        with box("cards two"):
            with box("card", "section"):
                text("h2", self._desk.voice.text(N_("Take a computer in")))
                guide = Guide(self._desk)
            self._key = box("card", "section")
        frame.follow(guide.update)
        ui.timer(0, self._draw_key, once=True)

    async def _draw_key(self) -> None:
        voice = self._desk.voice
        public_key = await self._desk.public_key()
        if not public_key or self._key.is_deleted:
            return  # this page is about to go away
        with self._key:
            text("h2", voice.text(N_("The key of this program")))
            said = N_("With it the program signs in to the computers. This half is not secret.")
            text("p", voice.text(said), "muted")
            command(public_key, voice)
