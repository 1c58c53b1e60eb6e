"""The set-up guide: how a computer is made ready, and the key of this program."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.frame import Frame
from ui.parts.command import command
from ui.parts.guide import guide
from ui.theme import box, text


class GuidePage:
    """Two cards that do not depend on the fleet."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        frame.heading(N_("Set-up guide"))
        with box("cards two"):
            self._guide = box("card", "section")
            self._key = box("card", "section")
        ui.timer(0, self._draw, once=True)

    async def _draw(self) -> None:
        voice = self._desk.voice
        public_key = await self._desk.public_key()
        if not public_key:
            return  # this page is about to go away
        with self._key:
            text("h2", voice.text(N_("The key of this program")))
            text(
                "p", voice.text(N_("With it the program signs in to the computers. This half is not secret.")), "muted"
            )
            command(public_key, voice)
        with self._guide:
            text("h2", voice.text(N_("Make a computer ready")))
            guide(voice, public_key)
