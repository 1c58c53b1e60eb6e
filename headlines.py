"""A child's time in words: the headline of a card and the small print below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import speech
from i18n import N_, Message
from timekpr_rules import Reason, TimeLeft


@dataclass(frozen=True, slots=True)
class Style:
    """How times are written: language, and ``"24h"`` or ``"12h"``."""

    language: str
    time_format: str

    def duration(self, seconds: int) -> str:
        """A span: "1 h 20"."""
        return speech.duration(seconds, self.language)

    def time(self, at: datetime) -> str:
        """A time of day: "20:00"."""
        return speech.time_of_day(at, self.language, self.time_format)


UNTIL = {
    Reason.NO_LIMIT: N_("until {time}"),
    Reason.DAY_CLOSED: N_("until {time}"),
    Reason.HOURS: N_("until {time}, when the hours close"),
    Reason.LIMIT: N_("until {time} if used without a pause"),
    Reason.WEEK: N_("until {time} if used without a pause · limit of the week"),
    Reason.MONTH: N_("until {time} if used without a pause · limit of the month"),
}
"""What ends the time, and when."""

USED_UP = {
    Reason.NO_LIMIT: N_("no more allowed hours today"),
    Reason.DAY_CLOSED: N_("today is not an allowed day"),
    Reason.HOURS: N_("no more allowed hours today"),
    Reason.LIMIT: N_("today's limit is used up"),
    Reason.WEEK: N_("the limit of the week is used up"),
    Reason.MONTH: N_("the limit of the month is used up"),
}
"""Why there is nothing left today."""


def headline(left: TimeLeft, style: Style) -> Message:
    """The answer to "how much is left"."""
    if left.open_now and left.unaccounted:
        return Message(N_("Free time now"))
    if left.open_now and left.reason is Reason.NO_LIMIT:
        return Message(N_("No limit today"))
    if left.open_now:
        return Message(N_("{duration} left"), {"duration": style.duration(left.seconds)})
    if left.reason is Reason.DAY_CLOSED:
        return Message(N_("Closed today"))
    if left.opens is not None:
        return Message(N_("Closed now"))
    return Message(N_("Closed for today")) if left.reason is Reason.HOURS else Message(N_("Time is up"))


def small_print(left: TimeLeft, now: datetime, style: Style) -> Message:
    """Why it is so, and what comes next. ``now`` is the server's local time, without a zone."""
    if not left.open_now:
        if left.opens is None:
            return Message(USED_UP[left.reason])
        return Message(
            N_("opens at {time} · {duration} today"),
            {"time": style.time(left.opens), "duration": style.duration(left.seconds)},
        )
    if left.until is None and left.unaccounted:
        return Message(N_("not counted"))
    if left.reason is Reason.NO_LIMIT and (left.until is None or left.until.date() != now.date()):
        return Message("")
    if left.until is None or left.until.date() != now.date():
        return Message(N_("lasts until midnight and beyond"))
    template = N_("not counted · open until {time}") if left.unaccounted else UNTIL[left.reason]
    return Message(template, {"time": style.time(left.until)})
