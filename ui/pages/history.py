"""History: the children beside each other, and the last days of each, as far as they were read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nicegui import background_tasks, ui

from child_views import children
from errors import MngrError
from history_views import HistoryView
from i18n import N_
from ui.frame import Frame
from ui.parts.card_grid import MOST_CARDS
from ui.parts.digest_link import digest_link
from ui.parts.history.compare import Compared, compare, compare_table
from ui.parts.history.days_card import days_card
from ui.parts.history.days_of import SPANS, USUAL, Asked, logins_of
from ui.parts.segments import segments
from ui.theme import box, text
from views import ChildView, FleetView

COMPARED = tuple(kind for kind in SPANS if kind != "day")
"""Children are not compared while a day goes on."""


class HistoryPage:
    """It is read when it is opened, and again when children came or went; figures of today wait for the next visit."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        asked = Asked.in_address(ui.context.client.sub_pages_router.current_path)
        self._asked = Asked.of(asked.kind if asked.kind in COMPARED else USUAL)
        self._children: tuple[ChildView, ...] | None = None
        self._drawing = asyncio.Lock()
        voice = frame.desk.voice
        frame.heading(N_("History"))
        digest_link(voice)
        with box("tools"):
            spans = {key: voice.text(SPANS[key][0]) for key in COMPARED}
            choice = segments(voice.text(N_("How many days")), spans, self._asked.kind).mark("span")
            choice.on_value_change(lambda event: self._choose(str(event.value)))
        self._area = box("area").mark("history").props("aria-busy=true")
        with self._area, box("cards"):
            box("skeleton")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Children may have come or gone, or be called otherwise."""
        found = children(fleet)
        before = self._children
        self._children = found
        if before is None or [_known_by(one) for one in found] != [_known_by(one) for one in before]:
            self._draw_soon()

    def _choose(self, kind: str) -> None:
        self._asked = Asked.of(kind if kind in COMPARED else USUAL)
        self._asked.put_in_address()
        self._draw_soon()

    def _draw_soon(self) -> None:
        background_tasks.create(self._draw(), name="draw the history", context=self._area)

    async def _draw(self) -> None:
        async with self._drawing:
            asked, found = self._asked, self._children or ()
            shown, refused = await self._read(found, asked)
            if self._area.is_deleted:
                return
            self._area.clear()
            self._area.props(remove="aria-busy")
            with self._area:
                for error in refused:
                    text("p", error.text(self._desk.voice.language), "note bad")
                if not found:
                    self._empty()
                elif len(found) > MOST_CARDS:
                    compare_table(self._desk, shown)
                else:
                    self._cards(shown)

    def _cards(self, shown: Sequence[Compared]) -> None:
        if len(shown) > 1:
            compare(self._desk, shown)
        with box("cards two"):
            for one in shown:
                days_card(self._desk, one)

    async def _read(self, found: Sequence[ChildView], asked: Asked) -> tuple[list[Compared], list[MngrError]]:
        """What is known of each; a refusal that is the same for several is said once."""
        shown, refused = [], {}
        for child in found:
            history = await self._desk.fetch(self._desk.services.history_of, logins_of(child), asked.count)
            if isinstance(history, HistoryView):
                shown.append(Compared(child, history))
            elif history is not None:
                refused[history.text(self._desk.voice.language)] = history
        return shown, list(refused.values())

    def _empty(self) -> None:
        with box("card stack"):
            text("h2", self._desk.voice.text(N_("Nobody is here yet")))
            text("p", self._desk.voice.text(N_("Days are kept from the first reading of a child's computer on.")))


def _known_by(child: ChildView) -> tuple[object, ...]:
    return child.key, child.name, logins_of(child)
