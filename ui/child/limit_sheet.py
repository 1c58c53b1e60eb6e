"""The sheet for one limit: hours and minutes, or none, and for which other days the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from errors import InvalidValue
from i18n import N_
from speech import Weekdays
from ui.desk import Desk
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, text

QUICK = (30, 60, 90, 120, 180)
"""Minutes that one tap chooses, of a day."""
SCHOOL_DAYS = (1, 2, 3, 4, 5)
WEEKEND = (6, 7)
HOUR = 3600
LONGEST = 4
"""Digits of a number."""


class LimitSheet:
    """Asks for a limit; ``change`` gets the other days that shall have it, and its seconds. Raises InvalidValue.

    A limit may have seconds, which are not asked for: as long as its hours and minutes stay, it stays to the second.
    """

    def __init__(
        self,
        desk: Desk,
        label: str,
        seconds: int,
        *,
        most: int,
        others: Sequence[int],
        change: Callable[[Sequence[int], int], None],
    ) -> None:
        self._voice = voice = desk.voice
        self._before = seconds
        self._most = most
        self._change = change
        self._also: set[int] = set()
        self._chips: dict[int, ui.button] = {}
        unlimited = _shown(seconds, most) is None
        with sheet(voice.text(N_("Limit: {what}"), what=label)) as self._dialog:
            if others:
                with box("quick").props("role=group") as quick:
                    quick.props["aria-label"] = voice.text(N_("Limit"))
                    for minutes in QUICK:
                        label = voice.duration(minutes * 60)
                        button(label, lambda minutes=minutes: self._quick(minutes)).mark(f"quick-{minutes}")
            with box("two-fields"):
                hours, minutes = _shown(seconds, most) or (0, 0)
                self._hours = self._field(N_("Hours"), "" if unlimited else str(hours)).mark("hours")
                self._minutes = self._field(N_("Minutes"), "" if unlimited else f"{minutes:02}").mark("minutes")
            self._none = ui.checkbox(voice.text(N_("No limit")), value=unlimited).mark("no-limit")
            self._none.on_value_change(lambda event: self._without(bool(event.value)))
            if others:
                self._same_for(others)
            self._complaint = Complaint()
            with box("actions"):
                button(voice.text(N_("Cancel")), self._dialog.close).mark("cancel")
                button(voice.text(N_("Set")), self._done, "primary").mark("do-it")

    def _field(self, label: str, value: str) -> ui.input:
        element = ui.input(self._voice.text(label), value=value)
        element.props(f"outlined no-error-icon autocomplete=off inputmode=numeric maxlength={LONGEST:d}")
        element.on_value_change(lambda: self._typed(element))
        element.on("keydown.enter", self._done)
        return element

    def _same_for(self, days: Sequence[int]) -> None:
        voice = self._voice
        text("p", voice.text(N_("The same for")), "small muted")
        with box("quick").props("role=group") as quick:
            quick.props["aria-label"] = voice.text(N_("The same for"))
            for name, label in (("school-days", N_("School days")), ("weekend", N_("Weekend"))):
                meant = [day for day in (SCHOOL_DAYS if name == "school-days" else WEEKEND) if day in days]
                button(voice.text(label), lambda meant=meant: self._toggle(meant)).mark(name)
        with box("chips").props("role=group") as chips:
            chips.props["aria-label"] = voice.text(N_("The same for"))
            for day in days:
                name = Weekdays(days=(day,)).text(voice.language)
                chip = ui.button(name, color=None).props("no-caps flat aria-pressed=false").classes("chip")
                self._chips[day] = chip.on_click(lambda day=day: self._toggle([day])).mark(f"also-{day}")

    def _toggle(self, days: Sequence[int]) -> None:
        """All of these, or none if all of them are chosen already."""
        self._also = self._also - set(days) if set(days) <= self._also else self._also | set(days)
        for day, chip in self._chips.items():
            chip.props["aria-pressed"] = "true" if day in self._also else "false"

    def _quick(self, minutes: int) -> None:
        self._none.set_value(False)
        self._hours.set_value(str(minutes // 60))
        self._minutes.set_value(f"{minutes % 60:02}")

    def _without(self, unlimited: bool) -> None:  # noqa: FBT001 - called by the box
        if unlimited:
            self._hours.set_value("")
            self._minutes.set_value("")

    def _typed(self, element: ui.input) -> None:
        element.error = None
        if str(element.value or ""):
            self._none.set_value(False)

    def _done(self) -> None:
        seconds = self._most if self._none.value else self._entered()
        if seconds is None:
            return
        if _shown(seconds, self._most) == _shown(self._before, self._most):
            seconds = self._before
        if seconds == self._before and not self._also:
            self._dialog.close()
            return
        try:
            self._change(sorted(self._also), seconds)
        except InvalidValue as error:
            self._complaint.say(error.text(self._voice.language))
            return
        self._dialog.close()

    def _entered(self) -> int | None:
        """The seconds; nothing, and why at the field, if they are no time."""
        found = []
        for element, most in ((self._hours, self._most // HOUR), (self._minutes, 59)):
            value = str(element.value or "").strip() or "0"
            if not (value.isascii() and value.isdigit() and len(value) <= LONGEST and int(value) <= most):
                return self._refuse(element, self._voice.text(N_("A number from 0 to {most}."), most=most))
            found.append(int(value))
        hours, minutes = found
        if not str(self._hours.value or "").strip() and not str(self._minutes.value or "").strip():
            return self._refuse(self._hours, self._voice.text(N_("Enter a time, or choose that there is no limit.")))
        seconds = hours * HOUR + minutes * 60
        if seconds > self._most:
            limit = self._voice.duration(self._most)
            return self._refuse(self._minutes, self._voice.text(N_("{limit} is the most."), limit=limit))
        return seconds

    @staticmethod
    def _refuse(element: ui.input, sentence: str) -> None:
        element.error = sentence
        element.run_method("focus")


def _shown(seconds: int, most: int) -> tuple[int, int] | None:
    """Hours and minutes of a limit, as the fields have them; None where there is none."""
    return None if seconds >= most else divmod(seconds // 60, 60)
