"""What every part of a page has at hand: the services, the voice, and one way to call the former."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from nicegui import run, ui

from editing import Asked
from errors import GoingDown, MngrError, PasswordNeeded, SignedOut
from pending import Through
from ui.palette import Palette
from ui.ports import Services
from ui.voice import Voice
from views import PersonView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed from the page to its parts. Nothing is redrawn after a call: the services publish what changed."""

    services: Services
    voice: Voice
    palette: Palette
    ask_password: Callable[[Desk], Awaitable[bool]]
    """Asks for the password once more; whether it was right."""

    @property
    def may_grant(self) -> bool:
        """Whether whoever is signed in here gives time; what they may not do need not stand in their way."""
        return self._may(lambda person: person.may_grant)

    @property
    def may_edit(self) -> bool:
        """Whether they change rules for good."""
        return self._may(lambda person: person.may_edit)

    @property
    def may_admin(self) -> bool:
        """Whether they may do everything."""
        return self._may(lambda person: person.may_admin)

    def _may(self, what: Callable[[PersonView], bool]) -> bool:
        try:
            return what(self.services.person())
        except SignedOut:
            return False  # this page is about to go to the sign-in

    async def attempt(self, call: Callable[..., object], *args: object, **named: object) -> MngrError | None:
        """Do a blocking call as :meth:`fetch` does; returns why it was refused, or nothing if it was done."""

        def do() -> bool:
            call(*args, **named)
            return True

        done = await self.fetch(do)
        return done if isinstance(done, MngrError) else None if done else GoingDown()

    async def fetch(self, call: Callable[..., T], *args: object, **named: object) -> T | MngrError | None:
        """Ask a blocking call for something: its answer, why it was refused, or None while the program goes down.

        Where the password is needed first, it is asked for, and the call is done again.
        """
        try:
            return await run.io_bound(call, *args, **named)
        except PasswordNeeded as error:
            return await self.fetch(call, *args, **named) if await self.ask_password(self) else error
        except MngrError as error:
            return error

    def asked(self, reason: str = "") -> Asked:
        """The request that is made now on this page; the services put the name of whoever is signed in to it."""
        return Asked(who="", through=Through.PAGE, origin=ui.context.client.ip or "", reason=reason)

    def age(self, at: datetime) -> float:
        """How many seconds ago that was."""
        return (self.services.now() - at).total_seconds()

    async def public_key(self) -> str:
        """The line for ``authorized_keys``; empty while the program is going down, and for whoever is signed out."""
        found = await self.fetch(self.services.public_key)
        if isinstance(found, MngrError) and not isinstance(found, SignedOut):
            self.mention(found.text(self.voice.language))
        return found if isinstance(found, str) else ""

    async def attempt_or_say(self, call: Callable[..., object], *args: object, **named: object) -> None:
        """The same for a button without a form: a refusal is said in passing."""
        if error := await self.attempt(call, *args, **named):
            self.mention(error.text(self.voice.language))

    def mention(self, sentence: str) -> None:
        """Say something in passing."""
        ui.notify(sentence, position="top", timeout=8000)
