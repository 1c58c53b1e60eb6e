"""The audit: who changed what, when, from where, and what came of it. Lines that are only ever added, a file a month.

Each line is one JSON object that can be read by itself. Nothing here is secret: no password, key or token is ever part
of an edit.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from error_record import ErrorRecord
from storage import Store
from storage.lines import MAX_LINE

logger = logging.getLogger(__name__)

FOLDER = "audit"
MAX_LOOK = 4 * 1024 * 1024
"""Bytes that are looked through at once for a page: more than ten thousand entries."""
STRETCH = 2 * MAX_LINE
"""Bytes that are read at once."""
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
    """``edit`` for a state of an edit, ``changed_there`` for a change made on the computer; ``server``, ``user``,
    ``child``, ``token`` or ``sign`` for a change of these here, where ``kind`` is what was done: ``added``,
    ``changed``, ``removed``, ``trusted``, ``seen``."""
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
    """In English, for whoever reads the file."""
    error: ErrorRecord | None = None
    """The same, to be said in any language; None in lines of earlier releases."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the audit: before the byte ``end`` of a month's file, and before all later files."""

    file: str
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first, and where the older ones are; None: there are none."""

    entries: tuple[Entry, ...]
    older: Mark | None


class Audit:
    """Adds to the audit and reads its newest lines. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, entry: Entry) -> None:
        """Add a line; it is on the disk when this returns. Raises NotSaved."""
        self._store.append_line(_line(entry), FOLDER, f"{month_of(entry.at)}.jsonl")

    def page(
        self, most: int, before: Mark | None = None, is_wanted: Callable[[Entry], bool] = lambda _entry: True
    ) -> Page:
        """The newest ``most`` entries that are wanted, newest first; or those before the ``older`` of another page.

        Going on like that shows each entry once, in the order in which they were written down, also while others are
        added. At most MAX_LOOK bytes are looked through: a page may have fewer entries than there are, or none.
        """
        found: list[Entry] = []
        left = MAX_LOOK
        for name in reversed(self._months()):
            if before is not None and name > before.file:
                continue
            end = before.end if before is not None and name == before.file else None
            while end != 0:
                stretch = self._store.read_lines_back(FOLDER, name, end=end, limit=STRETCH)
                for place, line in reversed(stretch.lines):
                    entry = _entry(name, line)
                    if entry is not None and is_wanted(entry):
                        found.append(entry)
                        if len(found) == most:
                            return Page(tuple(found), Mark(name, place))
                end, left = stretch.start, left - STRETCH
                if left <= 0:
                    return Page(tuple(found), Mark(name, end))
        return Page(tuple(found), None)

    def newest(self, most: int) -> list[Entry]:
        """The newest entries, newest first."""
        return list(self.page(most).entries)

    def of_month(self, month: str) -> list[Entry]:
        """The entries of a month (see :func:`month_of`), oldest first."""
        name = f"{month}.jsonl"
        lines = self._store.read_lines(FOLDER, name, limit=MAX_MONTH)
        return [entry for line in lines if (entry := _entry(name, line)) is not None]

    def _months(self) -> list[str]:
        return sorted(name for name in self._store.names(FOLDER) if _MONTH.fullmatch(name))


def _entry(name: str, line: str) -> Entry | None:
    try:
        return Entry.model_validate_json(line)
    except ValidationError:
        logger.warning("audit/%s has a line that is none of ours", name)
        return None


def month_of(moment: datetime) -> str:
    """The month in whose file an entry of that moment stands: ``2026-11``."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def _line(entry: Entry) -> str:
    values = {"before": _short(entry.before), "after": _short(entry.after)}
    line = entry.model_copy(update=values).model_dump_json(exclude_defaults=True)
    if len(line.encode()) < MAX_LINE:
        return line
    texts = {name: _cut(text, MAX_SHORT) for name, text in entry if isinstance(text, str)}
    return entry.model_copy(update={**texts, "before": {}, "after": {}, "error": None}).model_dump_json(
        exclude_defaults=True
    )


def _short(values: dict[str, str]) -> dict[str, str]:
    return {key: _cut(text, MAX_VALUE) for key, text in values.items()}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
