"""Timekpr's own settings of one computer, timekpr.conf: seen, changed and saved as one edit."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from errors import MngrError, NothingToChange
from i18n import N_
from timekpr_rules import MainConfig
from ui.desk import Desk
from ui.edit_words import asked_line
from ui.frame import PLACES, Frame
from ui.parts.edit_lines import EditLines
from ui.parts.main_form import MainForm
from ui.parts.once import once_button
from ui.parts.refresh import Refresh
from ui.parts.sheet import Complaint
from ui.theme import box, button, icon, text
from ui.words import BADGES, state_line
from views import FleetView, MainView, ServerState, ServerView

COMPUTERS = next(place.path for place in PLACES if place.icon == "computer")


class ComputerSettingsPage:
    """Follows one computer. What somebody is changing is not touched by what comes in meanwhile."""

    def __init__(self, frame: Frame, server_id: str) -> None:
        self._desk = frame.desk
        self._server_id = server_id
        self._server: ServerView | None = None
        voice = self._desk.voice
        frame.heading(N_("Timekpr's settings"))
        with ui.link(target=COMPUTERS).classes("way-back", remove="nicegui-link").mark("way-back"):
            icon("back")
            text("span", voice.text(N_("Computers")))
        with box("stack") as self._about:
            with box("named"):
                self._name = text("h2").mark("settings-of")
                self._badge = text("span")
            self._state = text("p", classes="muted small").mark("settings-state")
            self._lines = EditLines(self._desk, (), about=lambda edit: asked_line(edit, voice))
        self._note = text("p", classes="note").mark("settings-note")
        self._note.set_visibility(False)
        self._about.set_visibility(False)
        self._area = box("part")
        with self._area, box("cards"):
            box("skeleton")
        self._form: SettingsForm | None = None
        self._refresh = Refresh(self._area, self._load)
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the computer."""
        voice = self._desk.voice
        server = next((one for one in fleet.servers if one.id == self._server_id), None)
        before, self._server = self._server, server
        self._about.set_visibility(server is not None)
        if server is None:
            self._area.clear()
            self._form = None
            self._say(voice.text(N_("This computer is not on the list any more.")))
            return
        label, tone = BADGES[server.state]
        self._name.set_text(server.name)
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
        self._state.set_text(state_line(server, voice))
        self._lines.update(server.edits)
        if before is None or (before.edits, before.last_seen) != (server.edits, server.last_seen):
            self._refresh.want()

    async def _load(self) -> None:
        found = await self._desk.fetch(self._desk.services.main_config, self._server_id)
        if found is None or self._area.is_deleted or self._server is None:
            return
        if isinstance(found, MngrError):
            self._area.clear()
            self._say(found.text(self._desk.voice.language))
            return
        self._say(self._why_it_waits(found))
        if self._form is None or self._form.yields_to(found):
            self._area.clear()
            self._form = None
            if found.config is not None:
                self._form = SettingsForm(self._desk, self._server_id, found, self._refresh.want)

    def _why_it_waits(self, found: MainView) -> str:
        voice, server = self._desk.voice, self._server
        if found.damaged:
            return voice.text(N_("The file is damaged there: nothing in it can be changed from here."))
        if found.config is None:
            return voice.text(N_("Not known yet: it has to be read once before it can be changed."))
        if server is not None and server.state is not ServerState.ONLINE and found.as_of is not None:
            moment = voice.moment_there(found.as_of)
            return voice.text(N_("As read {moment}. What is saved now waits until it can be reached."), moment=moment)
        return ""

    def _say(self, sentence: str) -> None:
        self._note.set_text(sentence)
        self._note.set_visibility(bool(sentence))


class SettingsForm:
    """The controls, the difference in words, and the one button that saves it."""

    def __init__(self, desk: Desk, server_id: str, view: MainView, saved: Callable[[], None]) -> None:
        self._desk = desk
        self._server_id = server_id
        self._saved = saved
        self._is_saved = False
        voice = desk.voice
        with box("cards two"):
            self._form = MainForm(desk, view, view.config or MainConfig(), self._changed)
        with box("card save-bar", "section").mark("save-bar") as self._bar:
            text("h2", voice.text(N_("What will be changed")))
            self._words = box("differences", "ul").props("aria-live=polite")
            self._complaint = Complaint()
            with box("actions"):
                button(voice.text(N_("Discard")), self._discard).mark("discard")
                self._save = once_button(voice.text(N_("Save")), self._send, "primary", rest=0).mark("save")
        self._bar.set_visibility(False)

    def yields_to(self, view: MainView) -> bool:
        """Whether it may be drawn anew for these: nobody is changing anything, or it was saved just now."""
        if not self._is_saved and self._form.changes():
            return False
        return self._is_saved or view.config != self._form.config

    def _changed(self) -> None:
        self._complaint.say("")
        words = self._form.words()
        self._bar.set_visibility(bool(self._form.changes()))
        self._save.set_enabled(bool(words))
        self._words.clear()
        with self._words:
            for sentence in words or ():
                text("li", sentence, "clamp").mark("difference")

    def _discard(self) -> None:
        self._is_saved = True
        self._saved()

    async def _send(self) -> None:
        changes = self._form.changes()
        desk = self._desk
        call, asked = desk.services.editing.main, desk.asked()
        error = await desk.attempt(call, self._server_id, changes, asked, seen=self._form.seen())
        if error is not None and not isinstance(error, NothingToChange):
            if not self._form.refuse(error):
                self._complaint.say(error.text(desk.voice.language))
            return
        self._is_saved = True
        self._saved()
