"""A ring that repeats how much is left: one element, drawn by the style sheet, 78 px."""

from __future__ import annotations

import speech
from ui.parts.running_text import RunningText
from ui.voice import Voice
from ui.words import ring_label
from views import UserView

NOT_KNOWN = "–"  # noqa: RUF001 - a dash


class Ring(RunningText):
    """The ring of one user, in the colour of the child, with the time left as a clock shows it inside."""

    def __init__(self, user: UserView, voice: Voice, colour: int) -> None:
        super().__init__("div", "ring")
        self._voice = voice
        self._colour = -1
        self.props("role=img")
        self.show(user, colour)

    def show(self, user: UserView, colour: int, runs: str = "") -> None:
        """Show other figures, which go on by themselves with ``runs`` of a running_text.Countdown."""
        if colour != self._colour:
            self._colour = colour
            self.classes(replace=f"ring child-{colour:d}")
        left = f"{min(max(user.fraction or 0.0, 0.0), 1.0):.3f}"
        if self.style.get("--left") != left:
            self.style["--left"] = left
        label = ring_label(user, self._voice)
        if self.props.get("aria-label") != label:
            self.props["aria-label"] = label
        self.set_text(NOT_KNOWN if user.left is None else speech.figure(user.left))
        self.run(runs)
