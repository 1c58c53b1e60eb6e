"""Wishes to draw, and what the pages hand their answers to: it remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from editing import Asked
from wish_views import LinkView, ReplyView, WishView

ASKED_AT = datetime(2026, 11, 21, 14, 1, tzinfo=ZoneInfo("Europe/Berlin"))
MADE = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
SECRET = "tkc_" + "s" * 43


def wish(wish_id: str = "w1", **changes: object) -> WishView:
    """Ben asks for half an hour on his computer."""
    view = WishView(
        id=wish_id,
        child_id="ben",
        child="Ben",
        server="pc-ben",
        server_name="PC-Ben",
        user="ben",
        minutes=30,
        reason="One level left, then I take the dog out",
        asked=ASKED_AT,
    )
    return replace(view, **changes)


def answered(minutes: int = 30, text: str = "", who: str = "Tina") -> WishView:
    """The same, answered two minutes later."""
    return wish(reply=ReplyView(who, minutes, text, ASKED_AT.replace(minute=3)))


class FakeWishes:
    """Stands for ``Services.wishes``."""

    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        self.links: tuple[LinkView, ...] = (LinkView("l1", "Anna's phone", MADE, None),)

    def answer(self, wish_id: str, seconds: int, text: str, asked: Asked) -> None:
        self._ask("answer", wish_id, seconds, text)

    def links_of(self, child_id: str) -> tuple[LinkView, ...]:
        return self.links if child_id == "anna" else ()

    def make_link(self, child_id: str, label: str, asked: Asked) -> str:
        self._ask("make_link", child_id, label)
        self.links = (*self.links, LinkView(f"l{len(self.links) + 1}", label, MADE, None))
        return SECRET

    def revoke_link(self, link_id: str, asked: Asked) -> None:
        self._ask("revoke_link", link_id)
        self.links = tuple(one for one in self.links if one.id != link_id)
