"""How everything stands by what is kept on the disk: for a command, beside a running program or without one.

It is what the pages show, but for what the running program alone knows: that this machine's clock is wrong, that a
history cannot be read (``check`` reads them all), and how the connection to Home Assistant is, which it says in a file
of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from core import Core
from edit_views import edit_views
from fleet_views import server_view
from mail import known_letters
from mail_views import mail_problems
from pending import EditsToShow
from problems import Problem
from servers import Server
from services.backups import Backups
from services.changes import Changes
from services.git_copies import GitCopies
from settings import listed
from signs import SignBook
from state import ServerStatus
from stats_history import StatsHistory
from views import ServerView


def server_as_kept(core: Core, server: Server, status: ServerStatus, edits: EditsToShow) -> ServerView:
    """A computer with what waits for it and the signs of tampering that were noticed."""
    return server_view(
        server,
        status,
        core.fleet.owners(server.id),
        core.clock,
        core.style,
        edits=edit_views(edits, server, status, core.clock, core.style),
        signs=SignBook(core.store).of(server.id),
        without=frozenset(listed(core.settings.tamper_signs_off)),
    )


def problems_as_kept(core: Core) -> Iterator[Problem]:
    """What needs a look and is about no single computer."""
    yield from core.store.problems()
    yield from core.fleet.problems()
    letters, now = known_letters(core.store), core.clock.now().astimezone()
    yield from mail_problems(core.settings.smtp, letters, now, core.style)
    changes = Changes(core)
    yield from Backups(core, changes).problems()
    yield from GitCopies(core, changes, StatsHistory(core.store).whole).problems()
