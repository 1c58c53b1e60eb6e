"""A ring that repeats how much is left: drawn on the server as SVG elements, 84 px."""

from __future__ import annotations

from nicegui import ui

import speech
from ui.parts.running_text import RunningText
from ui.theme import box
from ui.voice import Voice
from ui.words import ring_label
from views import UserView


class Ring:
    """The ring of one user, in the colour of the child."""

    def __init__(self, user: UserView, voice: Voice, colour: int) -> None:
        self._voice = voice
        self._colour = colour
        with box(f"ring child-{colour:d}").props("role=img") as self._root:
            with ui.element("svg").props('viewBox="0 0 84 84" aria-hidden="true"'):
                _circle("track")
                self._arc = _circle("arc")
            self._figure = RunningText("span", "figure").props("aria-hidden=true")
        self.update(user)

    def update(self, user: UserView, colour: int | None = None, runs: str = "") -> None:
        """Show other figures, which go on by themselves with ``runs`` of a running_text.Countdown."""
        if colour is not None and colour != self._colour:
            self._colour = colour
            self._root.classes(replace=f"ring child-{colour:d}")
        fraction = min(max(user.fraction or 0.0, 0.0), 1.0)
        self._arc.set_visibility(fraction > 0)  # a round line end would draw a dot at zero
        _set(self._arc, "stroke-dasharray", f"{fraction * 100:.1f} 100")
        _set(self._root, "aria-label", ring_label(user, self._voice))
        self._figure.set_text("–" if user.left is None else speech.figure(user.left))  # noqa: RUF001 - a dash: not known
        self._figure.run(runs)


def _circle(kind: str) -> ui.element:
    """A circle whose circumference counts as 100."""
    return ui.element("circle").classes(kind).props("cx=42 cy=42 r=37 pathLength=100")


def _set(element: ui.element, prop: str, value: str) -> None:
    """Set a property, and send it only if it is another one."""
    if element.props.get(prop) != value:
        element.props[prop] = value
