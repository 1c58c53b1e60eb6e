"""About: what this program is."""

from __future__ import annotations

from i18n import N_
from ui.frame import Frame
from ui.theme import box, text
from version import VERSION


class AboutPage:
    """A card that depends on nothing."""

    def __init__(self, frame: Frame) -> None:
        voice = frame.desk.voice
        frame.heading(N_("About"))
        with box("cards two"), box("card", "section"):
            text("h2", "timekpr-mngr")
            text("p", voice.text(N_("Version {version}"), version=VERSION), "muted small")
            text("p", voice.text(N_("Timekpr-nExT on all computers of a family or a school, from one place.")))
            text("p", voice.text(N_("Free software under the Apache License 2.0.")), "muted small")
