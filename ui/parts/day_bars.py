"""Days side by side: how much was used of what was allowed. A list of sentences to whoever does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date

from history_views import DayFigures
from i18n import N_
from ui.theme import box, text
from ui.voice import Voice

HOUR = 3600
LEAST_SCALE = 2 * HOUR
"""Seconds that the highest bar stands for at least: ten minutes must not look like a lot."""


def day_bars(days: Sequence[DayFigures], voice: Voice, colour: int) -> None:
    """Draw these days, oldest first."""
    highest = max(LEAST_SCALE, *(max(day.used or 0, _allowed(day)) for day in days))
    with box(f"bars child-{colour:d}", "ul").mark("bars"):
        for day in days:
            with box("bar", "li").mark("bar") as bar:
                bar.style(f"--used: {(day.used or 0) / highest:.4f}; --allowed: {_allowed(day) / highest:.4f}")
                bar.classes("unknown" if day.used is None else "over" if 0 < _allowed(day) < (day.used or 0) else "")
                box("column").props("aria-hidden=true")
                text("span", _weekday(day, voice), "small muted").props("aria-hidden=true")
                text("span", sentence(day, voice), "unseen").mark("day")


def sentence(day: DayFigures, voice: Voice) -> str:
    """A day in words: "Monday 23 November: used 1 h 20 of 2 h"."""
    name = format_date(day.day, "EEEE d MMMM", locale=voice.locale)
    if day.used is None:
        return voice.text(N_("{day}: not known"), day=name)
    used = voice.duration(day.used)
    if day.limit is None or day.limit >= 24 * HOUR:
        return voice.text(N_("{day}: used {used}"), day=name, used=used)
    return voice.text(N_("{day}: used {used} of {limit}"), day=name, used=used, limit=voice.duration(_allowed(day)))


def _allowed(day: DayFigures) -> int:
    """What the day allowed, with what was given or taken; 0 where there was no limit, or none is known."""
    if day.limit is None or day.limit >= 24 * HOUR:
        return 0
    return max(0, day.limit + day.granted)


def _weekday(day: DayFigures, voice: Voice) -> str:
    return format_date(day.day, "EEEEEE", locale=voice.locale)
