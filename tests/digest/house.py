"""A house whose history is laid down by hand, and whose clock is moved by hand: for what is done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from clock import FakeClock
from opening import open_core
from services import Services
from services.weekly_digest import WeeklyDigest
from stats_history import HISTORY, DayDetail
from tests.digest.made import days, history

SUNDAY_EVENING = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FULL = days(60, 70, 80, 0, 100, 160, 90)
MAIL: Mapping[str, Any] = {
    "host": "127.0.0.1", "port": 9, "security": "none", "sender": "t@example.org",
    "recipients": "anna@example.org, omar@example.org", "enabled": True,
}  # fmt: skip


class SettableClock(FakeClock):
    """One that somebody sets, also back."""

    def set(self, moment: datetime) -> None:
        """It shows this moment now; as much time has passed as it went forward."""
        self._monotonic += max(0.0, (moment - self._now).total_seconds())
        self._now = moment.astimezone(UTC)


@dataclass
class House:
    """Anna's computer, with a week of hers; mail is on. The chore is turned by the test."""

    folder: Path
    mail: Mapping[str, Any] = field(default_factory=lambda: MAIL)
    digest: Mapping[str, Any] = field(default_factory=dict)
    heard: bool = False
    """Whether there is somebody who hears events."""
    days: Mapping[date, DayDetail] = field(default_factory=lambda: FULL)

    def __post_init__(self) -> None:
        self.clock = SettableClock(SUNDAY_EVENING)
        self.told: list[str] = []
        self.start()
        fleet = self.services.core.fleet
        fleet.add("PC-Anna", "pc.lan")
        fleet.add_user("pc-anna", "anna")
        fleet.add_child("Anna", ("pc-anna", "anna"))
        self.keep(self.days)

    def start(self) -> None:
        self.core = open_core(self.folder, self.clock, writer=True)
        given = {f"smtp.{name}": value for name, value in self.mail.items()}
        given |= {f"digest.{name}": value for name, value in self.digest.items()}
        self.core.settings = self.core.settings.changed(first_weekday="monday", **given)
        self.services = Services(self.core)
        self.chore = WeeklyDigest(
            self.core, self.services.digests, self.services.mail.send, is_heard=lambda: self.heard
        )
        self.chore.watchers.add(lambda digest: self.told.append(f"{digest.person.name} {digest.week.name}"))

    def stop(self) -> None:
        self.core.store.close()

    def restart(self) -> None:
        """Begin anew from the disk, as after a kill."""
        self.stop()
        self.start()

    def keep(self, kept: Mapping[date, DayDetail], user: str = "anna") -> None:
        """Let these days be in the history."""
        self.core.store.save(HISTORY, history(kept, as_of=self.clock.now()), "history", "pc-anna", f"{user}.json")

    def at(self, moment: datetime) -> bool:
        """Let it be this moment, and the chore do what is due; whether anything was."""
        self.clock.set(moment)
        return self.turn()

    def turn(self) -> bool:
        """As the chores' thread does once a minute."""
        is_due = self.chore.due(self.clock.now())
        if is_due:
            self.chore.run()
        return is_due

    @property
    def letters(self) -> list[str]:
        """The keys of those that were taken in."""
        return [one.key for one in self.services.mail._outbox.letters()]
