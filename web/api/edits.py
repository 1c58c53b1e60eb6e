"""Edits that wait or have ended, and what shall become of them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from editing.scopes import SCOPE_OF
from pending import Edit
from pending.decide import CANCEL
from tokens import Scope
from web.api import bodies
from web.api.call import Ask, Call
from web.api.guard import Guarded, needs
from web.api.shapes import edit_shape

router = APIRouter(prefix="/pending", route_class=Guarded)

MOST: Final = 1000
"""Edits of either kind in one answer, the newest ones."""


@router.get("")
@needs(Scope.READ)
def pending(call: Ask, query: Annotated[bodies.Pending, Query()]) -> Response:
    """The edits that wait, oldest first; before them those that came to an end, if they are asked for."""
    queue = call.services.queue
    ended = queue.finished()[-MOST:] if query.all else ()
    return call.answer({"edits": [edit_shape(call, one) for one in (*ended, *queue.all_waiting()[-MOST:])]})


@router.get("/{edit}")
@needs(Scope.READ)
def one_edit(call: Ask, edit: str) -> Response:
    """One edit, also one that came to an end."""
    return _answer(call, call.services.queue.get(edit))


@router.delete("/{edit}")
@needs(Scope.GRANT)
def cancel(call: Ask, edit: str) -> Response:
    """Take an edit back; one that is on its way cannot be called back."""
    return _answer(call, call.services.editing.decide(_decidable(call, edit).id, CANCEL, call.asked().who))


@router.post("/{edit}/retry", status_code=202)
@needs(Scope.GRANT)
def retry(call: Ask, edit: str, body: bodies.Reasoned | None = None) -> Response:
    """Try again what has failed or was cancelled, as a new edit; a conflict or an unclear one as it is."""
    return _answer(call, call.services.editing.retry(_decidable(call, edit).id, call.asked(body)), 202)


@router.post("/{edit}/decision")
@needs(Scope.GRANT)
def decide(call: Ask, edit: str, body: bodies.Decision) -> Response:
    """Say what shall hold in a conflict, or whether an unclear edit has arrived."""
    return _answer(call, call.services.editing.decide(_decidable(call, edit).id, body.decision, call.asked().who))


def _decidable(call: Call, edit_id: str) -> Edit:
    """An edit that this token may decide about. Raises NotFound, OutOfScope."""
    edit = call.services.queue.get(edit_id)
    call.require(SCOPE_OF[edit.kind])
    return edit


def _answer(call: Call, edit: Edit, status: int = 200) -> Response:
    return call.answer({"edit": edit_shape(call, edit)}, status)
