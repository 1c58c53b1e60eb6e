"""When the digest of a week is sent, and what is remembered of those that were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from clock import on_the_wall
from digest.week import DAYS, Week, week_of
from settings import DigestSettings
from settings.digest import WEEKDAYS
from storage import Kind, Record, Store

FILE: Final = "digests.json"
CATCHES_UP: Final = timedelta(days=3)
"""After so long nobody needs it any more; it is on the page."""
MOST_NAMES: Final = 60
"""Weeks that are remembered: more than a year."""

Names = Annotated[tuple[str, ...], Field(max_length=10 * MOST_NAMES)]


class SentFile(Record):
    """``digests.json``: the names of weeks whose digests have gone out, oldest first."""

    mailed: Names = ()
    told: Names = ()
    """By MQTT."""

    def with_mailed(self, week: Week) -> SentFile:
        """The same after the letter of this week."""
        return self.model_copy(update={"mailed": _added(self.mailed, week)})

    def with_told(self, week: Week) -> SentFile:
        """The same after the events of this week."""
        return self.model_copy(update={"told": _added(self.told, week)})


SENT: Final = Kind(SentFile, schema=1)


def load_sent(store: Store) -> SentFile:
    """What is remembered. Raises DataError."""
    return store.load(SENT, FILE) or SentFile()


def save_sent(store: Store, file: SentFile) -> None:
    """Remember it. Raises NotSaved."""
    store.save(SENT, file, FILE)


def week_to_send(settings: DigestSettings, first_weekday: int, now: datetime) -> Week | None:
    """The newest week whose digest is to go out at this moment, unless it has; None: there is none.

    ``now`` is in the zone whose clock and calendar count. Each moment belongs to one week at most, and each week to
    one stretch of moments, so a day that has 23 or 25 hours is no matter. A clock that is set back is why it is
    remembered which weeks have gone out.
    """
    this = week_of(now.date(), first_weekday)
    for week in (this.before, this.before.before):
        moment = moment_of(settings, week, now)
        if moment <= now.astimezone(UTC) < moment + CATCHES_UP:
            return week
    return None


def moment_of(settings: DigestSettings, week: Week, now: datetime) -> datetime:
    """When the digest of a week goes out (UTC); ``now`` tells the zone."""
    day = week.after.first
    day += timedelta(days=(WEEKDAYS[settings.weekday] - day.isoweekday()) % DAYS)
    return on_the_wall(settings.at, day, now)


def _added(names: tuple[str, ...], week: Week) -> tuple[str, ...]:
    return (*(one for one in names if one != week.name), week.name)[-MOST_NAMES:]
