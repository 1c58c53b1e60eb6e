"""Time left that goes on in the browser between two readings, so that no push is needed for it.

The text of the server stays the truth: it is shown whenever nothing runs. What runs stops at nothing left, and ten
minutes after the reading, when nobody knows any more whether the child is still there.
"""

from __future__ import annotations

import itertools

from nicegui.elements.mixins.text_element import TextElement

from i18n import N_
from ui.desk import Desk
from ui.voice import Voice
from views import UserView


class RunningText(TextElement, component="running_text.js"):
    """A tag with the time left in it: in words if it is given them, else as a clock shows it."""

    def __init__(self, tag: str, classes: str, words: dict[str, str] | None = None) -> None:
        super().__init__(text="")
        self.classes(classes)
        self._props["as"] = tag
        self._props["runs"] = ""
        if words:
            self._props["words"] = words

    def run(self, runs: str) -> None:
        """Go on from this (see :class:`Countdown`), or stand still."""
        if self.props.get("runs") != runs:
            self.props["runs"] = runs


class Countdown:
    """How the time of one user runs, as one text; empty while it stands still.

    It has the seconds left, the seconds that this may go on, and a number by which equal figures of two readings
    differ.
    """

    _numbers = itertools.count(1)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._user: UserView | None = None
        self._runs = ""

    def of(self, user: UserView) -> str:
        """The same text for as long as nothing newer is known of the user."""
        before, self._user = self._user, user
        if before is None or (before.runs, before.left) != (user.runs, user.left):
            self._runs = self._text(user)
        return self._runs

    def _text(self, user: UserView) -> str:
        if user.runs is None or user.left is None:
            return ""
        left, lasts = user.left - self._desk.age(user.runs.since), -self._desk.age(user.runs.until)
        return f"{left:.0f} {lasts:.0f} {next(self._numbers)}" if lasts > 0 else ""


def words_for_time_left(voice: Voice) -> dict[str, str]:
    """What the script says a duration with, in the language of the pages: as speech.duration and headlines do."""
    slots = {"hours": "{hours}", "minutes": "{minutes}"}
    return {
        "hours": voice.text(N_("{hours} h"), **slots),
        "both": voice.text(N_("{hours} h {minutes}"), **slots),
        "few": voice.text(N_("{minutes} min"), **slots),
        "under": voice.text(N_("under 1 min")),
        "left": voice.text(N_("{duration} left"), duration="{duration}"),
        "over": voice.text(N_("Time is up")),
    }
