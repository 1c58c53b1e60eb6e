"""Computers, users and children: who there is, and how they stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from digest import digest_shape
from tokens import Scope
from web.api import bodies
from web.api.call import Ask
from web.api.guard import Guarded, Number, needs
from web.api.shapes import server_shape, users_shape

router = APIRouter(route_class=Guarded)


@router.get("/status")
@needs(Scope.READ)
def status(call: Ask) -> Response:
    """Everything there is to show, at this moment."""
    return call.answer(call.services.fleet_view())


@router.get("/servers")
@needs(Scope.READ)
def servers(call: Ask) -> Response:
    """All computers, in the order in which they were added."""
    return call.answer({"servers": [server_shape(call, one) for one in call.services.core.fleet.servers()]})


@router.post("/servers", status_code=201)
@needs(Scope.ADMIN)
def add_server(call: Ask, body: bodies.NewServer) -> Response:
    """Take a computer in and try it at once."""
    call.services.add_server(body.name, body.host, body.port, body.account, asked=call.asked())
    return call.answer({"server": server_shape(call, call.server(body.name))}, 201)


@router.get("/servers/{server}")
@needs(Scope.READ)
def server(call: Ask, server: str) -> Response:
    """One computer."""
    return call.answer({"server": server_shape(call, call.server(server))})


@router.patch("/servers/{server}")
@needs(Scope.ADMIN)
def change_server(call: Ask, server: str, body: bodies.ServerChanges) -> Response:
    """Change fields of a computer. At another address its host key has to be confirmed anew."""
    changes = body.model_dump(exclude_unset=True)
    after = call.services.change_server(call.server(server).id, asked=call.asked(), **changes)
    return call.answer({"server": server_shape(call, after)})


@router.delete("/servers/{server}", status_code=204)
@needs(Scope.ADMIN)
def remove_server(call: Ask, server: str) -> Response:
    """Let a computer go. Timekpr on it goes on as it is; what was collected of it is kept."""
    call.services.remove_server(call.server(server).id, keep_data=True, asked=call.asked())
    return Response(status_code=204)


@router.post("/servers/{server}/trust")
@needs(Scope.ADMIN)
def trust(call: Ask, server: str, body: bodies.Fingerprint) -> Response:
    """Confirm the host key that was compared at the computer itself, and no other."""
    one = call.server(server)
    call.services.trust(one.id, body.fingerprint, asked=call.asked())
    return call.answer({"server": server_shape(call, one)})


@router.post("/servers/{server}/signs/{number}/seen", status_code=204)
@needs(Scope.GRANT)
def see_sign(call: Ask, server: str, number: Number) -> Response:
    """Say of a sign of tampering that somebody has seen it. The status has them, with their numbers."""
    call.services.see_sign(call.server(server).id, number, asked=call.asked())
    return Response(status_code=204)


@router.get("/servers/{server}/doctor")
@needs(Scope.READ)
def ask_doctor(call: Ask, server: str) -> Response:
    """Go the whole way to a computer, step by step. Takes as long as its deadlines allow."""
    findings = list(call.services.doctors.examine(call.server(server).id))
    return call.answer({"ok": all(finding.ok for finding in findings), "findings": findings})


@router.get("/servers/{server}/users")
@needs(Scope.READ)
def users(call: Ask, server: str) -> Response:
    """The users that are managed there, and those that Timekpr has there besides."""
    one = call.server(server)
    managed = {user.name for user in one.users}
    found = [name for name in call.services.syncer.state(one.id).found if name not in managed]
    return call.answer({"users": users_shape(call, one), "found": found})


@router.post("/servers/{server}/users", status_code=201)
@needs(Scope.ADMIN)
def add_user(call: Ask, server: str, body: bodies.NewUser) -> Response:
    """Take a user in, as a child's if one is named."""
    one = call.server(server)
    call.services.add_user(one.id, body.user, body.child, asked=call.asked())
    return call.answer({"users": users_shape(call, call.server(one.id))}, 201)


@router.delete("/servers/{server}/users/{user}", status_code=204)
@needs(Scope.ADMIN)
def remove_user(call: Ask, server: str, user: str) -> Response:
    """Let a user go. Timekpr on the computer goes on as it is; what was collected is kept."""
    call.services.remove_user(call.server(server).id, user, asked=call.asked())
    return Response(status_code=204)


@router.get("/children")
@needs(Scope.READ)
def children(call: Ask) -> Response:
    """All children and the users that are theirs."""
    found = call.services.core.fleet.children()
    return call.answer({"children": [one.model_dump(include={"id", "name", "users"}) for one in found]})


@router.get("/children/{child}/digest")
@needs(Scope.READ)
def digest(call: Ask, child: str, query: Annotated[bodies.OfWeek, Query()]) -> Response:
    """A week of one child in words and figures: the one of this name, or the last one that has ended."""
    return call.answer(digest_shape(call.services.digests.of(child, query.week), call.style.language))


@router.post("/children", status_code=201)
@needs(Scope.ADMIN)
def add_child(call: Ask, body: bodies.NewChild) -> Response:
    """Take a child in, without users yet."""
    added = call.services.add_child(body.name, asked=call.asked())
    return call.answer({"child": added.model_dump(include={"id", "name", "users"})}, 201)


@router.post("/sync", status_code=202)
@needs(Scope.GRANT)
def sync(call: Ask, body: bodies.OneServer | None = None) -> Response:
    """Read one computer or all of them now; does not wait for it."""
    one = call.server(body.server) if body and body.server else None
    call.services.sync_now(one.id if one else None)
    return call.answer({"server": one.id if one else None}, 202)


@router.get("/audit")
@needs(Scope.ADMIN)
def audit(call: Ask, query: Annotated[bodies.Newest, Query()]) -> Response:
    """The newest entries of the audit, newest first."""
    return call.answer({"entries": [one.model_dump() for one in call.services.audit.newest(query.limit)]})
