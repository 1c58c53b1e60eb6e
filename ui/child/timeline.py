"""The hours of a day as a bar: allowed, free and closed ones, and where in them it is now. Drawn on the server."""

from __future__ import annotations

from nicegui import ui

from day_views import DayView
from i18n import N_
from speech import TimeOfDay
from timekpr_rules.hours import MINUTES_PER_DAY
from ui.theme import box, text
from ui.voice import Voice

HOURS_NAMED = (0, 6, 12, 18, 24)


class Timeline:
    """One day; for a screen reader it is a sentence."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._shown: object = None
        with box("timeline").mark("timeline") as self._root:
            self._bar = box("bar").props("role=img")
            with box("scale").props("aria-hidden=true"):
                for hour in HOURS_NAMED:
                    text("span", str(hour))
            self._hours = text("p", classes="small muted").mark("hours-of-today")
        self._root.set_visibility(False)

    def update(self, day: DayView) -> None:
        """Show another state of the day; the bar is drawn anew only where it looks otherwise."""
        if day.intervals is None:
            self._root.set_visibility(False)
            return
        self._root.set_visibility(True)
        minute = day.now.hour * 60 + day.now.minute
        if (shown := (day.intervals, minute)) == self._shown:
            return
        self._shown = shown
        said = self._said(day)
        self._hours.set_text(said)
        now = self._voice.text(N_("It is {time}."), time=self._clock(minute))
        self._bar.props["aria-label"] = f"{said} {now}"
        self._bar.clear()
        with self._bar, ui.element("svg").props('viewBox="0 0 1440 24" preserveAspectRatio="none" aria-hidden="true"'):
            for start, end, free in day.intervals:
                _rect("free" if free else "open", start, end - start)
            _rect("past", 0, minute)
            _rect("now", max(minute - 4, 0), 8)

    def _said(self, day: DayView) -> str:
        if not day.intervals:
            return self._voice.text(N_("No hours today."))
        if [tuple(one) for one in day.intervals] == [(0, MINUTES_PER_DAY, False)]:
            return self._voice.text(N_("Open all day."))
        parts = []
        for start, end, free in day.intervals:
            hours = f"{self._clock(start)}\N{EN DASH}{self._clock(end)}"
            parts.append(self._voice.text(N_("{hours} free"), hours=hours) if free else hours)
        return self._voice.text(N_("Hours today: {hours}"), hours=", ".join(parts))

    def _clock(self, minute: int) -> str:
        return self._voice.say(TimeOfDay(minute=minute, time_format=self._voice.style.time_format))


def _rect(kind: str, start: int, width: int) -> None:
    """A part of the bar; one unit is a minute."""
    ui.element("rect").classes(kind).props(f"x={start:d} y=0 width={width:d} height=24")
