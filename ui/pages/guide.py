"""The set-up guide on a page of its own, for every computer after the first."""

from __future__ import annotations

from i18n import N_
from ui.frame import Frame
from ui.parts.guide import Guide
from ui.theme import box, text


class GuidePage:
    """Follows the fleet. The key by itself is in Settings."""

    def __init__(self, frame: Frame) -> None:
        voice = frame.desk.voice
        frame.heading(N_("Set-up guide"))
        with box("card guide", "section"):
            text("h2", voice.text(N_("Take a computer in")))
            guide = Guide(frame.desk)
        frame.follow(guide.update)
