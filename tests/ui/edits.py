"""Edits to draw, and the desk where the pages hand theirs in: it remembers what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from editing import Asked, Plan, Today
from i18n import Message
from timekpr_rules import Doubt, Grant, Interval, Offer
from views import ClashView, EditView, VersionView

AT = datetime(2026, 11, 21, 13, 31, tzinfo=ZoneInfo("Europe/Berlin"))

CLOSES = Doubt(
    "hours_closed",
    Message("The hours are closed for today, so 30 min more would not help."),
    (Offer("open_hours", Message("Open the hours until 20:30, today only"), today={"ALLOWED_HOURS_6": "15;16"}),),
)
WEEK_IS_OVER = Doubt(
    "week_spent",
    Message("The limit of the week is used up, so 30 min more would not help."),
    (Offer("raise_week", Message("Raise the limit of the week to 9 h"), lasting={"LIMIT_PER_WEEK": "32400"}),),
)
OPENS_LATER = Doubt("opens_later", Message("It is closed now; 30 min more can be used when the hours open at 15:00."))
WRITTEN_OUT = Doubt("days_written_out", Message("All seven days are written into the list first."))


def edit(number: int = 1, state: str = "queued", **changes: object) -> EditView:
    """Half an hour more for anna; the number tells the edits of a user apart and gives their order."""
    lines = {
        "queued": "waits for the computer",
        "sending": "on its way",
        "conflict": "changed on the computer too",
        "unclear": "not known whether it arrived",
        "confirmed": "confirmed at 13:31",
        "refused": "not taken",
    }
    decisions = {"queued": ("cancel",), "conflict": ("ours", "theirs"), "unclear": ("arrived", "again", "cancel")}
    view = EditView(
        id=f"20261121T123100{number:03}-beef",
        kind="grant",
        state=state,
        user="anna",
        words=(Message("30 min more"),),
        line=Message(lines[state]),
        why=None,
        who="parent",
        created=AT,
        changed=AT,
        is_open=state in {"queued", "sending", "conflict", "unclear"},
        decisions=decisions.get(state, ()),
    )
    return replace(view, **changes)


def conflict(number: int = 1) -> EditView:
    """Saturday was 3 h, here 1 h 30 was wanted, at the computer 4 h."""
    texts = (f"0;0;0;0;0;{seconds};0" for seconds in (10_800, 5_400, 14_400))
    clash = ClashView(Message("Limit, Saturday"), *texts, said=("3 h", "1 h 30", "4 h"))
    words = (Message("Saturday: 3 h → 1 h 30"),)
    return edit(number, "conflict", kind="config", words=words, clashes=(clash,), why=Message("Keys clash."))


def versions() -> tuple[VersionView, ...]:
    """Three, the newest first."""
    return (
        VersionView(3, AT, "edit", "parent", (Message("Saturday: 4 h → 1 h 30"),), is_newest=True),
        VersionView(2, AT, "computer", "", (Message("Saturday: 3 h → 4 h"),), is_newest=False),
        VersionView(1, AT, "first", "", (), is_newest=False),
    )


class FakeEditing:
    """Stands for ``Services.editing``: hands on what it is asked, after ``seconds``; has the doubts it is given."""

    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        self.doubts: tuple[Doubt, ...] = ()
        self.requests: list[Asked] = []
        self.seen: list[dict[str, str]] = []
        self.seconds = 0.0
        self.known: Today | None = Today(limit=7200, hours=(Interval(8 * 60, 20 * 60),), minute=14 * 60 + 3)

    def doubts_about(self, server: str, user: str, grant: Grant) -> tuple[Doubt, ...]:
        return self.doubts

    def grant(self, server: str, user: str, grant: Grant, asked: Asked) -> None:
        self._request(asked, "grant", server, user, grant.operation.value, grant.seconds, grant.playtime)

    def today(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> None:
        self._request(asked, "today", server, user, dict(changes))

    def config(
        self, server: str, user: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> None:
        self.seen.append(dict(seen or {}))
        self._request(asked, "config", server, user, dict(changes))

    def lock(self, server: str, user: str, asked: Asked) -> None:
        self._request(asked, "lock", server, user)

    def unlock(self, server: str, user: str, asked: Asked) -> None:
        self._request(asked, "unlock", server, user)

    def revert(self, server: str, user: str, number: int, asked: Asked) -> None:
        self._request(asked, "revert", server, user, number)

    def main(
        self, server: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> None:
        self._request(asked, "main", server, dict(changes), dict(seen or {}))

    def of_today(self, server: str, user: str) -> Today | None:
        return self.known

    def plan_limit(self, server: str, user: str, seconds: int) -> Plan | None:
        words = () if seconds == self.known.limit else (Message(f"Saturday: 2 h → {seconds // 60} min"),)
        return Plan({"LIMIT": str(seconds)}, words, self.doubts)

    def plan_open_until(self, server: str, user: str, minute: int) -> Plan | None:
        words = () if minute == self.known.closes else (Message(f"Saturday: until {minute // 60}:{minute % 60:02}"),)
        return Plan({"HOURS": f"until {minute}"}, words, self.doubts)

    def decide(self, edit_id: str, ask: str) -> None:
        self._ask("decide", edit_id, ask)

    def retry(self, edit_id: str, asked: Asked) -> None:
        self._request(asked, "retry", edit_id)

    def _request(self, asked: Asked, *what: object) -> None:
        time.sleep(self.seconds)
        self.requests.append(asked)
        self._ask(*what)
