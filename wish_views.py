"""What a parent's page shows of what children ask for, and of the links to their own pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from servers import Fleet
from state import ServerStatus
from wishes import Wish, WishState

SHOWN_AFTER_THE_ANSWER: Final = timedelta(minutes=10)
"""So that the other parent sees who was quicker."""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """What a parent has answered to a wish. ``minutes`` is 0 for "not now"."""

    who: str
    minutes: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WishView:
    """A child asks for more time. With a ``reply`` it was answered a moment ago, and nothing is to be done."""

    id: str
    child_id: str
    child: str
    server: str
    """Id of the computer."""
    server_name: str
    user: str
    minutes: int
    reason: str
    asked: datetime
    """In the computer's zone."""
    reply: ReplyView | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to a child's own page, without its secret."""

    id: str
    label: str
    created: datetime
    last_used: datetime | None
    """Since the program was started; None: not since then."""


def wish_views(
    wishes: Iterable[Wish], fleet: Fleet, states: Mapping[str, ServerStatus], now: datetime
) -> tuple[WishView, ...]:
    """Those that wait for an answer or have got one just now; none of a login that is not that child's any more."""
    return tuple(_views(wishes, fleet, states, now))


def is_shown(wish: Wish, now: datetime) -> bool:
    """Whether a wish is news to a parent."""
    if wish.state in {WishState.GIVEN, WishState.NOT_NOW} and wish.reply is not None:
        return timedelta() <= now - wish.reply.at <= SHOWN_AFTER_THE_ANSWER
    return wish.is_open(now)


def _views(
    wishes: Iterable[Wish], fleet: Fleet, states: Mapping[str, ServerStatus], now: datetime
) -> Iterator[WishView]:
    for wish in wishes:
        server = fleet.find(wish.server) if is_shown(wish, now) else None
        owner = fleet.owners(server.id).get(wish.user) if server else None
        if server is None or owner is None or owner.id != wish.child:
            continue
        status = states.get(server.id, ServerStatus())
        reply = wish.reply if wish.state in {WishState.GIVEN, WishState.NOT_NOW} else None
        yield WishView(
            id=wish.id,
            child_id=owner.id,
            child=owner.name,
            server=server.id,
            server_name=server.name,
            user=wish.user,
            minutes=wish.minutes,
            reason=wish.reason,
            asked=status.local_now(wish.asked),
            reply=ReplyView(reply.who, reply.minutes, reply.text, status.local_now(reply.at)) if reply else None,
        )
