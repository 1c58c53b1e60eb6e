"""From what children ask for to what a parent's page shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from servers import Fleet
from state import ServerStatus
from views import ReplyView, WishView
from wishes import Wish, WishState

SHOWN_AFTER_THE_ANSWER: Final = timedelta(minutes=10)
"""So that the other parent sees who was quicker."""


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
