"""The last cycles of a computer: when, how long, what went wrong; one tap deeper each step with its milliseconds."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.parts.once import once_button
from ui.parts.refresh import Refresh
from ui.parts.sheet import Complaint, sheet
from ui.theme import Text, box, button, text
from ui.voice import Voice
from views import CycleView, ServerView

EVERY = 2.0
"""Seconds between two looks while the sheet is open: twenty values out of memory at the most."""


def last_cycles(desk: Desk, server: ServerView) -> None:
    """Show them, and go on following them until the sheet is closed."""
    voice = desk.voice
    with sheet(voice.text(N_("Last cycles of {server}"), server=server.name)) as dialog:
        CycleList(desk, server.id)

        async def sync_now() -> None:
            await desk.attempt_or_say(desk.services.sync_now, server.id)

        with box("actions stays"):
            button(voice.text(N_("Close")), dialog.close).mark("close")
            once_button(voice.text(N_("Sync now")), sync_now, "primary").mark("sync-one")


class CycleList:
    """The newest on top. A cycle that was drawn stays as it is, opened or not."""

    def __init__(self, desk: Desk, server_id: str) -> None:
        self._desk = desk
        self._server_id = server_id
        self._rows: dict[datetime, tuple[ui.element, Text]] = {}
        self._none = text(
            "p", desk.voice.text(N_("None since the program was started. The next one shows itself here.")), "muted"
        )
        self._complaint = Complaint()
        self._list = box("cycles", "ol").mark("cycle-list")
        self._refresh = Refresh(self._list, self._load)
        self._refresh.want()
        ui.timer(EVERY, self._refresh.want)

    async def _load(self) -> None:
        found = await self._desk.fetch(self._desk.services.cycles, self._server_id)
        if found is None or self._list.is_deleted:
            return
        if isinstance(found, MngrError):
            self._complaint.say(found.text(self._desk.voice.language))
            return
        self._complaint.say("")
        self._show(found)

    def _show(self, found: tuple[CycleView, ...]) -> None:
        for gone in self._rows.keys() - {cycle.at for cycle in found}:
            self._rows.pop(gone)[0].delete()
        for place, cycle in enumerate(found):
            if cycle.at not in self._rows:
                self._rows[cycle.at] = self._draw(cycle)
                self._rows[cycle.at][0].move(self._list, place)
            self._rows[cycle.at][1].set_text(self._when(cycle))
        self._none.set_visibility(not found)

    def _when(self, cycle: CycleView) -> str:
        return self._desk.voice.moment(cycle.at)

    def _draw(self, cycle: CycleView) -> tuple[ui.element, Text]:
        voice = self._desk.voice
        with box("cycle", "li").mark("cycle") as row, ui.element("details"):
            with box("cycle-head", "summary"):
                box("dot bad" if cycle.error else "dot good").props("aria-hidden=true")
                when = text("span", self._when(cycle), "grow").mark("cycle-when")
                if cycle.edits:
                    edits = voice.count(N_("{count} edit"), N_("{count} edits"), cycle.edits)
                    text("span", edits, "badge good")
                text("span", milliseconds(cycle.seconds * 1000, voice), "took").mark("cycle-took")
            with ui.element("table").classes("stages"), ui.element("tbody"):
                for words, ms in cycle.stages:
                    with ui.element("tr"):
                        text("th", voice.say(words)).props("scope=row")
                        text("td", milliseconds(ms, voice), "took").mark("stage-took")
        if cycle.error:
            with row:
                text("p", voice.say(cycle.error), "small clamp").mark("cycle-error")
        return row, when


def milliseconds(ms: float, voice: Voice) -> str:
    """A short span: "7 ms", "1.3 s"."""
    if ms < 1000:
        return voice.text(N_("{ms} ms"), ms=f"{ms:.0f}")
    whole, tenth = divmod(round(ms / 100), 10)
    return voice.text(N_("{whole}.{tenth} s"), whole=whole, tenth=tenth)
