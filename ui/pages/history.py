"""History: what each child has used on the last days, as far as they were read."""

from __future__ import annotations

import asyncio

from nicegui import background_tasks

from child_views import children
from errors import MngrError
from history_views import HistoryView
from i18n import N_
from ui.frame import Frame
from ui.parts.days_card import USUAL, choose_span, logins_of, show_days
from ui.theme import box, text
from views import ChildView, FleetView

MOST_CHILDREN = 50
"""Children with bars; a school looks at its pupils one by one, on their own pages."""


class HistoryPage:
    """A card for each child. It is read when it is opened, and again when children came or went."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        self._span = USUAL
        self._children: tuple[ChildView, ...] = ()
        self._drawing = asyncio.Lock()
        frame.heading(N_("History"))
        with box("tools"):
            choose_span(frame.desk.voice, self._show_span)
        self._area = box("cards").mark("history")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Children may have come or gone; their figures of today can wait for the next visit."""
        found = children(fleet)[:MOST_CHILDREN]
        if [logins_of(one) for one in found] != [logins_of(one) for one in self._children] or not found:
            self._children = found
            self._draw_soon()

    def _show_span(self, days: int) -> None:
        self._span = days
        self._draw_soon()

    def _draw_soon(self) -> None:
        background_tasks.create(self._draw(), name="draw the history")

    async def _draw(self) -> None:
        async with self._drawing:
            span, history_of = self._span, self._desk.services.history_of
            shown = [(child, await self._desk.fetch(history_of, logins_of(child), span)) for child in self._children]
            if self._area.is_deleted:
                return
            self._area.clear()
            with self._area:
                for child, days in shown:
                    if isinstance(days, HistoryView):
                        self._card(child, days)
                    elif isinstance(days, MngrError):
                        text("p", days.text(self._desk.voice.language), "note bad")
                if not shown:
                    self._empty()

    def _card(self, child: ChildView, history: HistoryView) -> None:
        with box("card stack", "section").mark("child-history"):
            text("h2", child.name)
            show_days(self._desk, child, history.days)

    def _empty(self) -> None:
        with box("card stack"):
            text("h2", self._desk.voice.text(N_("Nobody is here yet")))
            text("p", self._desk.voice.text(N_("Days are kept from the first reading of a child's computer on.")))
