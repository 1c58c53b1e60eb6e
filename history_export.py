"""A user's days for other programs: rows of plain figures, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from errors import InvalidValue
from i18n import N_, FieldValue, Message
from stats_history import MOST_YEAR, HistoryFile

COLUMNS: Final = (
    "date",
    "used",
    "playtime",
    "limit",
    "playtime_limit",
    "granted",
    "until",
    "estimated",
    "most",
    "resets",
    "imported",
)
"""As in stats_history.models.Day. Seconds; an empty field is not known."""
USUAL: Final = 30
EARLIEST: Final = date(2000, 1, 1)
"""Before it nobody has kept anything, and no calendar ends close to it."""
_DAY: Final = N_("A day, as 2026-11-23.")
_NOT_BEFORE: Final = N_("The first day, or one after it.")
_COUNT: Final = N_("A number from 1 to {most}, and not beside a first day.")


@dataclass(frozen=True, slots=True)
class Range:
    """Days from ``first`` to ``last``."""

    first: date
    last: date


def wanted_range(today: date, days: int | None, first: str | None, last: str | None) -> Range:
    """So many days up to today, or from one day to another. Raises InvalidValue."""
    end = _day("to", last) if last else today
    if days is not None and (first or not 1 <= days <= MOST_YEAR):
        raise _refused("days", str(days), _COUNT, most=MOST_YEAR)
    start = _day("from", first) if first else end - timedelta(days=(days or USUAL) - 1)
    if start > end:
        raise _refused("to", str(end), _NOT_BEFORE)
    return Range(start, end)


def day_rows(file: HistoryFile, wanted: Range) -> list[dict[str, Any]]:
    """Each day of a range of which something is known, oldest first: a day without a row is not known."""
    return [
        {"date": day, **figures.model_dump(include=set(COLUMNS))}
        for day, figures in file.year.items()
        if wanted.first <= day <= wanted.last
    ]


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = COLUMNS) -> str:
    """Rows as CSV with a head. What a spreadsheet would take for a formula is text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns := tuple(columns))
    for row in rows:
        writer.writerow(_cell(row.get(column)) for column in columns)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "'"} else text


def _day(what: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refused(what, text, _DAY) from None
    if day < EARLIEST:
        raise _refused(what, text, _DAY)
    return day


def _refused(what: str, value: str, allowed: str, **fields: FieldValue) -> InvalidValue:
    return InvalidValue(what=Message(what), value=value[:40], allowed=Message(allowed, fields))
