"""The password once more: asked for in a sheet before what can do harm in the wrong hands."""

from __future__ import annotations

import asyncio

from nicegui import run, ui

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.parts.enter import enter_taps
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import text

MAX_LENGTH = 200


async def ask_password(desk: Desk) -> bool:
    """Ask until it is right or somebody gives up; whether it was right."""
    voice = desk.voice
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def answer(*, right: bool) -> None:
        if not answered.done():
            answered.set_result(right)

    with ui.context.client, sheet(voice.text(N_("Is it you?"))) as dialog:
        text("p", voice.text(N_("This can do harm in the wrong hands, so please enter your password once more.")))
        field = ui.input(voice.text(N_("Password"))).mark("password")
        field.props(f"outlined no-error-icon type=password autocomplete=current-password maxlength={MAX_LENGTH:d}")
        complaint = Complaint()

        async def check() -> None:
            complaint.say("")
            try:
                await run.io_bound(desk.services.confirm_password, str(field.value or ""))
            except MngrError as error:
                field.set_value("")
                complaint.say(error.text(voice.language))
                return
            answer(right=True)
            dialog.close()

        enter_taps(field, actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Go on")), check))
    dialog.on_value_change(lambda event: event.value or answer(right=False))
    ui.context.client.on_delete(lambda: answer(right=False))
    return await answered
