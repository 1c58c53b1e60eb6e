"""The sheet in which a connection to a server is changed, and tried before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from editing import Asked
from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.examination import Examination
from ui.parts.connection_form import ConnectionForm
from ui.parts.doctor_sheet import watch_examination
from ui.parts.once import once_button
from ui.parts.sheet import sheet
from ui.theme import box, button

Changes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Connection:
    """What is said of one kind of connection, and what is asked of the services."""

    title: str
    way: str
    """Above the steps of a trial."""
    test: str
    """What the button says that begins one."""
    mark: str
    change: Callable[[Changes, Asked], None]
    begin_test: Callable[[Changes, Asked], Examination]


def change_connection(
    desk: Desk, connection: Connection, draw: Callable[[], ConnectionForm], then: Callable[[], Awaitable[None]]
) -> None:
    """Ask how it is to be from now on; ``then`` follows what was saved."""
    voice = desk.voice
    with sheet(voice.text(connection.title)) as dialog:
        form = draw()

        async def test() -> None:
            form.clear()
            if error := await try_connection(desk, connection, form.changes()):
                form.refuse(error)

        async def save() -> None:
            form.clear()
            changes = form.changes()
            if changes and (error := await desk.attempt(connection.change, changes, desk.asked())):
                form.refuse(error)
                return
            dialog.close()
            await then()

        once_button(voice.text(connection.test), test, "soft wide", rest=0).mark(f"{connection.mark}-try")
        with box("actions stays"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")
            once_button(voice.text(N_("Save")), save, "primary", rest=0).mark("do-it")


async def try_connection(desk: Desk, connection: Connection, changes: Changes | None = None) -> MngrError | None:
    """Try the connection with these changes, of which none is saved, and show each step; why it was not begun.

    Without a form (no ``changes``) that is said in passing.
    """
    asked = desk.asked()
    found = await desk.fetch(connection.begin_test, changes or {}, asked)
    if isinstance(found, MngrError):
        if changes is None:
            desk.mention(found.text(desk.voice.language))
        return found
    if found is not None:
        title = desk.voice.text(connection.way)
        watch_examination(desk, title, lambda: connection.begin_test(changes or {}, asked), found)
    return None
