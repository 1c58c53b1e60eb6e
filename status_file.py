"""What is known of each server, kept over a restart: one small file, written once a cycle.

It is written as the cache beside it is: whole or not at all, without older copies, since all of it can be had again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from zoneinfo import ZoneInfoNotFoundError

from pydantic import Field

from error_record import ErrorRecord, recorded, restored
from errors import DataError
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories
from state import ServerStatus, UserState
from storage import Damaged, Kind, Moment, Record, Store, TooNew
from timekpr_rules import parse_version

logger = logging.getLogger(__name__)

MAX_BYTES = 16 * 1024 * 1024
"""A thousand servers with three users each need one."""
PATH = ("cache", "status.json")


class ClockRecord(Record):
    """A server's clock, as of ``read_at``."""

    utc_offset: int
    ahead: int
    read_at: Moment
    zone: str = ""
    guessed: bool = False


class UserRecord(Record):
    """One user of a server: how old the values are, and why they are not newer."""

    read_at: Moment | None = None
    error: ErrorRecord | None = None


class StatusRecord(Record):
    """One server. The files themselves lie beside this one in the cache."""

    tried_at: Moment | None = None
    read_at: Moment | None = None
    error: ErrorRecord | None = None
    failures: int = 0
    seconds: float | None = None
    stage: str = ""
    clock: ClockRecord | None = None
    config_dir: str = ""
    work_dir: str = ""
    found: tuple[str, ...] = ()
    users: dict[str, UserRecord] = Field(default_factory=dict)
    version: str = ""
    stopped: int = 0
    writable: tuple[str, ...] = ()
    offered_key: str = ""


class FleetRecord(Record):
    """All servers, by our ids."""

    servers: dict[str, StatusRecord] = Field(default_factory=dict)


KIND = Kind(FleetRecord, schema=1)


class StatusFile:
    """Loads and saves the states. Losing it costs a cycle's knowledge, never a parent's data: no error leaves here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> dict[str, ServerStatus]:
        """The states as of the last save; without the files' contents."""
        try:
            data = self._store.read_bytes(*PATH, limit=MAX_BYTES)
            record = KIND.decode(data) if data is not None else FleetRecord()
        except (DataError, Damaged, TooNew) as error:
            logger.warning("%s: %s", "/".join(PATH), error)
            return {}
        return {server: _status(one) for server, one in record.servers.items()}

    def save(self, states: Mapping[str, ServerStatus]) -> None:
        """Keep them. A disk that takes nothing is the store's Problem already."""
        # One record at a time: those of a thousand servers at once would be several megabytes.
        lines = (f"{json.dumps(server)}: {_record(status).model_dump_json()}" for server, status in states.items())
        servers = ",\n".join(lines).encode()
        content = KIND.encode(FleetRecord()).replace(b'"servers": {}', b'"servers": {' + servers + b"}")
        try:
            self._store.write_copy(content, *PATH, durable=True)
        except DataError as error:
            logger.warning("%s", error)


def _record(status: ServerStatus) -> StatusRecord:
    clock = status.clock
    return StatusRecord.model_construct(
        tried_at=status.tried_at,
        read_at=status.read_at,
        error=recorded(status.error) if status.error else None,
        failures=status.failures,
        seconds=status.seconds,
        stage=status.stage,
        clock=ClockRecord(
            utc_offset=clock.utc_offset,
            ahead=clock.ahead,
            read_at=clock.read_at,
            zone=clock.zone,
            guessed=clock.guessed,
        )
        if clock
        else None,
        config_dir=status.directories.config if status.directories else "",
        work_dir=status.directories.work if status.directories else "",
        found=status.found,
        users={
            name: UserRecord(read_at=user.read_at, error=recorded(user.error) if user.error else None)
            for name, user in status.users.items()
        },
        version=str(status.version or ""),
        stopped=status.stopped,
        writable=status.writable,
        offered_key=status.offered_key,
    )


def _status(record: StatusRecord) -> ServerStatus:
    return ServerStatus(
        tried_at=record.tried_at,
        read_at=record.read_at,
        error=restored(record.error) if record.error else None,
        failures=record.failures,
        seconds=record.seconds,
        stage=record.stage,
        clock=_clock(record.clock),
        directories=Directories(record.config_dir, record.work_dir) if record.config_dir and record.work_dir else None,
        found=record.found,
        users={name: _user(user) for name, user in record.users.items()},
        version=parse_version(record.version),
        stopped=record.stopped,
        writable=record.writable,
        offered_key=record.offered_key,
    )


def _user(record: UserRecord) -> UserState:
    return UserState(read_at=record.read_at, error=restored(record.error) if record.error else None)


def _clock(record: ClockRecord | None) -> HostClock | None:
    """The clock again; none if the system does not know its zone (any more), so that it is asked anew."""
    if record is None:
        return None
    clock = HostClock(record.utc_offset, record.ahead, record.read_at, record.zone, guessed=record.guessed)
    try:
        clock.local(record.read_at)
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return None
    return clock
