"""When the next copy is due (also that of others, by the same rules), and what is remembered of the last one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Protocol

from pydantic import Field

from clock import on_the_wall
from error_record import ErrorRecord
from storage import Kind, Moment, Record, Store
from storage.paths import BACKUPS
from told import Told

LAST_JSON: Final = (BACKUPS, "last.json")
AGAIN: Final = timedelta(hours=1)
"""After so long it is tried again where it did not work."""
TOO_OLD: Final = timedelta(days=3)
"""So old the last copy may become before somebody has to look."""
AHEAD: Final = timedelta(hours=1)
"""A copy that is newer than this moment by more than that was made while the clock was wrong."""


class Nightly(Protocol):
    """Settings of something that is done each night."""

    @property
    def enabled(self) -> bool:
        """Whether it is done by itself."""
        ...

    @property
    def at(self) -> str:
        """The time of day, as ``03:40``."""
        ...


class Last(Record):
    """The last copy that was made and read back."""

    name: str
    at: Moment
    """When (UTC)."""
    folder: str
    size: Annotated[int, Field(ge=0)]
    secrets: bool


class LastFile(Record):
    """``backups/last.json``. It stays where it is when a copy is put back: it is about the folder, not the family."""

    last: Last | None = None
    maker: Annotated[str, Field(pattern=r"^([0-9a-f]{8})?$")] = ""
    """The name of this installation in the names of its copies; empty before the first one."""
    failed: ErrorRecord | None = None
    """Why there is no copy since: what was in the way at the last try."""


LAST: Final = Kind(LastFile, schema=1)


class ToldBackup(Record):
    """A copy that a command has made beside the running program."""

    last: Last
    who: str


TOLD_BACKUP: Final = Kind(ToldBackup, schema=1)
TOLD_AS: Final = "backup"


def told_backups(store: Store) -> Told[ToldBackup]:
    """Those that the program has not taken in yet."""
    return Told(store, TOLD_BACKUP, TOLD_AS)


def load_last(store: Store) -> LastFile:
    """What is remembered. Raises DataError."""
    return store.load(LAST, *LAST_JSON) or LastFile()


def save_last(store: Store, file: LastFile) -> None:
    """Remember it. Raises NotSaved."""
    store.save(LAST, file, *LAST_JSON)


def is_due(settings: Nightly, last: datetime | None, now: datetime) -> bool:
    """Whether a night has begun of which there is no copy yet, also one that was slept through.

    ``now`` is in the zone by whose clock it is night; so a night in which the clock is changed has one copy too.
    """
    if not settings.enabled:
        return False
    return last is None or last > now.astimezone(UTC) + AHEAD or last < _night_before(settings, now)


def next_night(settings: Nightly, now: datetime) -> datetime:
    """When the next copy is made if nothing is missed until then, in the zone of ``now``."""
    night = _at(settings, now)
    night = night if night > now.astimezone(UTC) else _at(settings, now, days=1)
    return night.astimezone(now.tzinfo)


def _night_before(settings: Nightly, now: datetime) -> datetime:
    night = _at(settings, now)
    return night if night <= now.astimezone(UTC) else _at(settings, now, days=-1)


def _at(settings: Nightly, now: datetime, days: int = 0) -> datetime:
    """The moment of the copy on a day (UTC)."""
    return on_the_wall(settings.at, now.date() + timedelta(days=days), now)
