"""The hours of one day on others: the sheet of the week painter."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from i18n import N_
from timekpr_rules.painting import WeekHours
from ui.painter_words import PainterWords
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, text


def ask_to_copy(
    words: PainterWords,
    order: tuple[int, ...],
    week: WeekHours,
    source: int,
    copy: Callable[[int, tuple[int, ...]], None],
) -> None:
    """Ask which day goes where; ``copy`` gets the day and the others. ``order`` is the days as the week begins."""
    voice = words.voice
    with sheet(voice.text(N_("Copy a day"))) as dialog:
        hours = {day: f"{words.day(day)}: {words.hours(week[day - 1])}" for day in order}
        chosen = ui.select(hours, value=source, label=voice.text(N_("Hours of"))).props("outlined").mark("copied-day")
        with box("copy-to").props("role=group") as group:
            group.props["aria-label"] = voice.text(N_("To"))
            text("p", voice.text(N_("To")), "muted small")
            boxes = {day: ui.checkbox(words.day(day)).mark(f"copy-to-{day}") for day in order}

        def offer() -> None:
            for day, element in boxes.items():
                element.set_visibility(day != chosen.value)

        chosen.on_value_change(offer)
        offer()
        complaint = Complaint()

        async def done() -> None:
            targets = tuple(day for day in order if boxes[day].value and day != chosen.value)
            if not targets:
                complaint.say(voice.text(N_("Choose at least one day.")))
                return
            dialog.close()
            copy(chosen.value, targets)

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Copy")), done)
