"""The places of a child, of which each is a login on a computer, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from views import ChildUser

Login = tuple[str, str]
"""Id of a server, and a user of it."""


def login_of(one: ChildUser) -> Login:
    """What tells a login from all others."""
    return one.server.id, one.user.name


def place_names(users: Iterable[ChildUser]) -> dict[Login, str]:
    """Of each login of a child the computer's name; with the login where the child has more than one on it."""
    servers = {login_of(one): one.server.name for one in users}
    often = Counter(servers.values())
    return {login: f"{name} · {login[1]}" if often[name] > 1 else name for login, name in servers.items()}
