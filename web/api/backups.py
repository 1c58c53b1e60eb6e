"""Copies of the data directory: which there are, and making one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from tokens import Scope
from web.api.call import Ask
from web.api.guard import Guarded, needs

router = APIRouter(route_class=Guarded)


@router.get("/backups")
@needs(Scope.ADMIN)
def backups(call: Ask) -> Response:
    """The copies that there are, the newest first, and what is set about them. The passphrase is never told."""
    return call.answer(call.services.backups.view())


@router.post("/backups", status_code=201)
@needs(Scope.ADMIN)
def make_backup(call: Ask) -> Response:
    """Make one at once; answers when it is there and was read back."""
    return call.answer({"backup": call.services.backups.make_now(call.asked())}, 201)
