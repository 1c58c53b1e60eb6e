"""What the week painter says: days, hours, what a stroke did, and what the grid needs to name its cells."""

from __future__ import annotations

from collections.abc import Iterable

import speech
from i18n import N_
from speech import TimeOfDay, Weekdays
from timekpr_rules import Interval
from timekpr_rules.hours import WHOLE_DAY
from timekpr_rules.painting import HALF_HOURS, Brush, Followed, Stroke
from ui.voice import Voice

BRUSHES = {Brush.ALLOWED: N_("Allowed"), Brush.FREE: N_("Free"), Brush.CLOSED: N_("Closed")}
STATES = {Brush.ALLOWED: N_("allowed"), Brush.FREE: N_("free"), Brush.CLOSED: N_("closed")}
PAINTED = {
    Brush.ALLOWED: N_("{days}, {hours}: allowed."),
    Brush.FREE: N_("{days}, {hours}: free."),
    Brush.CLOSED: N_("{days}, {hours}: closed."),
}

FOLLOWED = {
    Brush.ALLOWED: N_("Timekpr keeps one stretch in an hour, so all of {hours} is allowed now."),
    Brush.FREE: N_("Timekpr keeps one stretch in an hour, so all of {hours} is free now."),
}
"""Nothing follows what is closed."""

MOST_FOLLOWED = 2
"""Stretches that followed a stroke and are named; all of them are seen in the grid."""


def brush_of(interval: Interval | None) -> Brush:
    """The brush that would have painted this."""
    if interval is None:
        return Brush.CLOSED
    return Brush.FREE if interval.unaccounted else Brush.ALLOWED


class PainterWords:
    """Says times of a week in the language of the pages and a time format."""

    def __init__(self, voice: Voice, time_format: str) -> None:
        self.voice = voice
        self.time_format = time_format
        """``"24h"`` or ``"12h"``."""

    def clock(self, minute: int) -> str:
        """A minute of the day from 0 to 1440."""
        return TimeOfDay(minute=minute, time_format=self.time_format).text(self.voice.language)

    def span(self, interval: Interval) -> str:
        """From when to when: "15:00" and "18:00" with a dash."""
        return f"{self.clock(interval.start)}\N{EN DASH}{self.clock(interval.end)}"

    def day(self, day: int) -> str:
        """The name of a weekday."""
        return speech.weekday(day, self.voice.language)

    def days(self, days: Iterable[int]) -> str:
        """Names of weekdays, those in a row together."""
        return Weekdays(days=tuple(sorted(days))).text(self.voice.language)

    def hours(self, intervals: Iterable[Interval]) -> str:
        """All hours of a day."""
        hours = tuple(intervals)
        if not hours:
            return self.voice.text(N_("no hours"))
        if hours == WHOLE_DAY:
            return self.voice.text(N_("all day"))
        return ", ".join(
            self.voice.text(N_("{hours} free"), hours=self.span(one)) if one.unaccounted else self.span(one)
            for one in hours
        )

    def stretch(self, days: Iterable[int], span: Interval, brush: Brush) -> str:
        """What became of a stretch of some days."""
        return self.voice.text(PAINTED[brush], days=self.days(days), hours=self.span(span))

    def stroke(self, stroke: Stroke, followed: Iterable[Followed]) -> str:
        """What a stroke did, and where more than its cells had to follow it."""
        done = self.stretch(stroke.days, stroke.span, stroke.brush)
        stretches = sorted({stretch for _, stretch in followed})
        if not stretches:
            return done
        hours = ", ".join(self.span(stretch) for stretch in stretches[:MOST_FOLLOWED])
        return f"{done} {self.voice.text(FOLLOWED[stroke.brush], hours=hours)}"

    def columns(self, order: Iterable[int]) -> list[dict[str, object]]:
        """The days of the grid as it needs them."""
        language = self.voice.language
        return [
            {"day": day, "short": speech.weekday(day, language, short=True), "name": self.day(day)} for day in order
        ]

    def times(self) -> list[str]:
        """Every half-hour from midnight to midnight."""
        return [self.clock(half * 30) for half in range(HALF_HOURS + 1)]

    def hour_labels(self) -> list[str]:
        """What stands beside each hour."""
        return [speech.hour_of_day(hour, self.voice.language, self.time_format) for hour in range(24)]

    def grid(self) -> dict[str, object]:
        """The texts of the grid. Those with fields are filled in by the browser."""
        text = self.voice.text
        same = {name: f"{{{name}}}" for name in ("day", "start", "end", "state")}
        span = {"start": same["start"], "end": same["end"]}
        return {
            "brush": {str(brush): text(label) for brush, label in BRUSHES.items()},
            "state": {str(brush): text(label) for brush, label in STATES.items()},
            "brushes": text(N_("What to paint")),
            "days": text(N_("Days; each has a menu")),
            "grid": text(N_("Hours of the week")),
            "cell": text(N_("{day} {start} to {end}, {state}"), **same),
            "partly": text(N_("{state} from {start} to {end}"), **span, state=same["state"]),
            "show": text(N_("Show {start} to {end}"), **span),
            "hide": text(N_("Hide {start} to {end}"), **span),
            "follows": text(N_("The rest of the hour follows: Timekpr keeps one stretch in an hour.")),
            "keys": text(
                N_(
                    "Arrow keys move, with Shift they choose several. Space paints, 1, 2 and 3 choose what. "
                    "M sets minutes, Ctrl+Z undoes."
                )
            ),
        }
