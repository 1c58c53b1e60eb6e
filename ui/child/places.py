"""What the places of a child are called, of which each is a login on a computer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ui.child.drafting import Login, login_of
from views import ChildUser


def place_names(users: Iterable[ChildUser]) -> dict[Login, str]:
    """Of each login of a child the computer's name; with the login where the child has more than one on it."""
    users = tuple(users)
    often = Counter(one.server.name for one in users)
    return {
        login_of(one): f"{one.server.name} · {one.user.name}" if often[one.server.name] > 1 else one.server.name
        for one in users
    }
