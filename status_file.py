"""What is known of each server, kept over a restart: one small file, written once a cycle."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from errors import DataError, MngrError, error_class
from i18n import FieldValue, Message
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories
from state import ServerStatus
from storage import Kind, Record, Store

logger = logging.getLogger(__name__)

PATH = ("cache", "status.json")


class ClockRecord(Record):
    """A server's clock, as of ``read_at``."""

    utc_offset: int
    ahead: int
    read_at: datetime
    zone: str = ""


class ErrorRecord(Record):
    """An error: its class by code, the fields of its sentence, and those fields that are sentences themselves."""

    code: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    sentences: dict[str, str] = Field(default_factory=dict)


class StatusRecord(Record):
    """One server. The files themselves lie beside this one in the cache."""

    tried_at: datetime | None = None
    read_at: datetime | None = None
    off_since: datetime | None = None
    error: ErrorRecord | None = None
    failures: int = 0
    seconds: float | None = None
    stage: str = ""
    clock: ClockRecord | None = None
    config_dir: str = ""
    work_dir: str = ""
    found: tuple[str, ...] = ()
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
            record = self._store.load(KIND, *PATH)
        except DataError as error:
            logger.warning("%s", error)
            return {}
        return {server: _status(one) for server, one in record.servers.items()} if record else {}

    def save(self, states: Mapping[str, ServerStatus]) -> None:
        """Keep them. A disk that takes nothing is the store's Problem already."""
        record = FleetRecord(servers={server: _record(status) for server, status in states.items()})
        try:
            self._store.save(KIND, record, *PATH)
        except DataError as error:
            logger.warning("%s", error)


def _record(status: ServerStatus) -> StatusRecord:
    clock = status.clock
    return StatusRecord.model_construct(
        tried_at=status.tried_at,
        read_at=status.read_at,
        off_since=status.off_since,
        error=_error_record(status.error) if status.error else None,
        failures=status.failures,
        seconds=status.seconds,
        stage=status.stage,
        clock=ClockRecord(utc_offset=clock.utc_offset, ahead=clock.ahead, read_at=clock.read_at, zone=clock.zone)
        if clock
        else None,
        config_dir=status.directories.config if status.directories else "",
        work_dir=status.directories.work if status.directories else "",
        found=status.found,
        offered_key=status.offered_key,
    )


def _status(record: StatusRecord) -> ServerStatus:
    clock = record.clock
    return ServerStatus(
        tried_at=record.tried_at,
        read_at=record.read_at,
        off_since=record.off_since,
        error=_error(record.error) if record.error else None,
        failures=record.failures,
        seconds=record.seconds,
        stage=record.stage,
        clock=HostClock(clock.utc_offset, clock.ahead, clock.read_at, clock.zone) if clock else None,
        directories=Directories(record.config_dir, record.work_dir) if record.config_dir and record.work_dir else None,
        found=record.found,
        offered_key=record.offered_key,
    )


def _error_record(error: MngrError) -> ErrorRecord:
    fields: dict[str, str | int | float] = {}
    sentences: dict[str, str] = {}
    for name, value in error.message.fields.items():
        if isinstance(value, Message):
            sentences[name] = value.template
        else:
            fields[name] = value
    return ErrorRecord(code=error.code, fields=fields, sentences=sentences)


def _error(record: ErrorRecord) -> MngrError | None:
    """The error again; none if the file was edited so that it has no sentence any more."""
    fields: dict[str, FieldValue] = {
        **record.fields,
        **{name: Message(text) for name, text in record.sentences.items()},
    }
    try:
        return error_class(record.code)(**fields)
    except (KeyError, IndexError, ValueError, TypeError):
        return None
