"""The sheet in which the connection to Home Assistant is changed, and tried before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from errors import MngrError
from i18n import N_
from mqtt_views import MqttView
from ui.desk import Desk
from ui.parts.doctor_sheet import watch_examination
from ui.parts.mqtt_form import MqttForm
from ui.parts.once import once_button
from ui.parts.sheet import sheet
from ui.theme import box, button


def change_mqtt(desk: Desk, view: MqttView, then: Callable[[], Awaitable[None]]) -> None:
    """Ask how the broker is reached and what Home Assistant may do from now on; ``then`` follows what was saved."""
    voice, house = desk.voice, desk.services.house
    with sheet(voice.text(N_("Home Assistant (MQTT)"))) as dialog:
        form = MqttForm(voice, view)

        async def test() -> None:
            form.clear()
            if error := await try_mqtt(desk, form.changes()):
                form.refuse(error)

        async def save() -> None:
            form.clear()
            changes = form.changes()
            if changes and (error := await desk.attempt(house.change_mqtt, changes, desk.asked())):
                form.refuse(error)
                return
            dialog.close()
            await then()

        once_button(voice.text(N_("Test connection")), test, "soft wide", rest=0).mark("mqtt-try")
        with box("actions stays"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")
            once_button(voice.text(N_("Save")), save, "primary", rest=0).mark("do-it")


async def try_mqtt(desk: Desk, changes: dict[str, object] | None = None) -> MngrError | None:
    """Try the connection with these changes, of which none is saved, and show each step; why it was not begun.

    Without a form (no ``changes``) that is said in passing.
    """
    asked, house = desk.asked(), desk.services.house
    found = await desk.fetch(house.begin_mqtt_test, changes or {}, asked)
    if isinstance(found, MngrError):
        if changes is None:
            desk.mention(found.text(desk.voice.language))
        return found
    if found is not None:
        title = desk.voice.text(N_("The way to Home Assistant"))
        watch_examination(desk, title, lambda: house.begin_mqtt_test(changes or {}, asked), found)
    return None
