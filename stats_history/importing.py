"""Days from another program's history: ``{"2026-11-23": {"time_spent": 3600, "playtime_spent": 600}}``, in seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from errors import InvalidValue
from i18n import N_, Message
from stats_history.models import DAY_SECONDS, MOST_YEAR, Day

MOST_BYTES: Final = 4 * 1024 * 1024
_LAYOUT: Final = N_(
    'A JSON object with a day in each key: {{"2026-11-23": {{"time_spent": 3600, "playtime_spent": 600}}}}, in seconds.'
)
_SECONDS: Final = N_("A number of seconds from 0 to 86400.")
_DAY: Final = N_("A day that is not yet to come, as 2026-11-23.")
_TOO_MANY: Final = N_("At most {count} days.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the days of another history."""

    added: int
    known: int
    """Days that were known already; those stay as they are."""
    too_old: int
    """Days that are longer ago than any are kept."""

    @property
    def told(self) -> dict[str, str]:
        """What the audit says of it."""
        return {"days": str(self.added)}


def parse_days(data: bytes, today: date) -> dict[date, Day]:
    """The days in a file of such a history. Raises InvalidValue, which names what is wrong; then nothing is taken."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _refused(N_("history file"), data[:40].decode(errors="replace"), _LAYOUT) from None
    if not isinstance(content, dict):
        raise _refused(N_("history file"), str(content)[:40], _LAYOUT)
    return days_of(content, today)


def days_of(content: Mapping[str, Any], today: date) -> dict[date, Day]:
    """The days in the content of such a file. Raises InvalidValue."""
    if len(content) > MOST_YEAR:
        raise InvalidValue(
            what=Message(N_("history file")), value=len(content), allowed=Message(_TOO_MANY, {"count": MOST_YEAR})
        )
    found = {}
    for name, figures in content.items():
        try:
            day = date.fromisoformat(name)
        except ValueError:
            raise _refused(N_("day"), name, _DAY) from None
        if day > today:
            raise _refused(N_("day"), name, _DAY)
        if not isinstance(figures, dict) or "time_spent" not in figures:
            raise _refused(N_("history file"), name, _LAYOUT)
        found[day] = Day(
            used=_seconds(name, "time_spent", figures["time_spent"]),
            playtime=_seconds(name, "playtime_spent", figures.get("playtime_spent") or 0),
            imported=True,
        )
    return found


def _seconds(day: str, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= DAY_SECONDS:
        raise _refused(f"{day} {key}", str(value), _SECONDS)
    return int(value)


def _refused(what: str, value: str, allowed: str) -> InvalidValue:
    return InvalidValue(what=Message(what), value=value[:40], allowed=Message(allowed))
