"""Lasting changes: a user's rules with their versions, and timekpr.conf."""

from __future__ import annotations

from fastapi import APIRouter, Response

from servers import Server
from timekpr_rules import key_texts
from tokens import Scope
from web.api import bodies
from web.api.call import Ask
from web.api.guard import Guarded, needs
from web.api.shapes import accepted_shape

router = APIRouter(route_class=Guarded)


@router.get("/servers/{server}/users/{user}/config")
@needs(Scope.READ)
def config(call: Ask, server: str, user: str) -> Response:
    """The texts of all keys of a user's rules as of the last reading; null if there was none yet."""
    one = call.server(server)
    _, known = call.user(one, user)
    status = call.services.syncer.state(one.id)
    versions = call.services.revisions.of(one.id, user)
    return call.answer(
        {
            "server": one.id,
            "user": user,
            "config": key_texts(known.config.model) if known.config else None,
            "damaged": known.config.damaged if known.config else False,
            "as_of": status.local_now(known.read_at) if known.read_at else None,
            "timekpr": str(status.version) if status.version else None,
            "versions": [
                {"number": one.number, "at": one.at, "source": one.source.value, "who": one.who}
                for one in reversed(versions)
            ],
        }
    )


@router.patch("/servers/{server}/users/{user}/config", status_code=202)
@needs(Scope.EDIT)
def change_config(call: Ask, server: str, user: str, body: bodies.ConfigChanges) -> Response:
    """Change keys of a user's rules."""
    one = _managed(call, server, user)
    accepted = call.services.editing.config(one.id, user, body.changes, call.asked(body), seen=body.seen)
    return call.answer(accepted_shape(call, accepted), 202)


@router.get("/servers/{server}/users/{user}/versions")
@needs(Scope.READ)
def versions(call: Ask, server: str, user: str) -> Response:
    """A user's rules as they were, newest first, and in words what was other than before."""
    one = _managed(call, server, user)
    return call.answer({"versions": call.services.versions(one.id, user)})


@router.post("/servers/{server}/users/{user}/revert", status_code=202)
@needs(Scope.EDIT)
def revert(call: Ask, server: str, user: str, body: bodies.Version) -> Response:
    """Go back to an earlier version, as a new edit."""
    one = _managed(call, server, user)
    accepted = call.services.editing.revert(one.id, user, body.version, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)


@router.get("/servers/{server}/config")
@needs(Scope.ADMIN)
def main_config(call: Ask, server: str) -> Response:
    """The texts of all keys of timekpr.conf as of the last reading; null if there was none yet."""
    one = call.server(server)
    status = call.services.syncer.state(one.id)
    return call.answer(
        {
            "server": one.id,
            "config": key_texts(status.main.model) if status.main else None,
            "as_of": status.local_now(status.read_at) if status.read_at else None,
            "timekpr": str(status.version) if status.version else None,
        }
    )


@router.patch("/servers/{server}/config", status_code=202)
@needs(Scope.ADMIN)
def change_main_config(call: Ask, server: str, body: bodies.Changes) -> Response:
    """Change keys of timekpr.conf."""
    accepted = call.services.editing.main(call.server(server).id, body.changes, call.asked(body))
    return call.answer(accepted_shape(call, accepted), 202)


def _managed(call: Ask, server: str, user: str) -> Server:
    """The computer, if this is a user of it that is managed: else nothing is even looked up below the name."""
    one = call.server(server)
    call.user(one, user)
    return one
