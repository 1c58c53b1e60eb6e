"""History: what each child has used on the last days, as far as they were read."""

from __future__ import annotations

import asyncio

from nicegui import background_tasks, ui

from child_views import children
from errors import MngrError
from i18n import N_
from ui.frame import Frame
from ui.parts.day_bars import day_bars
from ui.theme import box, text
from views import ChildView, DayFigures, FleetView

SPANS = (7, 14, 30)
"""Days that are shown at once."""
USUAL = 14
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
        voice = frame.desk.voice
        spans = {days: voice.count(N_("{count} day"), N_("{count} days"), days) for days in SPANS}
        with box("tools"):
            toggle = ui.toggle(spans, value=USUAL).props("no-caps flat spread").classes("segments").mark("span")
            toggle.props["aria-label"] = voice.text(N_("How many days"))
        toggle.on_value_change(lambda event: self._show_span(int(event.value or USUAL)))
        self._area = box("cards").mark("history")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Children may have come or gone; their figures of today can wait for the next visit."""
        found = children(fleet)[:MOST_CHILDREN]
        if [_logins(one) for one in found] != [_logins(one) for one in self._children] or not found:
            self._children = found
            self._draw_soon()

    def _show_span(self, days: int) -> None:
        self._span = days
        self._draw_soon()

    def _draw_soon(self) -> None:
        background_tasks.create(self._draw(), name="draw the history")

    async def _draw(self) -> None:
        async with self._drawing:
            span, days_of = self._span, self._desk.services.days_of
            shown = [(child, await self._desk.fetch(days_of, _logins(child), span)) for child in self._children]
            if self._area.is_deleted:
                return
            self._area.clear()
            with self._area:
                for child, days in shown:
                    if isinstance(days, tuple):
                        self._card(child, days)
                    elif isinstance(days, MngrError):
                        text("p", days.text(self._desk.voice.language), "note bad")
                if not shown:
                    self._empty()

    def _card(self, child: ChildView, days: tuple[DayFigures, ...]) -> None:
        voice = self._desk.voice
        with box("card stack", "section").mark("child-history"):
            text("h2", child.name)
            known = [day for day in days if day.used is not None]
            if not known:
                text("p", voice.text(N_("The first day will be here after the next reading.")), "muted")
                return
            used = sum(day.used or 0 for day in known)
            one, many = N_("{count} day is known"), N_("{count} days are known")
            text("p", voice.text(N_("{used} in all"), used=voice.duration(used)), "answer").mark("in-all")
            average = voice.text(N_("{used} a day"), used=voice.duration(used // len(known)))
            text("p", f"{average} · {voice.count(one, many, len(known))}", "muted small")
            day_bars(days, voice, self._desk.palette.colour(child.key))

    def _empty(self) -> None:
        with box("card stack"):
            text("h2", self._desk.voice.text(N_("Nobody is here yet")))
            text("p", self._desk.voice.text(N_("Days are kept from the first reading of a child's computer on.")))


def _logins(child: ChildView) -> tuple[tuple[str, str], ...]:
    return tuple((one.server.id, one.user.name) for one in child.users)
