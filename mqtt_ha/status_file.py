"""How the connection stands, for other processes: one small file beside the cache, which anybody may lose.

Without the program that wrote it a file says nothing any more: it names that program, and who holds the data directory
is known to the store.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pydantic import Field

from errors import DataError
from i18n import FieldValue, Message
from mqtt_views import BridgeState, BridgeView
from storage import Damaged, Kind, Moment, Record, Store, TooNew

logger = logging.getLogger(__name__)

PATH: Final = ("cache", "mqtt.json")
MAX_BYTES: Final = 256 * 1024
COUNTERS_SECONDS: Final = 60.0
"""What has only been counted is written no more often; how the connection stands is written at once."""
MOST_DENIED: Final = 100


class SentenceRecord(Record):
    """A sentence by its template; ``sentences`` are the fields that are sentences themselves."""

    template: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    sentences: dict[str, SentenceRecord] = Field(default_factory=dict)


class BridgeRecord(Record):
    """As mqtt_views.BridgeView, and by which process."""

    pid: int
    state: BridgeState
    broker: str = ""
    source: str = ""
    protocol: str = ""
    since: Moment | None = None
    error: SentenceRecord | None = None
    entities: int = 0
    topics: int = 0
    sent: int = 0
    received: int = 0
    done: int = 0
    refused: int = 0
    ignored: int = 0
    denied: tuple[str, ...] = ()


KIND = Kind(BridgeRecord, schema=1)


class BridgeStatusFile:
    """Written by the thread of the bridge. A disk that takes nothing is the store's Problem: no error leaves here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written: BridgeView | None = None
        self._counters_from = 0.0

    def note(self, view: BridgeView) -> None:
        """Keep it, if it is worth the disk. To be called as often as one likes."""
        now = self._store.clock.monotonic()
        before = self._written
        if view == before or (before and _standing(view) == _standing(before) and now < self._counters_from):
            return
        self._written = view
        self._counters_from = now + COUNTERS_SECONDS
        try:
            self._store.write_copy(KIND.encode(_record(view)), *PATH, durable=False)
        except DataError as error:
            logger.warning("%s", error)


def bridge_status(store: Store) -> BridgeView | None:
    """What the running program has said last; None if none is running, or it has said nothing yet."""
    holder = store.holder()
    if not holder:
        return None
    try:
        data = store.read_bytes(*PATH, limit=MAX_BYTES)
        record = KIND.decode(data) if data is not None else None
    except (DataError, Damaged, TooNew) as error:
        logger.warning("%s: %s", "/".join(PATH), error)
        return None
    return _view(record) if record is not None and f"(PID {record.pid})" in holder else None


def _standing(view: BridgeView) -> BridgeView:
    """The same without what is counted."""
    return replace(view, entities=0, topics=0, sent=0, received=0, done=0, refused=0, ignored=0)


def _record(view: BridgeView) -> BridgeRecord:
    return BridgeRecord(
        pid=os.getpid(),
        state=view.state,
        broker=view.broker,
        source=view.source,
        protocol=view.protocol,
        since=view.since,
        error=_recorded(view.error) if view.error else None,
        entities=view.entities,
        topics=view.topics,
        sent=view.sent,
        received=view.received,
        done=view.done,
        refused=view.refused,
        ignored=view.ignored,
        denied=view.denied[:MOST_DENIED],
    )


def _view(record: BridgeRecord) -> BridgeView:
    values = {name: getattr(record, name) for name in BridgeRecord.model_fields if name not in {"pid", "error"}}
    return BridgeView(**values, error=_sentence(record.error) if record.error else None)


def _recorded(message: Message) -> SentenceRecord:
    return SentenceRecord(
        template=message.template,
        fields={name: value for name, value in message.fields.items() if not isinstance(value, Message)},
        sentences={name: _recorded(one) for name, one in message.fields.items() if isinstance(one, Message)},
    )


def _sentence(record: SentenceRecord) -> Message:
    fields: Mapping[str, FieldValue] = {
        **record.fields,
        **{name: _sentence(one) for name, one in record.sentences.items()},
    }
    return Message(record.template, dict(fields))
