"""Earlier rules of a user: what was changed when and by whom, and the way back."""

from __future__ import annotations

from nicegui import ui

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.edit_words import version_line
from ui.parts.once import once_button
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, text
from ui.words import called
from views import ServerView, UserView, VersionView


async def earlier_rules(desk: Desk, server: ServerView, user: UserView) -> None:
    """Show what the rules were, the newest first."""
    voice = desk.voice
    with ui.context.client:  # the card, and with it the menu, may be drawn anew before the answer is there
        found = await desk.fetch(desk.services.versions, server.id, user.name)
        if isinstance(found, MngrError):
            desk.mention(found.text(voice.language))
            return
        with sheet(voice.text(N_("Rules of {user}"), user=called(user))) as dialog:
            versions = _Versions(desk, server, user, dialog)
            if not found:
                text("p", voice.text(N_("Nothing is kept yet: that begins with the first reading of the rules.")))
            with box("versions", "ol"):
                for version in found or ():
                    versions.draw(version)
            with box("actions"):
                button(voice.text(N_("Close")), dialog.close).mark("close")


class _Versions:
    """The versions of one user in the sheet that shows them."""

    def __init__(self, desk: Desk, server: ServerView, user: UserView, dialog: ui.dialog) -> None:
        self._desk = desk
        self._server = server
        self._user = user
        self._dialog = dialog
        self._complaint = Complaint()

    def draw(self, version: VersionView) -> None:
        """One version: since when, what was other than before, and the way back to it."""
        voice, line = self._desk.voice, version_line(version, self._desk.voice)
        with box("version", "li").mark("version"):
            with box("named"):
                text("p", line, "muted small grow").mark("version-line")
                if version.is_newest:
                    text("span", voice.text(N_("now")), "badge good")
            for one in version.words:
                text("p", voice.say(one), "clamp").mark("version-words")
            if not version.is_newest and self._desk.may_edit:
                back = once_button(voice.text(N_("Go back to this")), lambda: self._go_back(version), rest=0)
                back.props["aria-label"] = voice.text(N_("Go back to this: {version}"), version=line)
                back.mark("go-back")

    async def _go_back(self, version: VersionView) -> None:
        call, asked = self._desk.services.editing.revert, self._desk.asked()
        if error := await self._desk.attempt(call, self._server.id, self._user.name, version.number, asked):
            self._complaint.say(error.text(self._desk.voice.language))
        else:
            self._dialog.close()
