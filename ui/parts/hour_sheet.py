"""The minutes of one hour: the sheet behind a tap on a cell of the week painter."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from i18n import N_
from timekpr_rules import Interval
from timekpr_rules.painting import Brush
from ui.painter_words import BRUSHES, PainterWords, brush_of
from ui.parts.segments import segments
from ui.parts.sheet import actions_row, sheet
from ui.theme import box, button, text

QUICK = {"first": (N_("First half"), 0, 30), "second": (N_("Second half"), 30, 60), "whole": (N_("Whole hour"), 0, 60)}
"""Label, first and last minute of what one tap chooses."""


def ask_for_minutes(
    words: PainterWords,
    day: int,
    hour: int,
    *,
    there: Interval | None,
    suggested: Interval,
    chosen: Callable[[Interval | None], None],
) -> None:
    """Ask what an hour of a day holds; ``chosen`` gets the one stretch, or nothing for a closed hour.

    ``there`` is what it holds now; where it is closed, the sheet begins with ``suggested``.
    """
    voice = words.voice
    whole = words.span(Interval(hour * 60, hour * 60 + 60))
    title = voice.text(N_("{day}, {hours}"), day=words.day(day), hours=whole)
    with sheet(title) as dialog:
        form = _Form(words, hour, there or suggested)

        async def done() -> None:
            stretch = form.entered()
            if stretch or form.brush() is Brush.CLOSED:
                dialog.close()
                chosen(stretch)

        form.follow(actions_row(dialog, voice.text(N_("Cancel")), "", done))


class _Form:
    """A brush and the minutes that it paints."""

    def __init__(self, words: PainterWords, hour: int, stretch: Interval) -> None:
        self._words, self._hour = words, hour
        self._button: ui.button | None = None
        text_of = words.voice.text
        brushes = {str(brush): text_of(label) for brush, label in BRUSHES.items()}
        self._brush = segments(text_of(N_("What the hour is")), brushes, str(brush_of(stretch))).mark("brush")
        with box("stack") as self._minutes:
            with box("quick"):
                for mark, (label, first, last) in QUICK.items():
                    button(text_of(label), lambda first=first, last=last: self._enter(first, last)).mark(mark)
            with box("from-to"):
                self._first = self._field(text_of(N_("From minute")), stretch.start - hour * 60).mark("first-minute")
                self._last = self._field(text_of(N_("To minute")), stretch.end - hour * 60).mark("last-minute")
            text("p", text_of(N_("Timekpr keeps only one stretch in an hour.")), "muted small")
        for element in (self._brush, self._first, self._last):
            element.on_value_change(self._changed)

    def follow(self, element: ui.button) -> None:
        """Let the button say what it would do."""
        self._button = element
        self._changed()

    def brush(self) -> Brush:
        """What is chosen."""
        return Brush(self._brush.value)

    def entered(self) -> Interval | None:
        """The stretch; nothing if the hour is to be closed, or with the reason at the field if it is none."""
        if self.brush() is Brush.CLOSED:
            return None
        first, last = (_minute(field.value) for field in (self._first, self._last))
        for field, minute in ((self._first, first), (self._last, last)):
            if minute is None:
                return self._complain(field, N_("A number from 0 to 60."))
        if first is not None and last is not None and first < last:
            start = self._hour * 60
            return Interval(start + first, start + last, self.brush() is Brush.FREE)
        return self._complain(self._last, N_("It has to end after it begins."))

    def _complain(self, field: ui.input, sentence: str) -> None:
        field.error = self._words.voice.text(sentence)
        field.run_method("focus")

    def _field(self, label: str, minute: int) -> ui.input:
        element = ui.input(label, value=str(minute))
        return element.props("outlined no-error-icon autocomplete=off inputmode=numeric maxlength=2")

    def _enter(self, first: int, last: int) -> None:
        self._first.value, self._last.value = str(first), str(last)

    def _changed(self) -> None:
        self._first.error = self._last.error = None
        closed = self.brush() is Brush.CLOSED
        self._minutes.set_visibility(not closed)
        if self._button:
            self._button.set_text(self._words.voice.text(N_("Close this hour")) if closed else self._offer())

    def _offer(self) -> str:
        first, last = (_minute(field.value) for field in (self._first, self._last))
        if first is None or last is None or first >= last:
            return self._words.voice.text(N_("Set"))
        start = self._hour * 60
        return self._words.voice.text(N_("Set {hours}"), hours=self._words.span(Interval(start + first, start + last)))


def _minute(value: object) -> int | None:
    entered = str(value or "").strip()
    is_number = entered.isascii() and entered.isdigit() and len(entered) <= 3
    return int(entered) if is_number and int(entered) <= 60 else None
