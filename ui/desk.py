"""What every part of a page has at hand: the services, the voice, and one way to call the former."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nicegui import run, ui

from errors import MngrError
from ui.palette import Palette
from ui.ports import Services
from ui.voice import Voice


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed from the page to its parts. Nothing is redrawn after a call: the services publish what changed."""

    services: Services
    voice: Voice
    palette: Palette

    async def attempt(self, call: Callable[..., object], *args: object, **named: object) -> MngrError | None:
        """Do a blocking call outside of the loop; returns why it was refused, or nothing."""
        try:
            await run.io_bound(call, *args, **named)
        except MngrError as error:
            return error
        return None

    async def public_key(self) -> str:
        """The line for ``authorized_keys``; empty while the program is going down."""
        return await run.io_bound(self.services.public_key) or ""

    async def attempt_or_say(self, call: Callable[..., object], *args: object) -> None:
        """The same for a button without a form: a refusal is said in passing."""
        if error := await self.attempt(call, *args):
            ui.notify(error.text(self.voice.language), position="top", timeout=8000)
