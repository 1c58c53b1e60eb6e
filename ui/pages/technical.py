"""The places behind More and behind a computer: their addresses, and what draws each."""

from __future__ import annotations

from collections.abc import Callable

from ui.frame import Frame
from ui.pages.about import AboutPage
from ui.pages.audit import AuditPage
from ui.pages.computer_settings import ComputerSettingsPage
from ui.pages.guide import GuidePage
from ui.pages.outbox import OutboxPage
from ui.parts.main_form import settings_path

OUTBOX, AUDIT, GUIDE, ABOUT = "/outbox", "/audit", "/guide", "/about"
SETTINGS = settings_path("{server_id}")

TECHNICAL_PATHS = (OUTBOX, AUDIT, GUIDE, ABOUT, SETTINGS)


def technical_pages(frame: Frame) -> dict[str, Callable[..., object]]:
    """What to draw at each of these addresses."""
    return {
        OUTBOX: lambda: OutboxPage(frame),
        AUDIT: lambda: AuditPage(frame),
        GUIDE: lambda: GuidePage(frame),
        ABOUT: lambda: AboutPage(frame),
        SETTINGS: lambda server_id: ComputerSettingsPage(frame, server_id),
    }
