"""More: the key of this program, how a computer is made ready, and what this program is."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.frame import Frame
from ui.parts.command import command
from ui.parts.guide import guide
from ui.theme import box, text


class MorePage:
    """Three cards that do not depend on the fleet."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        frame.heading(N_("More"))
        with box("cards two"):
            self._guide = box("card", "section")
            with box("stack"):
                self._key = box("card", "section")
                with box("card", "section"):
                    self._about()
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

    def _about(self) -> None:
        voice = self._desk.voice
        text("h2", "timekpr-mngr")
        text("p", voice.text(N_("Timekpr-nExT on all computers of a family or a school, from one place.")))
        text("p", voice.text(N_("Free software under the Apache License 2.0.")), "muted small")
