"""The sheet in which a computer is added or edited; what is wrong is said at the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nicegui import ui

from computer_setup import DEFAULT_ACCOUNT
from i18n import N_
from ui.desk import Desk
from ui.parts.fields import Fields, line
from ui.parts.management import Management
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.voice import Voice
from views import ServerView

SSH_PORT = 22


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the form."""

    name: str
    host: str
    port: int
    account: str


def add_server(desk: Desk, then: Callable[[], None] | None = None) -> None:
    """Ask for a new computer; ``then`` follows once it is on the list."""
    voice = desk.voice
    with sheet(voice.text(N_("Add a computer"))) as dialog:
        hint = N_("Its address is what “hostname -I” shows there first; in the router it can be made to stay the same.")
        form = _Form(voice, Entered("", "", SSH_PORT, DEFAULT_ACCOUNT), voice.text(hint))

        async def add() -> None:
            entered = form.entered()
            if not entered:
                return
            if error := await desk.attempt(
                desk.services.add_server, entered.name, entered.host, entered.port, entered.account, asked=desk.asked()
            ):
                form.refuse(error)
                return
            dialog.close()
            if then:
                then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Add")), add)


def edit_server(desk: Desk, server: ServerView) -> None:
    """Ask how a computer is called and reached from now on."""
    voice = desk.voice
    with sheet(voice.text(N_("Edit {server}"), server=server.name)) as dialog:
        form = _Form(voice, Entered(server.name, server.host, server.port, server.account))
        management = Management(voice, server)

        async def save() -> None:
            entered = form.entered()
            if not entered:
                return
            error = await desk.attempt(
                desk.services.update_server,
                server.id,
                entered.name,
                entered.host,
                entered.port,
                entered.account,
                **management.chosen(),
                asked=desk.asked(),
            )
            if error:
                form.refuse(error)
            else:
                dialog.close()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Save")), save)


class _Form:
    """The four fields of a computer."""

    def __init__(self, voice: Voice, start: Entered, about_host: str = "") -> None:
        self._voice = voice
        named = {
            "name": _field(voice.text(N_("Name, as you call it")), start.name).props("autofocus"),
            "host": _field(voice.text(N_("Host name or IP address")), start.host).props("autocapitalize=none"),
            "account": _field(voice.text(N_("Account on that computer")), start.account).props("autocapitalize=none"),
            "port": _field(voice.text(N_("SSH port")), str(start.port)).props("inputmode=numeric"),
        }
        if about_host:
            named["host"].props["hint"] = about_host
        self._fields = Fields(voice, Complaint(), **named)
        self.refuse = self._fields.refuse

    def entered(self) -> Entered | None:
        """What was entered; nothing, and the reason at its field, if it is not complete."""
        fields, voice = self._fields, self._voice
        fields.clear()
        value = {name: fields.text(name).strip() for name in ("name", "host", "account", "port")}
        missing = {
            "name": N_("Give it a name."),
            "host": N_("Enter its host name or IP address."),
            "account": N_("Enter the account that was made for this program."),
        }
        for name, sentence in missing.items():
            if not value[name]:
                fields.wrong(name, voice.text(sentence))
                return None
        port = value["port"]
        if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
            fields.wrong("port", voice.text(N_("A port is a number from 1 to 65535.")))
            return None
        return Entered(value["name"], value["host"], int(port), value["account"])


def _field(label: str, value: str) -> ui.input:
    return line(label, value, longest=255)
