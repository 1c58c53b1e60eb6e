"""Many computers: a table that holds one page of them in the browser, and a search box.

A wall of cards costs the browser and us more than a megabyte for each open page; 25 rows cost a few kilobytes. Cells
are text and never HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nicegui import ui

from i18n import N_
from ui.parts.pager import Pager
from ui.theme import text
from ui.voice import Voice
from ui.words import BADGES, state_line, trouble
from views import ServerView

PAGE = 25

NAME_CELL = """<q-td :props="props"><button type="button" class="name"
    @click="() => $parent.$emit('look', props.row.id)">{{ props.row.name }}</button></q-td>"""
STATE_CELL = """<q-td :props="props"><span class="badge" :class="props.row.tone">{{ props.row.state }}</span></q-td>"""


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


class ServerTable:
    """Rows of the computers that match the search, a page at a time."""

    def __init__(self, voice: Voice, look: Callable[[str], None], columns: tuple[Column, ...] = OF_THE_FLEET) -> None:
        """``look`` is called with the id of the server whose name was chosen."""
        self._voice = voice
        self._columns = columns
        self._servers: tuple[ServerView, ...] = ()
        self._search = ui.input(voice.text(N_("Search computers and users")), on_change=self._search_changed)
        self._search.props("outlined debounce=250 type=search maxlength=100").mark("search")
        self._found = text("p", classes="muted").props("role=status").mark("found")
        shown = [
            _column("name", voice.text(N_("Computer"))),
            _column("state", voice.text(N_("State"))),
            *(_column(one.name, voice.text(one.label), "wide" if one.is_wide else "") for one in columns),
        ]
        self._table = ui.table(rows=[], columns=shown).props("flat hide-bottom").mark("servers")
        self._table.add_slot("body-cell-name", NAME_CELL)
        self._table.add_slot("body-cell-state", STATE_CELL)
        self._table.on("look", lambda event: look(str(event.args)))
        self._pager = Pager(voice, PAGE, self._draw)

    def update(self, servers: tuple[ServerView, ...]) -> None:
        """Show another state of the fleet; the page and the search stay."""
        self._servers = servers
        self._draw()

    def _search_changed(self) -> None:
        self._pager.first()
        self._draw()

    def _draw(self) -> None:
        wanted = str(self._search.value or "").strip().casefold()
        found = [server for server in self._servers if wanted in _searched(server)]
        rows = [self._row(server) for server in found[self._pager.show(len(found))]]
        if rows != self._table.rows:
            self._table.rows = rows
        self._found.set_text(self._voice.count(N_("{count} computer"), N_("{count} computers"), len(found)))

    def _row(self, server: ServerView) -> dict[str, str]:
        label, tone = BADGES[server.state]
        row = {"id": server.id, "name": server.name, "state": self._voice.text(label), "tone": tone}
        return row | {column.name: column.say(server, self._voice) for column in self._columns}


def _searched(server: ServerView) -> str:
    """Everything of a computer that the search looks into; a line break, which nobody can enter, keeps names apart."""
    parts = [server.name, server.host, *(part for user in server.users for part in (user.name, user.child))]
    return "\n".join(parts).casefold()


def _column(name: str, label: str, classes: str = "") -> dict[str, str]:
    return {
        "name": name, "label": label, "field": name, "align": "left", "classes": classes, "headerClasses": classes,
    }  # fmt: skip
