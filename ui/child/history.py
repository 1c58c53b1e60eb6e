"""The history of one child: the last days, all of its computers together."""

from __future__ import annotations

from nicegui import background_tasks

from errors import MngrError
from i18n import N_
from ui.child.drafting import Drafting
from ui.parts.days_card import USUAL, choose_span, logins_of, show_days
from ui.theme import box, text


class HistoryTab:
    """Read when it is opened, and again when something was read of the child's computers."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._span = USUAL
        self._asked: object = None
        voice = drafting.desk.voice
        with box("tools"):
            choose_span(voice, self._show_span)
        with box("card stack", "section").mark("child-history") as self._root:
            text("h2", voice.text(N_("The last days")))
            self._body = box("stack")
        self.update()

    def update(self) -> None:
        """Read again if there is something newer."""
        child = self._drafting.child
        asked = self._span, logins_of(child), [one.user.as_of for one in child.users]
        if asked != self._asked:
            self._asked = asked
            background_tasks.create(self._fetch(), name="read the days", context=self._root)

    def _show_span(self, days: int) -> None:
        self._span = days
        self.update()

    async def _fetch(self) -> None:
        desk, child, asked = self._drafting.desk, self._drafting.child, self._asked
        history = await desk.fetch(desk.services.history_of, logins_of(child), self._span)
        if self._root.is_deleted or history is None or asked != self._asked:
            return
        self._body.clear()
        with self._body:
            if isinstance(history, MngrError):
                text("p", history.text(desk.voice.language), "note bad")
            else:
                show_days(desk, child, history.days)
