"""The places behind More and behind a computer: their addresses, and what draws each."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from i18n import N_
from ui.frame import Frame
from ui.pages.about import AboutPage
from ui.pages.audit import AuditPage
from ui.pages.computer_settings import ComputerSettingsPage
from ui.pages.guide import GuidePage
from ui.pages.outbox import OutboxPage
from ui.parts.main_form import settings_path
from ui.theme import box, text

OUTBOX, AUDIT, GUIDE, ABOUT = "/outbox", "/audit", "/guide", "/about"
SETTINGS = settings_path("{server_id}")

TECHNICAL_PATHS = (OUTBOX, AUDIT, GUIDE, ABOUT, SETTINGS)


def technical_pages(frame: Frame) -> dict[str, Callable[..., object]]:
    """What to draw at each of these addresses."""
    admin = frame.desk.may_admin
    return {
        OUTBOX: lambda: OutboxPage(frame),
        AUDIT: lambda: AuditPage(frame) if admin else not_yours(frame, N_("Audit")),
        GUIDE: lambda: GuidePage(frame),
        ABOUT: lambda: AboutPage(frame),
        SETTINGS: lambda server_id: (
            ComputerSettingsPage(frame, server_id) if admin else not_yours(frame, N_("Timekpr's settings"))
        ),
    }


def not_yours(frame: Frame, heading: str) -> None:
    """What stands at an address that nothing leads to for whoever is signed in here."""
    frame.heading(heading)
    with box("card").mark("not-yours"):
        text("p", frame.desk.voice.text(N_("This page is for admins.")))
        ui.link(frame.desk.voice.text(N_("Go to the start")), "/").classes("go")
