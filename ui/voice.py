"""The pages' tongue: every text on them is said here, in the language and time format of the settings."""

from __future__ import annotations

from datetime import datetime

from babel import Locale

import speech
from headlines import Style
from i18n import FieldValue, Message
from ui.ports import Services


class Voice:
    """Says texts, messages and times to the person in front of a page."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def language(self) -> str:
        """The language of the settings."""
        return self._services.language

    @property
    def locale(self) -> Locale:
        """The same, for Babel."""
        return speech.locale_of(self.language)

    @property
    def first_weekday(self) -> int:
        """The day with which a week begins here, 1 (Monday) to 7."""
        return self._services.first_weekday

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of a week in the order in which they stand here, each from 1 (Monday) to 7."""
        return tuple((self.first_weekday - 1 + place) % 7 + 1 for place in range(7))

    @property
    def style(self) -> Style:
        """How times are written, for sentences that are made from rules."""
        return Style(self._services.language, self._services.time_format)

    def text(self, template: str, **fields: FieldValue) -> str:
        """A text marked with ``N_``, with its fields filled in."""
        return Message(template, fields).text(self.language)

    def count(self, one: str, many: str, count: int) -> str:
        """A text that depends on a number: "1 computer", "3 computers"."""
        return Message(one, plural=many, count=count).text(self.language)

    def say(self, message: Message) -> str:
        """A sentence that somebody else made."""
        return message.text(self.language)

    def quoted(self, words: str) -> str:
        """What somebody has written, as such."""
        return self.say(speech.quoted(words))

    def hour(self) -> datetime:
        """The hour it is now: what was said in it need not be said again, because a day ends with an hour.

        On a computer in a zone that is half an hour off, "yesterday" comes that much late.
        """
        return self._services.now().replace(minute=0, second=0, microsecond=0)

    def duration(self, seconds: float) -> str:
        """A span of seconds: "1 h 20"."""
        return speech.duration(seconds, self.language)

    def clock(self, minute: int) -> str:
        """A time of day by the minutes since midnight, 0 to 1440: "20:30"."""
        return self.say(speech.TimeOfDay(minute=minute, time_format=self._services.time_format))

    def moment(self, at: datetime) -> str:
        """A moment on the clock of the parent: "yesterday 21:10"."""
        return speech.moment(at, self._services.now(), self.language, self._services.time_format)

    def moment_there(self, at: datetime) -> str:
        """A moment on the clock of a computer, in whose zone it is given."""
        return speech.moment(at, self._services.now().astimezone(at.tzinfo), self.language, self._services.time_format)

    def ago(self, at: datetime) -> str:
        """How long ago: "3 min ago"."""
        return speech.ago(at, self._services.now(), self.language, self._services.time_format)

    def as_of(self, at: datetime) -> str:
        """How old a figure of a computer is, on that computer's own clock."""
        return speech.as_of(at, self._services.now().astimezone(at.tzinfo), self.language, self._services.time_format)
