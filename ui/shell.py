"""The way in: puts the pages on an app.

``create_app`` calls :func:`install` last, after its own routes and middlewares, because the pages are mounted at ``/``
and whatever is added later is never reached::

    app = FastAPI(lifespan=lifespan)      # attaches the bus to the loop when it starts, detaches it when it stops
    app.include_router(...)
    ui.shell.install(app, of_session, bus)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from ipaddress import ip_address
from typing import NoReturn, cast, get_args

from fastapi import FastAPI, Request
from nicegui import background_tasks, core, ui
from nicegui.language import Language

from bus import Bus
from i18n import SOURCE_LANGUAGE
from ui.child.leaving import install_guard
from ui.desk import Desk
from ui.frame import PLACES, Frame
from ui.pages.child import ADDRESSES, ChildPages
from ui.pages.computers import ComputersPage
from ui.pages.digest import DigestPage
from ui.pages.history import HistoryPage
from ui.pages.home import HomePage
from ui.pages.more import MorePage
from ui.pages.settings import SettingsPage
from ui.pages.technical import TECHNICAL_PATHS, technical_pages
from ui.palette import Palette
from ui.parts.password_sheet import ask_password
from ui.ports import Services
from ui.sockets import guard_sockets
from ui.theme import STYLE_SHEETS, icon_style_sheet
from ui.voice import Voice
from views import FleetView

SLEEPING_PHONE = 60.0
"""Seconds a phone may be silent before its page is let go; with the usual 3 it would reload and lose typed text."""

HEAD = """<link rel="icon" href="{root}/assets/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="{root}/assets/icon-180.png">
<link rel="manifest" href="{root}/manifest.webmanifest">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f3ef">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#12161b">
<script src="{root}/assets/session_watch.js" defer></script>"""
"""What a phone needs to put the app on its start screen, and what a page does when its session has ended."""

DIGESTS = ("/digest", "/digest/{week}")

PATIENCE = 1.0
"""Seconds a page waits for the fleet before it is sent with skeletons in its place."""


ServicesOf = Callable[[Request], Services]
"""The services as somebody has them who asks for a page: what they may not do, these do not do."""


def install(app: FastAPI, services_of: ServicesOf, bus: Bus[FleetView], language: str) -> None:
    """Mount the pages at ``/``. They show what the services say and follow the bus."""
    _register(services_of, bus)
    guard_sockets()
    _leave_errors_alone()
    ui.run_with(
        app,
        title="timekpr-mngr",
        dark=None,  # as the device has it
        language=_widget_language(language),
        viewport="width=device-width, initial-scale=1, viewport-fit=cover",
        reconnect_timeout=SLEEPING_PHONE,
        tailwind=False,
        show_welcome_message=False,
    )


def _register(services_of: ServicesOf, bus: Bus[FleetView]) -> None:
    for style_sheet in STYLE_SHEETS:
        ui.add_css(style_sheet, shared=True)
    ui.add_css(icon_style_sheet(), shared=True)
    install_guard()

    async def page(request: Request) -> None:
        services = services_of(request)
        ui.add_head_html(HEAD.format(root=escape(request.headers.get("X-Forwarded-Prefix", ""))))
        desk = Desk(services, Voice(services), Palette(), ask_password)
        frame = Frame(desk, bus, can_be_read=_can_be_read(request))
        loading = background_tasks.create(frame.load(), name="load the fleet")
        children = ChildPages(frame)
        ui.sub_pages(
            {
                "/": lambda: HomePage(frame),
                "/child/{key}": children.open,
                "/computers": lambda: ComputersPage(frame),
                "/history": lambda: HistoryPage(frame),
                "/digest": lambda: DigestPage(frame),
                "/digest/{week}": lambda week: DigestPage(frame, week),
                "/more": lambda: MorePage(frame),
                "/settings": lambda: SettingsPage(frame),
                **technical_pages(frame),
            }
        )
        await asyncio.wait({loading}, timeout=PATIENCE)

    for path in (*(place.path for place in PLACES), *ADDRESSES, *DIGESTS, "/settings", *TECHNICAL_PATHS):
        ui.page(path)(page)


def _widget_language(language: str) -> Language:
    """The same language as the widgets' own texts have it."""
    if language == SOURCE_LANGUAGE:
        return "en-GB"
    return cast("Language", language) if language in get_args(Language) else "en-GB"


def _leave_errors_alone() -> None:
    """NiceGUI's own error pages show the exception's text; whoever stands before the pages has better ones."""

    def hand_on(_request: Request, error: Exception) -> NoReturn:
        raise error

    core.app.exception_handlers |= {404: hand_on, Exception: hand_on}


def _can_be_read(request: Request) -> bool:
    """Whether others on the way can read along: the page goes to another machine and is not encrypted."""
    peer = (request.client.host if request.client else "").partition("%")[0]
    try:
        return request.scope["scheme"] == "http" and not ip_address(peer).is_loopback
    except ValueError:
        return False  # a test's own client
