"""Audit: who changed what, when, from where, and what came of it; the newest first."""

from __future__ import annotations

from nicegui import ui

from audit import Mark
from errors import MngrError
from i18n import N_
from ui.edit_words import edit_states
from ui.frame import Frame
from ui.parts.audit_filter import AuditFilter
from ui.parts.audit_lines import AuditLines
from ui.parts.refresh import Refresh
from ui.parts.sheet import Complaint
from ui.theme import box, button, text
from views import FleetView


class AuditPage:
    """A page of entries at a time. The first one follows what happens, the others stay as they are."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        self._marks: list[Mark | None] = [None]
        self._older: Mark | None = None
        self._seen: object = None
        voice = self._desk.voice
        frame.heading(N_("Audit"))
        self._filter = AuditFilter(voice, self._look_anew)
        self._complaint = Complaint()
        self._area = box("card audit", "section").props("aria-busy=true")
        self._area.props["aria-label"] = voice.text(N_("Audit"))
        with self._area:
            self._lines = AuditLines(voice)
            self._none = text("p", classes="muted").props("role=status").mark("audit-none")
        with box("pager") as self._pager:
            self._newer_button = button(voice.text(N_("Newer")), self._go_newer).mark("newer")
            self._older_button = button(voice.text(N_("Older")), self._go_older).mark("older")
        self._refresh = Refresh(self._area, self._load)
        self._show_buttons()
        ui.timer(0, self._load_people, once=True)
        frame.follow(self.update)
        self._refresh.want()

    def update(self, fleet: FleetView) -> None:
        """Something may have happened: ask again where the newest are shown."""
        self._filter.follow(fleet)
        names = tuple((server.name, server.mode, server.note, len(server.users)) for server in fleet.servers)
        now = (edit_states(fleet), names)
        if now != self._seen:
            before, self._seen = self._seen, now
            if before is not None and len(self._marks) == 1:
                self._refresh.want()

    def _look_anew(self) -> None:
        self._marks = [None]
        self._refresh.want()

    def _go_older(self) -> None:
        if self._older is not None:
            self._marks.append(self._older)
            self._turn()

    def _go_newer(self) -> None:
        if len(self._marks) > 1:
            self._marks.pop()
            self._turn()

    def _turn(self) -> None:
        self._older = None
        self._refresh.want()
        self._area.run_method("scrollIntoView", {"block": "nearest"})

    async def _load(self) -> None:
        query, mark = self._filter.query(), self._marks[-1]
        found = await self._desk.fetch(self._desk.services.audit_page, query, mark)
        if found is None or self._area.is_deleted or mark != self._marks[-1]:
            return
        self._area.props(remove="aria-busy")
        if isinstance(found, MngrError):
            self._complaint.say(found.text(self._desk.voice.language))
            return
        self._complaint.say("")
        self._older = found.older
        self._lines.show(found.entries)
        self._none.set_text(self._why_none(is_filtered=query != type(query)(), goes_on=found.older is not None))
        self._none.set_visibility(not found.entries)
        self._show_buttons()

    def _why_none(self, *, is_filtered: bool, goes_on: bool) -> str:
        if goes_on:
            return self._desk.voice.text(N_("Nothing like that was found up to here. Look further back with “Older”."))
        if is_filtered or len(self._marks) > 1:
            return self._desk.voice.text(N_("Nothing like that was found."))
        return self._desk.voice.text(N_("Nothing has been changed yet."))

    def _show_buttons(self) -> None:
        self._newer_button.set_enabled(len(self._marks) > 1)
        self._older_button.set_enabled(self._older is not None)
        self._pager.set_visibility(len(self._marks) > 1 or self._older is not None)

    async def _load_people(self) -> None:
        people = await self._desk.fetch(self._desk.services.audit_people)
        if isinstance(people, tuple) and not self._area.is_deleted:
            self._filter.offer_people(people)
