"""The card of a computer. Figures are written into it as they come; what changes its shape draws its body anew."""

from __future__ import annotations

from dataclasses import replace

from nicegui import ui

from i18n import N_
from problems import Problem, Severity
from ui.desk import Desk
from ui.parts.cycle_list import last_cycles
from ui.parts.doctor_sheet import call_doctor
from ui.parts.edit_lines import EditLines
from ui.parts.found_users import found_users
from ui.parts.host_key import host_key_note
from ui.parts.main_form import settings_path
from ui.parts.removal import ask_to_remove_server
from ui.parts.server_form import edit_server
from ui.parts.user_row import UserRow
from ui.theme import box, icon, icon_button, text
from ui.words import BADGES, TONES, state_line
from views import ServerState, ServerView

KEY_STATES = (ServerState.KEY_UNKNOWN, ServerState.KEY_CHANGED)


class ServerCard:
    """One computer with its users."""

    def __init__(self, desk: Desk, server: ServerView) -> None:
        self._desk = desk
        self._server = server
        self._said_in = desk.voice.hour()
        self._rows: list[UserRow] = []
        self.root = box("card", "section").mark("server", f"server-{server.id}").props("tabindex=-1")
        with self.root:
            self._head()
            self._edits = EditLines(desk, ())
            self._body = box("stack body")
        self._build()

    def update(self, server: ServerView) -> None:
        """Show another state of the same computer."""
        before, self._server = self._server, server
        said_in, self._said_in = self._said_in, self._desk.voice.hour()
        if before == server and said_in == self._said_in:
            return
        if _shape(before) != _shape(server):
            self._build()
            return
        self._write_head()
        self._edits.update(server.edits)
        for row, user in zip(self._rows, server.users, strict=True):
            row.update(user)

    def _build(self) -> None:
        server, voice = self._server, self._desk.voice
        self._write_head()
        self._edits.update(server.edits)
        self._body.clear()
        with self._body:
            if server.state in KEY_STATES:
                host_key_note(self._desk, server)
            else:
                self._notes()
            if server.note:
                text("p", server.note, "muted small")
            self._rows = [UserRow(server, user, self._desk) for user in server.users]
            if server.found_users:
                found_users(self._desk, server, voice.text(N_("Timekpr manages on this computer as well:")))
            elif not server.users and server.state is ServerState.ONLINE:
                text("p", voice.text(N_("Timekpr manages nobody there yet.")), "muted")

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
            with more.props("aria-haspopup=menu").mark("server-menu"), ui.menu():
                ui.menu_item(voice.text(N_("Edit…")), lambda: edit_server(self._desk, self._server)).mark("edit")
                ui.menu_item(
                    voice.text(N_("Timekpr's settings…")), lambda: ui.navigate.to(settings_path(self._server.id))
                ).mark("main-settings")
                ui.menu_item(
                    voice.text(N_("Check the way there…")), lambda: call_doctor(self._desk, self._server)
                ).mark("doctor")
                ui.menu_item(voice.text(N_("Last cycles…")), lambda: last_cycles(self._desk, self._server)).mark(
                    "cycles"
                )
                ui.menu_item(voice.text(N_("Remove…")), lambda: ask_to_remove_server(self._desk, self._server)).mark(
                    "remove"
                )

    def _write_head(self) -> None:
        server, voice = self._server, self._desk.voice
        label, tone = BADGES[server.state]
        self.root.props["aria-label"] = server.name
        self._name.set_text(server.name)
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
        self._state.set_text(state_line(server, voice))
        self._more.props["aria-label"] = voice.text(N_("More about {server}"), server=server.name)

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
                text("p", sentence, "grow")
        error = voice.say(server.error) if server.error else ""
        if error and error not in said:
            text("p", error, "muted small").mark("error")


def _shape(server: ServerView) -> tuple[ServerView, tuple[tuple[str, str], ...]]:
    """Everything of a computer that is not a figure: while it stays the same the card is not drawn anew."""
    users = tuple((user.name, user.child_id) for user in server.users)
    return replace(server, users=(), last_seen=None, seconds=None, edits=(), problems=_problems(server)), users


def _problems(server: ServerView) -> tuple[Problem, ...]:
    """The problems but those of edits, which are said where the edit is."""
    return tuple(problem for problem in server.problems if not problem.code.startswith("edit_"))
