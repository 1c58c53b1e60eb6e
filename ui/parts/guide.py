"""The set-up guide: five steps from nothing to a computer under control, each with what was found when it was tried."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from setup_views import is_finished
from ui.desk import Desk
from ui.parts.guide_steps import GuideSteps
from ui.theme import box
from views import FleetView, ServerView

NEW = ""
"""Stands for a computer that was not entered yet."""
EVERY = 8.0
"""Seconds between two tries of a computer while somebody has the guide before them."""


class Guide:
    """The steps of one computer; which one is chosen above them, where there is a choice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fleet: FleetView | None = None
        self._servers: dict[str, ServerView] = {}
        self._at: str | None = None
        self._offered: object = None
        self._steps: GuideSteps | None = None
        self._root = box("stack").mark("guide")
        with self._root:
            self._chips = box("chips").props("role=group")
            self._chips.props["aria-label"] = desk.voice.text(N_("Which computer"))
        ui.timer(0, self._draw, once=True)
        if desk.may_admin:
            ui.timer(EVERY, self._try, immediate=False)

    def update(self, fleet: FleetView) -> None:
        """Show another state; a computer that has just been entered is the one to go on with."""
        before, self._fleet = self._servers, fleet
        self._servers = {server.id: server for server in fleet.servers}
        entered = [one for one in self._servers if one not in before]
        if self._at == NEW and entered:
            self._at = entered[-1]
        elif self._at is None or (self._at != NEW and self._at not in self._servers):
            self._at = next((one.id for one in reversed(fleet.servers) if not is_finished(one)), NEW)
        self._show()

    async def _draw(self) -> None:
        public_key = await self._desk.public_key()
        if public_key and not self._root.is_deleted:  # else this page is about to go away
            with self._root:
                self._steps = GuideSteps(self._desk, public_key)
            self._show()

    def _show(self) -> None:
        if self._steps is None or self._at is None:
            return
        self._draw_chips()
        self._steps.show(self._servers.get(self._at))

    def _draw_chips(self) -> None:
        """Those that are not ready yet, and another one."""
        open_ones = [(one.id, one.name) for one in self._servers.values() if one.id == self._at or not is_finished(one)]
        shown = open_ones, self._at
        if shown == self._offered:
            return
        self._offered = shown
        self._chips.clear()
        with self._chips:
            for server_id, name in (*open_ones, (NEW, self._desk.voice.text(N_("Another computer")))):
                if open_ones:
                    self._chip(server_id, name)

    def _chip(self, server_id: str, name: str) -> None:
        chip = ui.button(name, color=None).props("no-caps flat").classes("chip").mark("guide-chip")
        chip.props["aria-pressed"] = "true" if server_id == self._at else "false"
        chip.on_click(lambda: self._look_at(server_id))

    def _look_at(self, server_id: str) -> None:
        self._at = server_id
        self._show()

    async def _try(self) -> None:
        """Let it be tried again, unless it is somebody's turn first."""
        server = self._servers.get(self._at or NEW)
        if server is None or is_finished(server) or server.fingerprint or not self._fleet or self._fleet.syncing:
            return
        await self._desk.fetch(self._desk.services.sync_now, server.id)
