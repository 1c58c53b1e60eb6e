"""The audit: who changed what, when, from where, and what came of it. Lines that are only ever added, a file a month.

Each line is one JSON object that can be read by itself. Nothing here is secret: no password, key or token is ever part
of an edit.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from storage import Store
from storage.lines import MAX_LINE

logger = logging.getLogger(__name__)

FOLDER = "audit"
MAX_READ = 1024 * 1024
"""Bytes of the newest lines of a month that are shown: some thousand entries."""
MAX_MONTH = 16 * 1024 * 1024
"""Bytes of a month that are looked at to find out whether something stands there already."""
MAX_VALUE = 1500
"""Characters of one value: a list of activities may be longer, a line has 64 KiB."""
MAX_SHORT = 60
"""Characters of each text of an entry that would still be too long for a line; its values are left out then."""

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}\.jsonl")


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
        self._store.append_line(_line(entry), FOLDER, f"{month_of(entry.at)}.jsonl")

    def newest(self, most: int) -> list[Entry]:
        """The newest entries, newest first, over at most two months."""
        found: list[Entry] = []
        months = [name for name in self._store.names(FOLDER) if _MONTH.fullmatch(name)]
        for name in reversed(months[-2:]):
            found += reversed(list(self._read(name, MAX_READ)))
            if len(found) >= most:
                break
        return found[:most]

    def of_month(self, month: str) -> list[Entry]:
        """The entries of a month (see :func:`month_of`), oldest first."""
        return list(self._read(f"{month}.jsonl", MAX_MONTH))

    def _read(self, name: str, limit: int) -> Iterator[Entry]:
        for line in self._store.read_lines(FOLDER, name, limit=limit):
            try:
                yield Entry.model_validate_json(line)
            except ValidationError:
                logger.warning("audit/%s has a line that is none of ours", name)


def month_of(moment: datetime) -> str:
    """The month in whose file an entry of that moment stands: ``2026-11``."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def _line(entry: Entry) -> str:
    values = {"before": _short(entry.before), "after": _short(entry.after)}
    line = entry.model_copy(update=values).model_dump_json(exclude_defaults=True)
    if len(line.encode()) < MAX_LINE:
        return line
    texts = {name: _cut(text, MAX_SHORT) for name, text in entry if isinstance(text, str)}
    return entry.model_copy(update={**texts, "before": {}, "after": {}}).model_dump_json(exclude_defaults=True)


def _short(values: dict[str, str]) -> dict[str, str]:
    return {key: _cut(text, MAX_VALUE) for key, text in values.items()}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
