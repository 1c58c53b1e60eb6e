"""A page with nothing but the week painter on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from nicegui import ui

from tests.ui.fleets import FakeServices
from timekpr_rules import parse_hours
from timekpr_rules.painting import WeekHours
from ui.parts.week_grid import WeekGrid
from ui.parts.week_painter import HoursOfDays, WeekPainter
from ui.theme import STYLE_SHEETS, box, text
from ui.voice import Voice

SCHOOL_DAY = parse_hours("7;!13;14;15;16;17;18;19").intervals
WEEKEND_DAY = parse_hours("9;10;11;12;13;14;15;16;17;18;19;20[0-30]").intervals
WEEK: WeekHours = (*[SCHOOL_DAY] * 5, WEEKEND_DAY, parse_hours("9;10;11;15[10-60];16;17[0-45];!20[30-60]").intervals)


@dataclass
class Easel:
    """Builds the page, and keeps what its painters report."""

    week: WeekHours = WEEK
    first_weekday: int = 1
    time_format: str = "24h"
    painters: list[WeekPainter] = field(default_factory=list)
    changes: list[WeekHours] = field(default_factory=list)
    """The whole week after each of them."""
    days: list[tuple[int, ...]] = field(default_factory=list)
    """The days that each was about."""
    loop: asyncio.AbstractEventLoop | None = None
    """On which the pages live."""

    def build(self, services: FakeServices) -> FastAPI:
        app = FastAPI()

        @ui.page("/")
        async def page() -> None:
            self.loop = asyncio.get_running_loop()
            text("h1", "Anna")
            with box("card"):
                painter = WeekPainter(
                    Voice(services),
                    self.week,
                    lambda days: self._note(painter, days),
                    first_weekday=self.first_weekday,
                    time_format=self.time_format,
                )
            self.painters.append(painter)

        for sheet in STYLE_SHEETS:
            ui.add_css(sheet, shared=True)
        language: Any = "de" if services.language == "de" else "en-GB"
        ui.run_with(app, dark=None, language=language, tailwind=False, show_welcome_message=False)
        return app

    def _note(self, painter: WeekPainter, days: HoursOfDays) -> None:
        assert all(painter.week[day - 1] == hours for day, hours in days.items())
        self.days.append(tuple(days))
        self.changes.append(painter.week)

    @property
    def painter(self) -> WeekPainter:
        """The one on the page that was opened last."""
        return self.painters[-1]


def say(painter: WeekPainter, kind: str, message: object = None) -> None:
    """Let the browser's part of the grid say something."""
    with painter._grid.client:
        grid: WeekGrid = painter._grid
        listener = next(one for one in grid._event_listeners.values() if one.type == kind)
        grid._handle_event({"listener_id": listener.id, "args": message})
