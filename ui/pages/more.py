"""More: the places that are not looked at every day, each with one line of what it is."""

from __future__ import annotations

from dataclasses import dataclass

from nicegui import ui

from i18n import N_
from ui.frame import Frame
from ui.theme import box, icon, text


@dataclass(frozen=True, slots=True)
class Row:
    """A place behind More."""

    path: str
    icon: str
    label: str
    line: str
    """What it is, in one line."""
    for_admins: bool = False
    line_for_others: str = ""
    """What of it is there for whoever is no admin; empty: the same."""


ROWS = (
    Row("/outbox", "outbox", N_("Outbox and sync"), N_("What waits for a computer, and how the last cycles went")),
    Row("/audit", "list", N_("Audit"), N_("Who changed what, when, and what came of it"), for_admins=True),
    Row(
        "/settings",
        "settings",
        N_("Settings"),
        N_("Your password, people, language, other programs"),
        line_for_others=N_("Your password, and where you are signed in"),
    ),
    Row("/guide", "guide", N_("Set-up guide"), N_("How a computer is taken in, step by step")),
    Row("/about", "about", N_("About"), N_("What this program is")),
)
"""In the order in which they are shown."""


class MorePage:
    """A list of places that does not depend on the fleet."""

    def __init__(self, frame: Frame) -> None:
        voice = frame.desk.voice
        frame.heading(N_("More"))
        with box("card more-rows", "ul"):
            for row in frame.permitted(ROWS):
                with box("", "li"):
                    link = ui.link(target=row.path).classes("more-row", remove="nicegui-link").mark(f"row-{row.icon}")
                with link:
                    icon(row.icon)
                    with box("grow"):
                        text("p", voice.text(row.label), "more-name")
                        line = row.line if frame.desk.may_admin else row.line_for_others or row.line
                        text("p", voice.text(line), "muted small")
                    icon("go")
