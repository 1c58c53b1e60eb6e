"""A server's clock from one cycle to the next: as it said itself, else as its files betray it.

Timekpr writes LAST_CHECKED in the host's local time at the moment it saves, so it and the file's mtime (UTC) differ by
the zone's offset. A grant saves without a new LAST_CHECKED, so one file is a sign and no proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock
from ssh_client.pull import Pulled, UserFiles
from timekpr_rules import read_time_file

QUARTER = 15 * 60
"""Every time zone is ahead of UTC by whole quarters of an hour."""
LATE = timedelta(minutes=2)
"""By so much a moment that is reckoned from a clock asked an hour ago may be wrong."""
MAX_QUARTERS = 14 * 4
TOLERANCE = 60
"""Seconds between LAST_CHECKED and the end of writing the file, at the most."""


def clock_after(
    before: HostClock | None,
    pulled: Pulled,
    changed: Collection[str],
    now: datetime,
    *,
    since: datetime | None = None,
) -> HostClock | None:
    """What is known of the clock after a pull; ``since``: when the server was read the last time.

    What the server said itself stands until it says something else; a counter file that has just changed and does not
    fit makes it doubtful, so that it is asked in the next cycle. Where it says nothing, the newest file that fits to
    any zone is the guess, each time anew: summer time comes and goes.
    """
    if pulled.clock is not None:
        return pulled.clock
    if before is not None and not before.guessed:
        new = {user: files for user, files in pulled.users.items() if f"{user}.time" in changed}
        doubtful = before.doubtful or _contradicted(before, new) or _was_set(before, new, since, now)
        return replace(before, doubtful=doubtful)
    for mtime, offset in sorted(_written(pulled.users), reverse=True):
        quarters = round(offset / QUARTER)
        if mtime and abs(quarters) <= MAX_QUARTERS and abs(offset - quarters * QUARTER) <= TOLERANCE:
            return HostClock(quarters * QUARTER, 0, _asked(before, now), guessed=True)
    return before


def _asked(before: HostClock | None, now: datetime) -> datetime:
    """When the server was last asked in vain: now, if that was due."""
    return now if before is None or before.is_old(now) else before.read_at


def _contradicted(clock: HostClock, users: Mapping[str, UserFiles]) -> bool:
    for mtime, offset in _written(users):
        expected = datetime.fromtimestamp(mtime, UTC).astimezone(clock.tzinfo).utcoffset() or timedelta()
        if abs(offset - expected.total_seconds()) > TOLERANCE:
            return True
    return False


def _was_set(clock: HostClock, new: Mapping[str, UserFiles], since: datetime | None, now: datetime) -> bool:
    """Whether what has changed since the last reading was written before that or later than now, as the clock goes."""
    late = LATE.total_seconds()
    written = [mtime - clock.ahead for mtime, _ in _written(new)]
    earliest = since.timestamp() - late if since is not None else None
    return any(one > now.timestamp() + late or (earliest is not None and one < earliest) for one in written)


def _written(users: Mapping[str, UserFiles]) -> Iterator[tuple[int, float]]:
    """Of each counter file: when it was written (its mtime), and how many seconds LAST_CHECKED is ahead of that."""
    for user, files in users.items():
        if isinstance(files.time, RemoteFile):
            last = read_time_file(files.time.data, user).model.last_checked
            if last is not None:
                offset = last.replace(tzinfo=UTC) - datetime.fromtimestamp(files.time.mtime, UTC)
                yield files.time.mtime, offset.total_seconds()
