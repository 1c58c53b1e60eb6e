"""More or less time, with the question before it: will it work? Where it would not, a sheet says what would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from nicegui import ui

from editing import Asked
from errors import MngrError, NothingToChange
from i18n import N_, Message
from speech import duration_message
from timekpr_rules import Doubt, Grant, Offer
from timekpr_rules.grant import WORDS
from ui.desk import Desk
from ui.edit_words import IN_PASSING, INFORMS, anyway, stops
from ui.parts.once import once_button
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, icon, text
from ui.words import called
from views import ChildUser, ServerView, UserView


async def give(desk: Desk, users: Iterable[ChildUser], grant: Grant) -> None:
    """The same on some computers, each with its own doubts; a refusal is said in passing."""
    for one in users:
        if error := await Giving(desk, one.server, one.user, grant).start():
            desk.mention(error.text(desk.voice.language))


class Giving:
    """One grant, from the wish to its being accepted. Its work has to be done inside of a lasting part of the page."""

    def __init__(
        self,
        desk: Desk,
        server: ServerView,
        user: UserView,
        grant: Grant,
        *,
        reason: str = "",
        accepted: Callable[[], None] = lambda: None,
        accept: Callable[[Asked], object] | None = None,
    ) -> None:
        """``accepted`` is called once the grant is in the queue; ``accept`` puts it there, if not the desk of edits."""
        self._desk = desk
        self._server = server
        self._user = user
        self._grant = grant
        self._reason = reason
        self._accepted = accepted
        self._accept = accept or self._grant_it
        self._dialog: ui.dialog | None = None
        self._body: ui.element | None = None

    async def start(self) -> MngrError | None:
        """Accept it if nothing speaks against it, else ask. Returns why it was refused."""
        editing = self._desk.services.editing
        doubts = await self._desk.fetch(editing.doubts_about, self._server.id, self._user.name, self._grant)
        if isinstance(doubts, MngrError):
            return doubts
        if doubts and stops(doubts):
            self._ask(doubts)
            return None
        if error := await self._give():
            return error
        for doubt in doubts or ():
            if doubt.code in IN_PASSING:
                self._desk.mention(self._desk.voice.say(doubt.message))
        return None

    async def _give(self) -> MngrError | None:
        error = await self._desk.attempt(self._accept, self._desk.asked(self._reason))
        if error is None:
            if self._dialog:
                self._dialog.close()
            self._accepted()
        return error

    def _grant_it(self, asked: Asked) -> object:
        return self._desk.services.editing.grant(self._server.id, self._user.name, self._grant, asked)

    def _ask(self, doubts: tuple[Doubt, ...]) -> None:
        """Show the doubts; in the sheet that is there already, once something that was offered in it was taken."""
        if self._body is None:
            words = Message(
                WORDS[self._grant.operation, self._grant.playtime], {"duration": duration_message(self._grant.seconds)}
            )
            fields = {"grant": words, "user": called(self._user), "server": self._server.name}
            title = self._desk.voice.text(N_("{grant} for {user} on {server}"), **fields)
            with sheet(title) as self._dialog, box("stack") as self._body:
                self._fill(self._dialog, doubts)
        elif self._dialog:
            self._body.clear()
            with self._body:
                self._fill(self._dialog, doubts)

    def _fill(self, dialog: ui.dialog, doubts: tuple[Doubt, ...]) -> None:
        voice = self._desk.voice
        complaint = Complaint()
        for doubt in doubts:
            with box("note small" if doubt.code in INFORMS else "note warn").mark("doubt"):
                if doubt.code not in INFORMS:
                    icon("look")
                text("p", voice.say(doubt.message), "grow")
            rest = tuple(one for one in doubts if one is not doubt)
            for offer in doubt.offers:
                element = self._button(voice.say(offer.message), complaint, lambda o=offer, r=rest: self._take(o, r))
                element.classes("wide primary", remove="soft").mark("offer")
        with box("actions"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")
            self._button(anyway(self._grant, voice), complaint, self._give).mark("anyway")

    def _button(self, label: str, complaint: Complaint, step: Callable[[], Awaitable[MngrError | None]]) -> ui.button:
        async def go_on() -> None:
            complaint.say("")
            if error := await step():
                complaint.say(error.text(self._desk.voice.language))

        return once_button(label, go_on, rest=0)

    async def _take(self, offer: Offer, rest: tuple[Doubt, ...]) -> MngrError | None:
        """Change what stands in the way; if something else still does, ask about that, else give."""
        editing, server, user = self._desk.services.editing, self._server.id, self._user.name
        asked = self._desk.asked(self._reason)
        for call, changes in ((editing.today, offer.today), (editing.config, offer.lasting)):
            error = await self._desk.attempt(call, server, user, changes, asked) if changes else None
            if error and not isinstance(error, NothingToChange):  # it may have been taken in an earlier try
                return error
        if stops(rest):
            self._ask(rest)
            return None
        return await self._give()
