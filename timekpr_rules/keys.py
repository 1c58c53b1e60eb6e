"""What there is to know about a key of Timekpr's files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from timekpr_rules.versions import Version


class File(StrEnum):
    """Which of Timekpr's files."""

    USER = "user"
    MAIN = "main"
    TIME = "time"


class Kind(StrEnum):
    """What a key takes."""

    SECONDS = "seconds"
    NUMBER = "number"
    BOOLEAN = "boolean"
    LOCKOUT = "lockout"
    """One word of versions.LOCKOUT_TYPES."""
    HOURS = "hours"
    """``7;8[0-30];!20``."""
    DAYS = "days"
    """Days from 1 (Monday) to 7."""
    DAY_LIMITS = "day_limits"
    """Seven limits in seconds, Monday to Sunday."""
    HOUR_RANGE = "hour_range"
    """``first;last``, hours from 0 to 23."""
    ACTIVITIES = "activities"
    """``mask[description];…``; stored as PLAYTIME_ACTIVITY_001 and following."""
    WORDS = "words"
    """Plain names separated by semicolons."""
    PATH = "path"
    MOMENT = "moment"
    """``2026-11-21 15:30:00`` in the server's local time."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Its default is the model's (see wanted.default_text)."""

    name: str
    kind: Kind
    meaning: str
    """One line, marked for translation; also the comment above the key in a new file."""
    attribute: str = ""
    """The model's field; empty for keys that make up a week together."""
    minimum: int = 0
    maximum: int = 0
    """The range of a number, or of each number in a list."""
    file: File = File.USER
    section: str = ""
    """The section's name, or what follows the user's name in it."""
    since: Version | None = None
    """The first version that has it; None: all that are supported."""
