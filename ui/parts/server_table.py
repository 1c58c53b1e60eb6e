"""Many computers: a table that holds one page of them in the browser, and a search box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from i18n import N_
from ui.parts.paged_table import PagedTable, Row, column, wide_column
from ui.voice import Voice
from ui.words import BADGES, state_line, trouble
from views import ServerView


@dataclass(frozen=True, slots=True)
class Column:
    """A column behind name and state: what it is called, and what it says of a computer."""

    name: str
    label: str
    say: Callable[[ServerView, Voice], str]
    is_wide: bool = True
    """A phone leaves it out: it is one tap deeper there."""


def _users(server: ServerView, _: Voice) -> str:
    return ", ".join(user.name for user in server.users)


def _problem(server: ServerView, voice: Voice) -> str:
    found = trouble(server, voice)
    return found.sentence if found else ""


OF_THE_FLEET = (
    Column("seen", N_("Seen"), state_line),
    Column("users", N_("Users"), _users),
    Column("problem", N_("Needs a look"), _problem),
)


def server_table(
    voice: Voice, look: Callable[[str], None], columns: tuple[Column, ...] = OF_THE_FLEET
) -> PagedTable[ServerView]:
    """A table of computers; ``look`` is called with the id of the one that was chosen."""

    def row(server: ServerView) -> Row:
        label, tone = BADGES[server.state]
        known = {"id": server.id, "name": server.name, "state": voice.text(label), "tone": tone}
        return known | {one.name: one.say(server, voice) for one in columns}

    table = PagedTable[ServerView](
        voice,
        [
            column("name", voice.text(N_("Computer"))),
            column("state", voice.text(N_("State"))),
            *((wide_column if one.is_wide else column)(one.name, voice.text(one.label)) for one in columns),
        ],
        search=voice.text(N_("Search computers and users")),
        row=row,
        searched=_searched,
        counted=lambda count: voice.count(N_("{count} computer"), N_("{count} computers"), count),
        look=look,
    )
    table.table.mark("servers")
    return table


def _searched(server: ServerView) -> str:
    """Everything of a computer that is looked into; a line break, which nobody can enter, keeps names apart."""
    return "\n".join([server.name, server.host, *(part for user in server.users for part in (user.name, user.child))])
