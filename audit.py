"""The audit: who changed what, when, from where, and what came of it. Lines that are only ever added, a file a month.

Each line is one JSON object that can be read by itself. Nothing here is secret: no password, key or token is ever part
of an edit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from storage import Store

logger = logging.getLogger(__name__)

FOLDER = "audit"
MAX_READ = 1024 * 1024
"""Bytes of the newest lines of a month that are looked at: some thousand entries."""
MAX_VALUE = 1500
"""Characters of one value: a list of activities may be longer, a line has 64 KiB."""


class Entry(BaseModel):
    """One line. Values are texts as in Timekpr's files; ``before`` and ``after`` go by key."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    at: datetime
    what: str
    """``edit`` for a state of an edit; ``changed_there`` for a change made on the computer, and so on."""
    server: str = ""
    user: str = ""
    who: str = ""
    through: str = ""
    origin: str = ""
    edit: str = ""
    kind: str = ""
    state: str = ""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    reason: str = ""
    why: str = ""


class Audit:
    """Adds to the audit and reads its newest lines. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, entry: Entry) -> None:
        """Add a line; it is on the disk when this returns. Raises NotSaved."""
        shortened = entry.model_copy(update={"before": _short(entry.before), "after": _short(entry.after)})
        line = shortened.model_dump_json(exclude_defaults=True)
        self._store.append_line(line, FOLDER, f"{entry.at.astimezone(UTC):%Y-%m}.jsonl")

    def newest(self, most: int) -> list[Entry]:
        """The newest entries, newest first, over at most two months."""
        found: list[Entry] = []
        for name in reversed(self._store.names(FOLDER)[-2:]):
            found += reversed(list(self._read(name)))
            if len(found) >= most:
                break
        return found[:most]

    def _read(self, name: str) -> Iterator[Entry]:
        for line in self._store.read_lines(FOLDER, name, limit=MAX_READ):
            try:
                yield Entry.model_validate_json(line)
            except ValidationError:
                logger.warning("audit/%s has a line that is none of ours", name)


def _short(values: dict[str, str]) -> dict[str, str]:
    return {key: text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…" for key, text in values.items()}
