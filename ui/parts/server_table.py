"""Many computers, as rows of a paged table."""

from __future__ import annotations

from collections.abc import Callable

from i18n import N_
from ui.parts.paged_table import PagedTable, Row, column, wide_column
from ui.voice import Voice
from ui.words import BADGES, state_line, trouble
from views import ServerView


def server_table(voice: Voice, look: Callable[[str], None]) -> PagedTable[ServerView]:
    """A table of computers; ``look`` is called with the id of the one that was chosen."""
    columns = [
        column("name", voice.text(N_("Computer"))),
        column("state", voice.text(N_("State"))),
        wide_column("seen", voice.text(N_("Seen"))),
        wide_column("users", voice.text(N_("Users"))),
        wide_column("problem", voice.text(N_("Needs a look"))),
    ]
    table = PagedTable[ServerView](
        voice,
        columns,
        search=voice.text(N_("Search computers and users")),
        row=lambda server: _row(server, voice),
        searched=_searched,
        counted=lambda count: voice.count(N_("{count} computer"), N_("{count} computers"), count),
        look=look,
    )
    table.table.mark("servers")
    return table


def _row(server: ServerView, voice: Voice) -> Row:
    label, tone = BADGES[server.state]
    problem = trouble(server, voice)
    return {
        "id": server.id,
        "name": server.name,
        "state": voice.text(label),
        "tone": tone,
        "seen": state_line(server, voice),
        "users": ", ".join(user.name for user in server.users),
        "problem": problem.sentence if problem else "",
    }


def _searched(server: ServerView) -> str:
    """Everything of a computer that is looked into; a line break, which nobody can enter, keeps names apart."""
    return "\n".join([server.name, server.host, *(part for user in server.users for part in (user.name, user.child))])
