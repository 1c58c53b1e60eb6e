"""The card of a computer. Figures are written into it as they come; only the part whose shape changes is drawn anew."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

import cures
from i18n import N_
from problems import Problem, Severity
from setup_views import KEY_STATES
from ui.desk import Desk
from ui.parts.cycle_list import last_cycles
from ui.parts.doctor_sheet import call_doctor
from ui.parts.edit_lines import EditLines
from ui.parts.found_users import found_users
from ui.parts.host_key import host_key_note
from ui.parts.main_form import settings_path
from ui.parts.menu import entry, menu
from ui.parts.once import once_button
from ui.parts.removal import ask_to_remove_server
from ui.parts.server_form import edit_server
from ui.parts.sign_list import signs_sheet
from ui.parts.user_row import UserRow
from ui.theme import box, icon, icon_button, text
from ui.words import BADGES, TONES, state_line
from views import ServerState, ServerView

AWAY = (ServerState.OFF, ServerState.DISABLED)


class ServerCard:
    """One computer with its users."""

    def __init__(self, desk: Desk, server: ServerView) -> None:
        self._desk = desk
        self._server = server
        self._said_in = desk.voice.hour()
        self._rows: list[UserRow] = []
        self._shapes: dict[str, object] = {}
        self.root = box("card", "section").mark("server", f"server-{server.id}").props("tabindex=-1")
        with self.root:
            self._head()
            self._edits = EditLines(desk, ())
            self._parts = {name: box("stack body") for name in ("notes", "rows", "found")}
        self._write()

    def update(self, server: ServerView) -> None:
        """Show another state of the same computer."""
        before, self._server = self._server, server
        said_in, self._said_in = self._said_in, self._desk.voice.hour()
        if before != server or said_in != self._said_in:
            self._write()

    def _write(self) -> None:
        server = self._server
        self._write_head()
        self._edits.update(server.edits)
        notes = server.state, server.error, _problems(server), server.note, server.key_type, server.fingerprint
        self._part("notes", notes, self._draw_notes)
        self._part("rows", [(user.name, user.child_id) for user in server.users], self._draw_rows)
        self._part("found", (server.found_users, self._manages_nobody()), self._draw_found)
        for row, user in zip(self._rows, server.users, strict=True):
            row.update(server, user)

    def _part(self, name: str, shape: object, draw: Callable[[], None]) -> None:
        """Draw a part anew where what it is made of has become another; the others stay under a finger."""
        if self._shapes.get(name, self) != shape:
            self._shapes[name] = shape
            self._parts[name].clear()
            with self._parts[name]:
                draw()

    def _draw_notes(self) -> None:
        if self._server.state in KEY_STATES:
            host_key_note(self._desk, self._server)
        else:
            self._notes()
        if self._server.note:
            text("p", self._server.note, "muted small")

    def _draw_rows(self) -> None:
        self._rows = [UserRow(self._server, user, self._desk) for user in self._server.users]

    def _draw_found(self) -> None:
        voice = self._desk.voice
        if self._server.found_users:
            found_users(self._desk, self._server, voice.text(N_("Timekpr manages on this computer as well:")))
        elif self._manages_nobody():
            text("p", voice.text(N_("Timekpr manages nobody there yet.")), "muted")

    def _manages_nobody(self) -> bool:
        return not self._server.users and self._server.state is ServerState.ONLINE

    def _head(self) -> None:
        """Stays for as long as the card does: a menu that is open is not taken away under a finger."""
        voice = self._desk.voice
        with box("head"):
            with box("grow"):
                with box("named"):
                    self._name = text("h2").mark("name")
                    self._badge = text("span", classes="badge").mark("state")
                self._state = text("p", classes="muted small").mark("state-line")
            self._more = more = icon_button("dots", "")
            more.set_visibility(self._desk.may_admin)
            with more.props("aria-haspopup=menu").mark("server-menu"), menu():
                entry(voice.text(N_("Edit…")), lambda: edit_server(self._desk, self._server)).mark("edit")
                entry(
                    voice.text(N_("Timekpr's settings…")), lambda: ui.navigate.to(settings_path(self._server.id))
                ).mark("main-settings")
                entry(voice.text(N_("Check the way there…")), lambda: call_doctor(self._desk, self._server)).mark(
                    "doctor"
                )
                entry(voice.text(N_("What looked odd…")), lambda: signs_sheet(self._desk, self._server)).mark("signs")
                entry(voice.text(N_("Last cycles…")), lambda: last_cycles(self._desk, self._server)).mark("cycles")
                entry(voice.text(N_("Remove…")), lambda: ask_to_remove_server(self._desk, self._server)).mark("remove")

    def _write_head(self) -> None:
        server, voice = self._server, self._desk.voice
        label, tone = BADGES[server.state]
        self.root.props["aria-label"] = server.name
        self._name.set_text(server.name)
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
        self._state.set_text(state_line(server, voice))
        self._more.props["aria-label"] = voice.text(N_("More about {server}"), server=server.name)

    def _seen_button(self, problem: Problem) -> None:
        """For what has happened and does not go by itself at once."""
        desk, server = self._desk, self._server

        async def see() -> None:
            await desk.attempt_or_say(desk.services.see_sign, server.id, problem.sign, asked=desk.asked())

        once_button(desk.voice.text(N_("Seen")), see, rest=0).mark("seen")

    def _notes(self) -> None:
        """Why it is not online, and its problems, each sentence once."""
        server, voice = self._server, self._desk.voice
        said = set()
        for problem in _problems(server):
            sentence = voice.say(problem.message)
            said.add(sentence)
            with box(f"note {TONES[problem.severity]}").mark("problem"):
                if problem.severity is not Severity.INFO:
                    icon("look")
                with box("grow"):
                    text("p", sentence)
                    # Of a computer that is merely off nobody wants to hear what could be done.
                    of_error = server.cure if problem.message == server.error and server.state not in AWAY else None
                    if cure := cures.of_problem(problem.code) or of_error:
                        text("p", voice.say(cure), "small").mark("problem-cure")
                if problem.sign and self._desk.may_grant:
                    self._seen_button(problem)
        # What was wrong before it was switched off here need not bother anybody.
        error = voice.say(server.error) if server.error and server.state is not ServerState.DISABLED else ""
        if error and error not in said:
            text("p", error, "muted small").mark("error")


def _problems(server: ServerView) -> tuple[Problem, ...]:
    """The problems but those of edits, which are said where the edit is."""
    return tuple(problem for problem in server.problems if not problem.code.startswith("edit_"))
