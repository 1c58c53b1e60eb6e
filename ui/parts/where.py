"""On which computer? Asked only where a child has several, with how each of them stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.once import once
from ui.parts.sheet import sheet
from ui.theme import box, button, text
from ui.words import place_line
from views import ChildUser

Users = tuple[ChildUser, ...]
Act = Callable[[Users], Awaitable[object]]


async def where(desk: Desk, title: str, users: Users, act: Act, *, together: bool = True) -> None:
    """Act on the only one, or on what is chosen in a sheet. ``together``: all of them may be chosen at once."""
    if len(users) == 1:
        await act(users)
        return
    voice = desk.voice
    with sheet(title) as dialog, box("choices"):
        for one in users:
            _choice(dialog, one.server.name, place_line(one, voice), lambda one=one: act((one,)))
        if together:
            _choice(dialog, voice.text(N_("All of them")), "", lambda: act(users))
        with box("actions"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")


def _choice(dialog: ui.dialog, name: str, state: str, act: Callable[[], Awaitable[object]]) -> None:
    async def chosen() -> None:
        dialog.close()
        await act()

    with button("").classes("wide choice").mark("where") as element:
        text("span", name)
        if state:
            text("span", state, "muted small")
    element.on_click(once(element, chosen))
