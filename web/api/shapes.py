"""How things look in JSON where that is not just their view."""

from __future__ import annotations

from typing import Any

from edit_views import edit_words
from editing import Accepted
from error_record import restored
from pending import Edit
from servers import Server
from web.api.call import Call


def edit_shape(call: Call, edit: Edit) -> dict[str, Any]:
    """One edit: what it does, where it is and why."""
    status = call.services.syncer.state(edit.server)
    shape: dict[str, Any] = {
        "id": edit.id,
        "server": edit.server,
        "user": edit.user,
        "kind": edit.kind.value,
        "state": edit.state.value,
        "who": edit.who,
        "through": edit.through.value,
        "origin": edit.origin,
        "reason": edit.reason,
        "created": edit.created,
        "changed": edit.changed,
        "day": edit.day,
        "attempts": edit.attempts,
        "why": restored(edit.why).message if edit.why else None,
        "words": edit_words(edit, status, call.style),
        "changes": [
            {"key": part.key, "seen": part.seen, "wanted": part.wanted, "found": part.found} for part in edit.changes
        ],
    }
    if edit.operation:
        shape |= {"operation": edit.operation, "seconds": edit.seconds, "playtime": edit.playtime}
    return shape


def accepted_shape(call: Call, accepted: Accepted) -> dict[str, Any]:
    """An edit that is in the queue, and what may keep it from doing all that is asked."""
    return {"edit": edit_shape(call, accepted.edit), "doubts": accepted.doubts, "again": accepted.again}


def server_shape(call: Call, server: Server) -> dict[str, Any]:
    """A computer as it is kept here; how it stands is a matter of the status."""
    pinned = call.services.core.known_hosts.get(server.host, server.port)
    return {
        "id": server.id,
        "name": server.name,
        "host": server.host,
        "port": server.port,
        "account": server.account,
        "enabled": server.enabled,
        "note": server.note,
        "mode": server.mode,
        "channel": server.channel,
        "fingerprint": pinned.fingerprint if pinned else None,
        "users": users_shape(call, server),
    }


def users_shape(call: Call, server: Server) -> list[dict[str, Any]]:
    """The users that are managed there, each with the child behind them."""
    children = call.services.core.fleet.children_of(server.id)
    return [{"name": one.name, "child": children.get(one.name), "added": one.added} for one in server.users]
