"""The edits that ended last, of all computers: what became of each, and "try again" where that can still help."""

from __future__ import annotations

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.edit_words import asked_line, edit_states, whose
from ui.parts.edit_lines import EditLine
from ui.parts.refresh import Refresh
from ui.theme import box, button, text
from views import EditView, EndedView, FleetView

FIRST = 8
"""How many are shown until more are asked for."""


class EndedList:
    """The newest on top. Asks the services, and only when the edits that wait are others than before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fleet: FleetView | None = None
        self._most = FIRST
        self._found: tuple[EndedView, ...] = ()
        self._open: frozenset[tuple[str, str]] | None = None
        self._lines: dict[str, EditLine] = {}
        self._where: dict[str, EndedView] = {}
        self._root = box("card", "section").mark("ended")
        with self._root:
            text("h2", desk.voice.text(N_("Ended lately")))
            self._none = text("p", desk.voice.text(N_("Nothing has ended yet.")), "muted")
            self._list = box("edits")
            self._more = button("", self._show_more, "bare wide").mark("more-ended")
            self._more.set_visibility(False)
        self._refresh = Refresh(self._list, self._load)

    def update(self, fleet: FleetView) -> None:
        """Ask again if an edit may have ended since."""
        self._fleet = fleet
        states = edit_states(fleet)
        if states != self._open:
            self._open = states
            self._refresh.want()

    async def _load(self) -> None:
        found = await self._desk.fetch(self._desk.services.ended_edits)
        if found is not None and not isinstance(found, MngrError) and not self._list.is_deleted:
            self._found = found
            self._show(found[: self._most])

    def _show_more(self) -> None:
        self._most = len(self._found)
        with self._list:
            self._show(self._found)

    def _show(self, found: tuple[EndedView, ...]) -> None:
        self._where = {one.edit.id: one for one in found}
        for gone in self._lines.keys() - self._where.keys():
            self._lines.pop(gone).root.delete()
        for place, one in enumerate(found):
            line = self._lines.get(one.edit.id)
            if line is None:
                line = self._lines[one.edit.id] = EditLine(self._desk, one.edit, about=self._about)
            else:
                line.update(one.edit)
            if self._list.default_slot.children[place] is not line.root:
                line.root.move(self._list, place)
        self._none.set_visibility(not found)
        rest = len(self._found) - len(found)
        self._more.set_text(self._desk.voice.count(N_("Show {count} more"), N_("Show {count} more"), rest))
        self._more.set_visibility(rest > 0)

    def _about(self, edit: EditView) -> str:
        ended, voice = self._where[edit.id], self._desk.voice
        servers = self._fleet.servers if self._fleet else ()
        user = whose(edit, next((one for one in servers if one.id == ended.server), None))
        where = voice.text(N_("{user} on {server}"), user=user, server=ended.name) if user else ended.name
        return f"{where} · {asked_line(edit, voice)}"
