"""Times as they are typed: "+1h30", "-15m", "=0", "90m", "15-20:30"."""

from __future__ import annotations

import re
from typing import Final

from errors import InvalidValue
from i18n import N_, Message
from servers.values import shown
from timekpr_rules import Grant, Interval, Operation, hours_text
from timekpr_rules.grant import MOST

AMOUNT: Final = N_("Write +30m, -15m, +1h30, +45s or =1h; at most 24 h, and =0 leaves nothing.")
SPAN: Final = N_("Write 1h30, 45m, or seconds; at most 24 h.")

_FORMS: Final = (
    re.compile(r"(?P<h>[0-9]{1,4})h(?P<m>[0-5]?[0-9])m?"),
    re.compile(r"(?P<h>[0-9]{1,4})h"),
    re.compile(r"(?P<m>[0-9]{1,4})m"),
    re.compile(r"(?P<s>[0-9]{1,6})s"),
)
_HOURS: Final = re.compile(r"([0-9]{1,2})(?::([0-5][0-9]))?-([0-9]{1,2})(?::([0-5][0-9]))?")


def typed_grant(text: str, *, playtime: bool) -> Grant:
    """A sign and a span. Raises InvalidValue; a bare number is refused, since nobody could tell what it means."""
    sign, span = text[:1], text[1:]
    if sign in tuple(Operation):
        seconds = 0 if (sign, span) == (Operation.SET, "0") else _span(span)
        least = 0 if sign == Operation.SET else 1
        if seconds is not None and least <= seconds <= MOST:
            return Grant(Operation(sign), seconds, playtime)
    raise InvalidValue(what=Message(N_("Time")), value=shown(text), allowed=Message(AMOUNT))


def typed_limit(text: str) -> str:
    """The seconds of a limit, as text. Raises InvalidValue."""
    seconds = int(text) if re.fullmatch("[0-9]{1,6}", text) else _span(text)
    if seconds is None or seconds > MOST:
        raise InvalidValue(what=Message(N_("Limit")), value=shown(text), allowed=Message(SPAN))
    return str(seconds)


def typed_hours(text: str) -> str:
    """Hours in Timekpr's own text ("15;16;17[0-30]"), also where they were typed as "15-17:30". Raises InvalidValue."""
    found = [_HOURS.fullmatch(item.strip()) for item in re.split("[;,]", text)]
    stretches = [Interval(_minutes(one[1], one[2]), _minutes(one[3], one[4])) for one in found if one]
    return hours_text(stretches) if len(stretches) == len(found) else text


def _span(text: str) -> int | None:
    """Seconds of "1h30", "30m", "45s"; None for anything else."""
    for form in _FORMS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            return sum(int(parts.get(unit) or 0) * factor for unit, factor in (("h", 3600), ("m", 60), ("s", 1)))
    return None


def _minutes(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)
