"""Setting up and dropping the second factor: a QR code for the phone, one code as a proof, and codes to write down."""

from __future__ import annotations

from nicegui import ui

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.parts.fields import Fields, line
from ui.parts.qr_code import qr_code
from ui.parts.read_card import Refresh
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text


async def set_up_second_factor(desk: Desk, then: Refresh) -> None:
    """Give the phone a key, and ask for one of its codes before anything is kept."""
    voice, people = desk.voice, desk.services.people
    found = await desk.fetch(people.new_second)
    if isinstance(found, MngrError):
        desk.mention(found.text(voice.language))
    if not isinstance(found, tuple):
        return
    key, uri = found
    with sheet(voice.text(N_("A code besides the password"))) as dialog, box("stack") as body:
        text("p", voice.text(N_("Scan this with an authenticator app on your phone, then enter the code it shows.")))
        qr_code(uri, voice.text(N_("QR code for the authenticator app")))
        text("p", voice.text(N_("Or type this key there:")), "small muted")
        text("p", " ".join(key[start : start + 4] for start in range(0, len(key), 4)), "mono fingerprint").mark("key")
        code = line(voice.text(N_("Code"))).props("inputmode=numeric autocomplete=one-time-code")
        complaint = Complaint()
        fields = Fields(voice, complaint, code=code)

        async def prove() -> None:
            fields.clear()
            codes = await desk.fetch(people.add_own_second, key, fields.text("code"), desk.asked())
            if isinstance(codes, MngrError):
                fields.wrong("code", codes.text(voice.language))
            elif codes:
                body.clear()
                with body:
                    _recovery_codes(desk, codes, dialog)
                await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Go on")), prove)


def drop_second_factor(desk: Desk, then: Refresh) -> None:
    """Ask for a last code."""
    voice = desk.voice
    with sheet(voice.text(N_("No code any more"))) as dialog:
        text("p", voice.text(N_("From then on the password alone lets in whoever knows it.")))
        code = line(voice.text(N_("A code of your phone, or a recovery code")))
        complaint = Complaint()
        fields = Fields(voice, complaint, code=code)

        async def drop() -> None:
            fields.clear()
            call = desk.services.people.drop_own_second
            if error := await desk.attempt(call, fields.text("code"), desk.asked()):
                fields.wrong("code", error.text(voice.language))
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Ask for no code")), drop, "danger")


def _recovery_codes(desk: Desk, codes: tuple[str, ...], dialog: ui.dialog) -> None:
    voice = desk.voice
    text("p", voice.text(N_("Done. Write these down and keep them where you find them without your phone.")))
    text("p", voice.text(N_("Each opens once. They are not shown again.")), "muted")
    with box("fingerprint", "ul"):
        for code in codes:
            text("li", code, "mono").mark("recovery-code")
    with box("actions"):
        button(voice.text(N_("I have them")), dialog.close, "primary").mark("done")
