"""The sheet in which it is changed where copies go, and the way there is tried before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from errors import MngrError
from git_copy_views import GitSettingsView
from i18n import N_
from ui.desk import Desk
from ui.parts.connection_sheet import Connection, change_connection, try_connection
from ui.parts.git_form import GitForm


def change_git(desk: Desk, view: GitSettingsView, then: Callable[[], Awaitable[None]]) -> None:
    """Ask where copies go from now on; ``then`` follows what was saved."""
    change_connection(desk, _connection(desk), lambda: GitForm(desk.voice, view), then)


async def try_git(desk: Desk) -> MngrError | None:
    """Try the way there as it is saved."""
    return await try_connection(desk, _connection(desk))


def _connection(desk: Desk) -> Connection:
    copies = desk.services.git_copies
    return Connection(
        title=N_("Copy to Git"),
        way=N_("The way to the repository"),
        test=N_("Try the connection"),
        mark="git",
        change=copies.change,
        begin_test=copies.begin_test,
    )
