"""What is for today alone: more or less time, other hours or limits, lock and unlock."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from timekpr_rules import Grant, Operation
from tokens import Scope
from web.api import bodies
from web.api.call import Ask
from web.api.guard import Guarded, needs
from web.api.shapes import accepted_shape

router = APIRouter(prefix="/servers/{server}/users/{user}", route_class=Guarded)

OPERATIONS: Final = {"add": Operation.ADD, "take": Operation.TAKE, "set": Operation.SET}


@router.post("/grants", status_code=202)
@needs(Scope.GRANT)
def grant(call: Ask, server: str, user: str, body: bodies.GrantBody) -> Response:
    """Give or take time, or say how much is left from now. Less than 0 seconds more is time taken."""
    operation, seconds = OPERATIONS[body.mode], body.seconds
    if operation is Operation.ADD and seconds < 0:
        operation, seconds = Operation.TAKE, -seconds
    wanted = Grant(operation, seconds, playtime=body.kind == "playtime")
    accepted = call.services.editing.grant(server, user, wanted, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)


@router.post("/today", status_code=202)
@needs(Scope.GRANT)
def today(call: Ask, server: str, user: str, body: bodies.Changes) -> Response:
    """Change hours or limits of today: HOURS, LIMIT, PLAYTIME_LIMIT. After midnight they are taken back."""
    accepted = call.services.editing.today(server, user, body.changes, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)


@router.post("/lock", status_code=202)
@needs(Scope.GRANT)
def lock(call: Ask, server: str, user: str, body: bodies.Reasoned | None = None) -> Response:
    """No more today: closed until the unlock or midnight."""
    accepted = call.services.editing.lock(server, user, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)


@router.post("/unlock", status_code=202)
@needs(Scope.GRANT)
def unlock(call: Ask, server: str, user: str, body: bodies.Reasoned | None = None) -> Response:
    """Take the lock back."""
    accepted = call.services.editing.unlock(server, user, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)
