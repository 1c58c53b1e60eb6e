"""One's own account: password, second factor, where one is signed in, and the way out."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.fields import Fields, password
from ui.parts.once import once_button
from ui.parts.read_card import ReadCard
from ui.parts.second_factor import drop_second_factor, set_up_second_factor
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text
from ui.words import ROLES, device_name
from views import DeviceView, PersonView


class OwnAccount(ReadCard[PersonView]):
    """Who is signed in here, and what they change about themselves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("You"), desk.services.person, self._show)

    def _show(self, person: PersonView) -> None:
        desk, voice = self._desk, self._desk.voice
        role = voice.text(ROLES[person.role])
        text("p", voice.text(N_("Signed in as {name}, {role}."), name=person.name, role=role)).mark("signed-in-as")
        if person.has_second:
            text("p", voice.text(N_("A code of your phone is asked for besides the password.")), "small muted")
            left = voice.count(
                N_("{count} recovery code is left."), N_("{count} recovery codes are left."), person.recovery_left
            )
            text("p", left, "small muted")
        with box("tools end"):
            button(voice.text(N_("Change password…")), lambda: change_password(desk)).mark("change-password")
            if person.has_second:
                button(voice.text(N_("No code any more…")), lambda: drop_second_factor(desk, self.refresh)).mark(
                    "drop-second"
                )
            else:
                button(voice.text(N_("Ask for a code too…")), lambda: set_up_second_factor(desk, self.refresh)).mark(
                    "add-second"
                )
            once_button(voice.text(N_("Sign out")), self._sign_out).mark("sign-out")

    async def _sign_out(self) -> None:
        await self._desk.attempt_or_say(self._desk.services.sign_out)


class OwnDevices(ReadCard[tuple[DeviceView, ...]]):
    """The browsers on which one is signed in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("Where you are signed in"), desk.services.people.devices, self._show)

    def _show(self, devices: tuple[DeviceView, ...]) -> None:
        voice = self._desk.voice
        with box("members", "ul"):
            for device in devices:
                with box("member", "li").mark("device"):
                    with box("grow"):
                        text("p", device_name(device.device, voice)).mark("device-name")
                        moment = voice.moment(device.used)
                        used = voice.text(N_("from {address} · used {moment}"), address=device.address, moment=moment)
                        text("p", used, "small muted")
                    if device.is_this:
                        text("span", voice.text(N_("this one")), "badge good")
        if len(devices) > 1:
            with box("tools end"):
                once_button(voice.text(N_("Sign out everywhere else")), self._end_others).mark("end-others")

    async def _end_others(self) -> None:
        await self._desk.attempt_or_say(self._desk.services.people.sign_out_elsewhere)
        await self.refresh()


def change_password(desk: Desk) -> None:
    """Ask for the present password and another one."""
    voice = desk.voice
    with sheet(voice.text(N_("Change password"))) as dialog:
        text("p", voice.text(N_("You stay signed in here, and are signed out everywhere else.")), "muted")
        old = password(voice.text(N_("Present password")), new=False)
        new = password(voice.text(N_("New password")), new=True)
        again = password(voice.text(N_("New password once more")), new=True)
        complaint = Complaint()
        fields = Fields(voice, complaint, old=old, password=new, again=again)

        async def save() -> None:
            fields.clear()
            if fields.text("password") != fields.text("again"):
                fields.wrong("again", voice.text(N_("The two passwords are not the same.")))
                return
            call = desk.services.people.change_own_password
            if error := await desk.attempt(call, fields.text("old"), fields.text("password"), desk.asked()):
                fields.refuse(error)
                return
            dialog.close()
            desk.mention(voice.text(N_("Your password is another one now.")))

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Change")), save)
    ui.timer(0.2, lambda: old.run_method("focus"), once=True)
