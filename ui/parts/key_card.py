"""Our own SSH key, for admins."""

from __future__ import annotations

from i18n import N_
from ui.desk import Desk
from ui.parts.command import command
from ui.parts.read_card import ReadCard, Refresh
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text


class KeyCard(ReadCard[str]):
    """Our own SSH key: the half that is no secret, and another one in its place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("The key of this program"), desk.services.public_key, self._show)

    def _show(self, public_key: str) -> None:
        voice = self._desk.voice
        text("p", voice.text(N_("With it the program signs in to the computers. This half is not secret.")), "muted")
        command(public_key, voice)
        with box("tools end"):
            button(voice.text(N_("Make another key…")), lambda: renew_key(self._desk, self.refresh)).mark("renew-key")


def renew_key(desk: Desk, then: Refresh) -> None:
    """Ask whether all computers are to be given another key."""
    voice = desk.voice
    with sheet(voice.text(N_("Make another key?"))) as dialog:
        text("p", voice.text(N_("Do this if somebody may have copied the key or a backup of this program.")))
        text(
            "p",
            voice.text(N_("No computer lets this program in until the set-up command was entered there once more.")),
            "note warn",
        )
        complaint = Complaint()

        async def renew() -> None:
            if error := await desk.attempt(desk.services.house.renew_key, desk.asked()):
                complaint.say(error.text(voice.language))
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Make another key")), renew, "danger")
