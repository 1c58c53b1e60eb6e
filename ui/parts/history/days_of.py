"""Which history is asked for: whose, how many days, and up to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qs, urlencode

from nicegui import ui

from history_views import HistoryView, Login
from i18n import N_
from views import ChildView

SPANS: Mapping[str, tuple[str, int]] = {
    "day": (N_("Day"), 1),
    "week": (N_("7 days"), 7),
    "month": (N_("30 days"), 30),
    "year": (N_("Year"), 365),
}
"""What can be looked at, and how many days that is."""
USUAL: Final = "week"
LONGEST_MONTH: Final = 31
FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2990, 1, 1)
"""An address may ask for any day, and reckoning ends at the ends of the calendar."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Some days up to ``last``, or up to today where that is None."""

    kind: str = USUAL
    """A key of SPANS."""
    count: int = SPANS[USUAL][1]
    last: date | None = None

    @classmethod
    def of(cls, kind: str) -> Asked:
        """The newest days."""
        return cls(kind, SPANS[kind][1])

    @classmethod
    def in_address(cls, path: str) -> Asked:
        """The days that an address asks for, such as ``…/history?span=month&last=2026-10-31``; else the usual ones."""
        said = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
        kind = said.get("span", "")
        if kind not in SPANS:
            return cls()
        try:
            last = date.fromisoformat(said["last"])
            count = int(said.get("days", SPANS[kind][1]))
        except (KeyError, ValueError):
            return cls.of(kind)
        is_possible = FIRST_DAY <= last <= LAST_DAY and (count == SPANS[kind][1] or 1 <= count <= LONGEST_MONTH)
        return cls(kind, count, last) if is_possible else cls.of(kind)

    def put_in_address(self) -> None:
        """Let the address ask for these days: whoever reloads the page or comes back to it sees them again."""
        said = {"span": self.kind}
        if self.last is not None:
            said["last"] = self.last.isoformat()
            if self.count != SPANS[self.kind][1]:
                said["days"] = str(self.count)
        ui.navigate.history.replace(f"?{urlencode(said)}")

    def back(self, shown: HistoryView) -> Asked | None:
        """The days before those that are shown; None if nothing is kept of any."""
        first = shown.days[0].day
        return Asked(self.kind, SPANS[self.kind][1], first - timedelta(days=1)) if has_older(shown) else None

    def on(self, shown: HistoryView, today: date) -> Asked | None:
        """The days after those; None if they have not come yet. The newest are shown in full, with some again."""
        last = shown.days[-1].day
        if self.last is None or last >= today:
            return None
        count = SPANS[self.kind][1]
        later = last + timedelta(days=count)
        return Asked(self.kind, count, later if later < today else None)


def has_older(shown: HistoryView) -> bool:
    """Whether something is kept of days before those that are shown."""
    return shown.begins is not None and shown.begins < shown.days[0].day


def logins_of(child: ChildView) -> tuple[Login, ...]:
    """Server and user of each login that is theirs."""
    return tuple((one.server.id, one.user.name) for one in child.users)
