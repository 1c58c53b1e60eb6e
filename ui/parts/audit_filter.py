"""What one looks for in the audit: a text, and one tap deeper a child, a computer, a person and a kind."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from audit_views import KINDS
from i18n import N_
from ui.theme import box, text
from ui.voice import Voice
from views import AuditQuery, FleetView

MANY = 12
"""Choices among which one looks by typing."""


class AuditFilter:
    """Fields that tell when they say something else; each is empty at first, which means all."""

    def __init__(self, voice: Voice, changed: Callable[[], None]) -> None:
        self._voice = voice
        self._changed = changed
        with box("tools audit-tools"):
            self._text = ui.input(voice.text(N_("Search the audit")), on_change=changed).mark("audit-text")
            self._text.props("outlined debounce=400 type=search maxlength=100")
            with ui.element("details").classes("filters").mark("filters"):
                with box("", "summary"):
                    self._summary = text("span").mark("filter-summary")
                with box("filter-fields"):
                    self._child = self._choice(voice.text(N_("Child")), "audit-child")
                    self._server = self._choice(voice.text(N_("Computer")), "audit-server")
                    self._who = self._choice(voice.text(N_("Person")), "audit-who")
                    self._kind = self._choice(voice.text(N_("Kind")), "audit-kind")
        self._kind.set_options({name: voice.text(label) for name, (label, _) in KINDS.items()})
        self._say()

    def follow(self, fleet: FleetView) -> None:
        """Offer the children and computers that there are; what is chosen stays chosen while it is there."""
        children = sorted({user.child for server in fleet.servers for user in server.users if user.child})
        _offer(self._child, children)
        _offer(self._server, {server.id: server.name for server in fleet.servers})

    def offer_people(self, people: tuple[str, ...]) -> None:
        """Offer those who have changed something."""
        _offer(self._who, list(people))

    def query(self) -> AuditQuery:
        """What is looked for."""
        return AuditQuery(
            server=str(self._server.value or ""),
            child=str(self._child.value or ""),
            who=str(self._who.value or ""),
            kind=str(self._kind.value or ""),
            text=str(self._text.value or "").strip(),
        )

    def _choice(self, label: str, marker: str) -> ui.select:
        element = ui.select([], label=label, clearable=True, on_change=self._chosen).mark(marker)
        return element.props("outlined options-dense=false behavior=menu")

    def _chosen(self) -> None:
        self._say()
        self._changed()

    def _say(self) -> None:
        count = sum(bool(one.value) for one in (self._child, self._server, self._who, self._kind))
        if count:
            self._summary.set_text(self._voice.count(N_("{count} filter"), N_("{count} filters"), count))
        else:
            self._summary.set_text(self._voice.text(N_("Filter")))


def _offer(element: ui.select, options: list[str] | dict[str, str]) -> None:
    if element.options == options:
        return
    element.set_options(options)
    element.props("use-input hide-selected fill-input input-debounce=0" if len(options) > MANY else "")
