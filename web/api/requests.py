"""What children ask for, and the answers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from tokens import Scope
from web.api import bodies
from web.api.call import Ask, Call
from web.api.guard import Guarded, needs
from web.api.shapes import accepted_shape
from wishes import Wish

router = APIRouter(prefix="/requests", route_class=Guarded)


@router.get("")
@needs(Scope.READ)
def requests(call: Ask) -> Response:
    """What children ask for at this moment, oldest first, and what was answered within the last ten minutes."""
    return call.answer({"requests": call.services.fleet_view().wishes})


@router.post("/{request}/answer")
@needs(Scope.GRANT)
def answer(call: Ask, request: str, body: bodies.WishAnswer) -> Response:
    """Give so many seconds, in whole minutes, or 0 for not now. The same answer again is no second grant."""
    answered = call.services.wishes.answer(request, body.seconds, body.answer, call.asked())
    accepted = {"edit": None, "doubts": (), **(accepted_shape(call, answered.accepted) if answered.accepted else {})}
    shape = {"request": _shape(call, answered.wish), **accepted, "again": answered.again}
    return call.answer(shape, 202 if answered.accepted else 200)


def _shape(call: Call, wish: Wish) -> dict[str, Any]:
    """A request with its answer."""
    reply = wish.reply
    return {
        "id": wish.id,
        "child_id": wish.child,
        "server": wish.server,
        "user": wish.user,
        "minutes": wish.minutes,
        "reason": wish.reason,
        "asked": call.services.syncer.state(wish.server).local_now(wish.asked),
        "state": wish.state.value,
        "reply": {"who": reply.who, "minutes": reply.minutes, "text": reply.text, "at": reply.at} if reply else None,
    }
