"""What is known of each server: the last reading, when it was, and why there is no newer one.

A state is immutable. The sync thread replaces it as a whole, so whoever holds one sees one moment of one server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from errors import MngrError
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories
from timekpr_rules import MainConfig, Reading, TimeFile, UserConfig, Version

CLOCK_OFF_SECONDS = 300
"""A clock that is off by more is worth a Problem."""


@dataclass(frozen=True, slots=True)
class UserState:
    """One user's two files as they were last read. ``None``: never read."""

    config: Reading[UserConfig] | None = None
    spent: Reading[TimeFile] | None = None
    config_digest: bytes = b""
    """Of the bytes in the cache; empty if they are not there."""
    spent_digest: bytes = b""
    error: MngrError | None = None
    """Why the files could not be read this time."""
    read_at: datetime | None = None
    """When both were last read (UTC); the age of the values."""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """One server after its last cycle. All moments are UTC, by our clock."""

    tried_at: datetime | None = None
    read_at: datetime | None = None
    """When it was last read. A user's values may be older: see :attr:`UserState.read_at`."""
    error: MngrError | None = None
    failures: int = 0
    """Cycles in a row that did not read it."""
    seconds: float | None = None
    stage: str = ""
    ms: Mapping[str, float] = field(default_factory=dict)
    clock: HostClock | None = None
    directories: Directories | None = None
    found: tuple[str, ...] = ()
    """Users that Timekpr has rules for there."""
    main: Reading[MainConfig] | None = None
    main_digest: bytes = b""
    users: Mapping[str, UserState] = field(default_factory=dict)
    version: Version | None = None
    """Timekpr's version there; None if it could not be found out."""
    stopped: int = 0
    """Readings in a row that found that Timekpr's service does not run; 0 where it does, or cannot be asked."""
    writable: tuple[str, ...] = ()
    """Of the files that were read, those that everybody on the computer can write."""
    offered_key: str = ""
    """The host key it showed when that was not the confirmed one: a line as in a ``.pub`` file."""

    def local_now(self, now: datetime) -> datetime:
        """The server's own time when ours is ``now``; in our zone as long as its clock is not known."""
        return self.clock.local(now) if self.clock else now.astimezone()

    def in_zone(self, moment: datetime) -> datetime:
        """A moment by our own clock, in the server's zone: what was done here, however wrong the server's clock is."""
        return moment.astimezone(self.clock.tzinfo if self.clock else None)


def went_quiet(before: ServerStatus, after: ServerStatus) -> bool:
    """Whether Timekpr wrote of somebody until just before the last reading, and has not written since.

    Mostly they have signed out; it also looks like that when Timekpr is stopped.
    """
    return any(
        _was_written(before, name) and user.spent is before.users[name].spent for name, user in after.users.items()
    )


def _was_written(status: ServerStatus, name: str) -> bool:
    user = status.users.get(name)
    last = user.spent.model.last_checked if user and user.spent else None
    if user is None or last is None or user.read_at is None or status.main is None:
        return False
    age = (status.local_now(user.read_at).replace(tzinfo=None) - last).total_seconds()
    return abs(age) <= 2 * (status.main.model.save_time + status.main.model.poll_time)


def digest(data: bytes) -> bytes:
    """A short name for some bytes, to tell whether they are still the same."""
    return blake2b(data, digest_size=16).digest()
