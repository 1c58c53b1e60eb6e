"""Which history is asked for: whose, how many days, and up to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from history_views import HistoryView, Login
from i18n import N_
from views import ChildView

SPANS: Mapping[str, tuple[str, int]] = {
    "day": (N_("Today"), 1),
    "week": (N_("7 days"), 7),
    "month": (N_("30 days"), 30),
    "year": (N_("Year"), 365),
}
"""What can be looked at, and how many days that is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Some days up to ``last``, or up to today where that is None."""

    kind: str = "week"
    """A key of SPANS."""
    count: int = 7
    last: date | None = None

    @classmethod
    def of(cls, kind: str) -> Asked:
        """The newest days."""
        return cls(kind, SPANS[kind][1])

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
