"""From computers with their users to children with their computers: pure, from one view to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from views import ChildUser, ChildView, FleetView, ServerView, UserView

NEVER = datetime.min.replace(tzinfo=UTC)

BETWEEN = "~"
"""Between server and user in the key of a login that is no child's. No id has it, nor has any login."""


@dataclass(slots=True)
class _Newest:
    """What was worked out last: every open page asks about the same fleet, several times, at each push."""

    of: tuple[FleetView | None, tuple[ChildView, ...]] = (None, ())


_newest = _Newest()


def children(fleet: FleetView) -> tuple[ChildView, ...]:
    """Everybody who is managed, each login once, in the order in which the fleet names them first."""
    known, found = _newest.of
    if known is not fleet:
        found = _children(fleet)
        _newest.of = fleet, found  # both at once: threads may ask
    return found


def _children(fleet: FleetView) -> tuple[ChildView, ...]:
    found: dict[str, list[ChildUser]] = {}
    for server in fleet.servers:
        for user in server.users:
            found.setdefault(key_of(server.id, user.name, user.child_id), []).append(ChildUser(server, user))
    return tuple(_view(key, users) for key, users in found.items())


def find(fleet: FleetView, key: str) -> ChildView | None:
    """The one with this key, if there is one still."""
    return next((child for child in children(fleet) if child.key == key), None)


def alone(server: ServerView, user: UserView) -> ChildView:
    """Whoever is behind a login, as if it were the only one."""
    return _view(key_of(server.id, user.name, user.child_id), [ChildUser(server, user)])


def key_of(server_id: str, user: str, child_id: str) -> str:
    """The key of whoever is behind a login."""
    return child_id or f"{server_id}{BETWEEN}{user}"


def _view(key: str, users: Sequence[ChildUser]) -> ChildView:
    first = users[0].user
    return ChildView(key, first.child or first.name, tuple(users), max(users, key=_recency))


def _recency(one: ChildUser) -> tuple[bool, datetime, datetime]:
    """The later the better. Of several in use at once it is the first, so that it does not change with each reading."""
    user = one.user
    if user.in_use:
        return True, NEVER, NEVER
    return False, user.last_used or NEVER, user.as_of or NEVER
