"""Many things: a table that holds one page of them in the browser, and a search box.

A wall of cards costs the browser and us more than a megabyte for each open page; 25 rows cost a few kilobytes. Cells
are text and never HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from nicegui import ui

from ui.parts.pager import Pager
from ui.theme import text
from ui.voice import Voice

PAGE = 25

NAME_CELL = """<q-td :props="props"><button type="button" class="name"
    @click="() => $parent.$emit('look', props.row.id)">{{ props.row.name }}</button></q-td>"""
STATE_CELL = """<q-td :props="props"><span class="badge" :class="props.row.tone">{{ props.row.state }}</span></q-td>"""

V = TypeVar("V")
Row = dict[str, str]


class PagedTable(Generic[V]):
    """Rows of the things that match the search, a page at a time."""

    def __init__(
        self,
        voice: Voice,
        columns: Sequence[dict[str, str]],
        *,
        search: str,
        row: Callable[[V], Row],
        searched: Callable[[V], str],
        counted: Callable[[int], str],
        look: Callable[[str], None],
    ) -> None:
        """``columns`` come from :func:`column` and :func:`wide_column`; the first is "name", one may be "state".

        ``row`` gives the text of each by its name, and "id", "name" and "tone"; ``searched`` all that the search looks
        into; ``counted`` says how many were found; ``look`` is called with the id of the row that was chosen.
        """
        self._row = row
        self._searched = searched
        self._counted = counted
        self._things: Sequence[V] = ()
        self._search = ui.input(search, on_change=self._search_changed)
        self._search.props("outlined debounce=250 type=search maxlength=100").mark("search")
        self._found = text("p", classes="muted").props("role=status").mark("found")
        self.table = ui.table(rows=[], columns=list(columns)).props("flat hide-bottom")
        self.table.add_slot("body-cell-name", NAME_CELL)
        self.table.add_slot("body-cell-state", STATE_CELL)
        self.table.on("look", lambda event: look(str(event.args)))
        self._pager = Pager(voice, PAGE, self._draw)

    def update(self, things: Sequence[V]) -> None:
        """Show another state; the page and the search stay."""
        self._things = things
        self._draw()

    def _search_changed(self) -> None:
        self._pager.first()
        self._draw()

    def _draw(self) -> None:
        wanted = str(self._search.value or "").strip().casefold()
        found = [thing for thing in self._things if wanted in self._searched(thing).casefold()]
        rows = [self._row(thing) for thing in found[self._pager.show(len(found))]]
        if rows != self.table.rows:
            self.table.rows = rows
        self._found.set_text(self._counted(len(found)))


def column(name: str, label: str) -> dict[str, str]:
    """A column that is always there."""
    return {"name": name, "label": label, "field": name, "align": "left"}


def wide_column(name: str, label: str) -> dict[str, str]:
    """A column that a phone leaves out: it is one tap deeper there."""
    return {**column(name, label), "classes": "wide", "headerClasses": "wide"}
