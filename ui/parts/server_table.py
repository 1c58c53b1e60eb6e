"""Many computers: a table that holds one page of them in the browser, and a search box.

A wall of cards costs the browser and us more than a megabyte for each open page; 25 rows cost a few kilobytes. Cells
are text and never HTML.
"""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from i18n import N_
from ui.theme import box, button, text
from ui.voice import Voice
from ui.words import BADGES, state_line, trouble
from views import ServerView

PAGE = 25

NAME_CELL = """<q-td :props="props"><button type="button" class="name"
    @click="() => $parent.$emit('look', props.row.id)">{{ props.row.name }}</button></q-td>"""
STATE_CELL = """<q-td :props="props"><span class="badge" :class="props.row.tone">{{ props.row.state }}</span></q-td>"""


class ServerTable:
    """Rows of the computers that match the search, a page at a time."""

    def __init__(self, voice: Voice, look: Callable[[str], None]) -> None:
        self._voice = voice
        self._servers: tuple[ServerView, ...] = ()
        self._page = 1
        self._search = ui.input(voice.text(N_("Search computers and users")), on_change=self._search_changed)
        self._search.props("outlined debounce=250 type=search maxlength=100").mark("search")
        self._found = text("p", classes="muted").props("role=status").mark("found")
        columns = [
            {"name": "name", "label": voice.text(N_("Computer")), "field": "name", "align": "left"},
            {"name": "state", "label": voice.text(N_("State")), "field": "state", "align": "left"},
            _wide("seen", voice.text(N_("Seen"))),
            _wide("users", voice.text(N_("Users"))),
            _wide("problem", voice.text(N_("Needs a look"))),
        ]
        self._table = ui.table(rows=[], columns=columns).props("flat hide-bottom").mark("servers")
        self._table.add_slot("body-cell-name", NAME_CELL)
        self._table.add_slot("body-cell-state", STATE_CELL)
        self._table.on("look", lambda event: look(str(event.args)))
        with box("pager") as self._pager:
            self._back = button(voice.text(N_("Previous")), lambda: self._turn(-1)).mark("previous")
            self._shown = text("p", classes="muted").props("role=status").mark("shown")
            self._on = button(voice.text(N_("Next")), lambda: self._turn(1)).mark("next")

    def update(self, servers: tuple[ServerView, ...]) -> None:
        """Show another state of the fleet; the page and the search stay."""
        self._servers = servers
        self._draw()

    def _search_changed(self) -> None:
        self._page = 1
        self._draw()

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._draw()

    def _draw(self) -> None:
        wanted = str(self._search.value or "").strip().casefold()
        found = [server for server in self._servers if wanted in _searched(server)]
        pages = max(1, -(-len(found) // PAGE))
        self._page = min(max(self._page, 1), pages)
        first = (self._page - 1) * PAGE
        rows = [self._row(server) for server in found[first : first + PAGE]]
        if rows != self._table.rows:
            self._table.rows = rows
        self._pager.set_visibility(pages > 1)
        self._back.set_enabled(self._page > 1)
        self._on.set_enabled(self._page < pages)
        shown = N_("{first} to {last} of {all}")
        self._shown.set_text(self._voice.text(shown, first=first + 1, last=first + len(rows), all=len(found)))
        self._found.set_text(self._voice.count(N_("{count} computer"), N_("{count} computers"), len(found)))

    def _row(self, server: ServerView) -> dict[str, str]:
        label, tone = BADGES[server.state]
        problem = trouble(server, self._voice)
        return {
            "id": server.id,
            "name": server.name,
            "state": self._voice.text(label),
            "tone": tone,
            "seen": state_line(server, self._voice),
            "users": ", ".join(user.name for user in server.users),
            "problem": problem.sentence if problem else "",
        }


def _searched(server: ServerView) -> str:
    """Everything of a computer that the search looks into; a line break, which nobody can enter, keeps names apart."""
    parts = [server.name, server.host, *(part for user in server.users for part in (user.name, user.child))]
    return "\n".join(parts).casefold()


def _wide(name: str, label: str) -> dict[str, str]:
    """A column that a phone leaves out: it is one tap deeper there."""
    return {"name": name, "label": label, "field": name, "align": "left", "classes": "wide", "headerClasses": "wide"}
