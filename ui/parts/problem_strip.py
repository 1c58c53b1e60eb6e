"""The strip on top: what needs a look, each line with the one verb that leads to the cure. It goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from i18n import N_
from mail_views import MAIL_PROBLEMS
from mqtt_views import BROKER_AWAY
from ui.desk import Desk
from ui.theme import box, button, icon, text
from ui.words import Trouble

SETTINGS = "/settings"
SHOWN = 3
"""More lines than these would push the computers off a phone's screen."""


class ProblemStrip:
    """Draws itself anew only when what it says changes."""

    def __init__(self, desk: Desk, look: Callable[[str], None]) -> None:
        """``look`` is called with the id of the server whose line was chosen."""
        self._voice = desk.voice
        self._may_admin = desk.may_admin
        self._look = look
        self._root = box("note strip").props("role=status")
        self._shown: list[Trouble] = []
        self._root.set_visibility(False)

    def update(self, troubles: list[Trouble]) -> None:
        """Show these."""
        if troubles == self._shown:
            return
        self._shown = troubles
        self._root.set_visibility(bool(troubles))
        self._root.clear()
        with self._root:
            for trouble in troubles[:SHOWN]:
                self._line(trouble)
            rest = len(troubles) - SHOWN
            if rest > 0:
                text(
                    "p",
                    self._voice.count(N_("and {count} more to look at"), N_("and {count} more to look at"), rest),
                    "muted small",
                )

    def _line(self, trouble: Trouble) -> None:
        with box(f"line {trouble.tone}").mark("trouble"):
            icon("look")
            with box("grow"):
                if trouble.name:
                    text("b", f"{trouble.name}: ")
                text("span", trouble.sentence)
            if trouble.code in {BROKER_AWAY, *MAIL_PROBLEMS} and self._may_admin:
                button(self._voice.text(N_("Look")), lambda: ui.navigate.to(SETTINGS), "bare").mark("look")
            elif trouble.server:
                button(self._voice.text(N_("Look")), lambda: self._look(trouble.server), "bare").mark("look")
