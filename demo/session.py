"""A child at a played computer: what the daemon has in memory of it, and how its use goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demo.counters import as_of, seconds_between, spend, spend_playtime
from timekpr_rules import MainConfig, TimeFile, TimeLeft, UserConfig, time_left

ASLEEP_FROM: Final = 45.0
"""After so many seconds without a look the daemon takes it that the computer slept, and counts nothing."""


@dataclass(slots=True)
class Session:
    """A child at the computer: its rules and counters as the daemon has them in memory."""

    config: UserConfig
    spent: TimeFile
    looked: datetime
    saved: datetime
    rules_read: bytes
    """The rules as they were when they were read; other bytes on the disk have to be read."""
    spent_saved: bytes
    active: bool = True
    """The screen is not locked."""
    playing: bool = False
    """A PlayTime activity runs."""
    ends_at: datetime | None = None
    """When the session ends unless there is time again."""
    fraction: float = 0.0
    """Less than a second that has been used and not counted yet."""
    used: int = 0
    """Seconds that were counted since login."""
    idle: int = 0
    """Seconds since login that did not count."""

    def left(self, main: MainConfig, now: datetime) -> TimeLeft:
        """How much time is left by what is in memory."""
        return time_left(self.config, main, self.spent, now.replace(tzinfo=None))

    def count(self, main: MainConfig, speed: float, now: datetime) -> None:
        """What was used since the last look."""
        passed = seconds_between(self.looked, now)
        self.looked = now
        self.spent = as_of(self.spent, now)
        if not 0 < passed < ASLEEP_FROM:
            return
        used = passed * speed + self.fraction
        self.fraction = used % 1
        left = self.left(main, now)
        play = self.config.playtime
        playing = self.playing and self.active and play.enabled and main.playtime_enabled
        if playing:
            self.spent = spend_playtime(self.spent, int(used), left)
            self.playing = not left.playtime_limited or left.playtime > int(used)
        counts = playing if play.enabled and play.override else self.active or self.config.track_inactive
        counted = min(int(used), left.seconds) if counts and left.open_now and not left.unaccounted else 0
        self.spent = spend(self.spent, counted)
        self.used += counted
        self.idle += int(used) - counted
