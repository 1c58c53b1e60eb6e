"""What waits for one computer, with how it stands and a way to try it now."""

from __future__ import annotations

from i18n import N_
from ui.desk import Desk
from ui.edit_words import asked_line, waiting, whose
from ui.parts.cycle_list import last_cycles
from ui.parts.edit_lines import EditLines
from ui.parts.once import once_button
from ui.theme import box, button, text
from ui.words import BADGES, state_line
from views import EditView, ServerView

SHOWN = 10
"""Edits that are shown of one computer until more are asked for; a thousand may wait."""


class OutboxCard:
    """Follows one computer. Drawn anew never: texts are written in place, edits come and go in their list."""

    def __init__(self, desk: Desk, server: ServerView) -> None:
        self._desk = desk
        self._server = server
        self._most = SHOWN
        voice = desk.voice
        self.root = box("card", "section").mark("outbox-card", f"outbox-{server.id}")
        with self.root:
            with box(""):
                with box("named"):
                    self._name = text("h2").mark("outbox-name")
                    self._badge = text("span")
                self._state = text("p", classes="muted small")
            self._lines = EditLines(desk, (), about=self._about)
            self._more = button("", self._show_more, "bare wide").mark("more-edits")
            with box("actions"):
                cycles = button(voice.text(N_("Last cycles…")), lambda: last_cycles(desk, self._server), "bare")
                cycles.mark("cycles")
                self._sync = once_button(voice.text(N_("Sync now")), self._sync_now).mark(
                    "sync-one", f"sync-{server.id}"
                )
        self.update(server)

    def update(self, server: ServerView) -> None:
        """Show another state of the same computer."""
        self._server = server
        voice, found = self._desk.voice, waiting(server)
        label, tone = BADGES[server.state]
        self.root.props["aria-label"] = server.name
        self._name.set_text(server.name)
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
        self._state.set_text(state_line(server, voice))
        name_it = voice.text(N_("Sync {server} now"), server=server.name)
        if self._sync.props.get("aria-label") != name_it:
            self._sync.props["aria-label"] = name_it
        # What needs a decision is never among those that are left out.
        first = sorted(found, key=lambda edit: edit.state not in {"conflict", "unclear"})[: self._most]
        self._lines.update(tuple(first))
        rest = len(found) - len(first)
        self._more.set_text(voice.count(N_("Show {count} more"), N_("Show {count} more"), rest))
        self._more.set_visibility(rest > 0)

    def _about(self, edit: EditView) -> str:
        user, asked = whose(edit, self._server), asked_line(edit, self._desk.voice)
        return f"{user} · {asked}" if user else asked

    def _show_more(self) -> None:
        self._most += 50
        self.update(self._server)

    async def _sync_now(self) -> None:
        await self._desk.attempt_or_say(self._desk.services.sync_now, self._server.id)
