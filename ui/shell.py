"""The way in: puts the pages on an app.

``create_app`` calls :func:`install` last, after its own routes and middlewares, because the pages are mounted at ``/``
and whatever is added later is never reached::

    app = FastAPI(lifespan=lifespan)      # attaches the bus to the loop when it starts, detaches it when it stops
    app.include_router(...)
    ui.shell.install(app, services, bus)
"""

from __future__ import annotations

import asyncio
from typing import cast, get_args

from fastapi import FastAPI
from nicegui import background_tasks, ui
from nicegui.language import Language

from bus import Bus
from i18n import SOURCE_LANGUAGE
from ui.child.leaving import install_guard
from ui.desk import Desk
from ui.frame import PLACES, Frame
from ui.pages.child import ADDRESSES, ChildPages
from ui.pages.computers import ComputersPage
from ui.pages.home import HomePage
from ui.pages.more import MorePage
from ui.palette import Palette
from ui.ports import Services
from ui.theme import STYLE_SHEETS
from ui.voice import Voice
from views import FleetView

SLEEPING_PHONE = 60.0
"""Seconds a phone may be silent before its page is let go; with the usual 3 it would reload and lose typed text."""

PATIENCE = 1.0
"""Seconds a page waits for the fleet before it is sent with skeletons in its place."""


def install(app: FastAPI, services: Services, bus: Bus[FleetView]) -> None:
    """Mount the pages at ``/``. They show what the services say and follow the bus."""
    _register(services, bus)
    ui.run_with(
        app,
        title="timekpr-mngr",
        dark=None,  # as the device has it
        language=_widget_language(services.language),
        viewport="width=device-width, initial-scale=1, viewport-fit=cover",
        reconnect_timeout=SLEEPING_PHONE,
        tailwind=False,
        show_welcome_message=False,
    )


def _register(services: Services, bus: Bus[FleetView]) -> None:
    for sheet in STYLE_SHEETS:
        ui.add_css(sheet, shared=True)
    install_guard()
    desk = Desk(services, Voice(services), Palette())

    async def page() -> None:
        frame = Frame(desk, bus)
        loading = background_tasks.create(frame.load(), name="load the fleet")
        children = ChildPages(frame)
        ui.sub_pages(
            {
                "/": lambda: HomePage(frame),
                "/child/{key}": children.open,
                "/computers": lambda: ComputersPage(frame),
                "/more": lambda: MorePage(frame),
            }
        )
        await asyncio.wait({loading}, timeout=PATIENCE)

    for address in (*(place.path for place in PLACES), *ADDRESSES):
        ui.page(address)(page)


def _widget_language(language: str) -> Language:
    """The same language as the widgets' own texts have it."""
    if language == SOURCE_LANGUAGE:
        return "en-GB"
    return cast("Language", language) if language in get_args(Language) else "en-GB"
