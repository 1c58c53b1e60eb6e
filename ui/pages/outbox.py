"""Outbox and sync: what waits for each computer, what has ended lately, and how the last cycles went."""

from __future__ import annotations

from i18n import N_
from ui.edit_words import waiting
from ui.frame import Frame
from ui.parts.cycle_list import last_cycles, milliseconds
from ui.parts.ended_list import EndedList
from ui.parts.outbox_card import OutboxCard
from ui.parts.pager import Pager
from ui.parts.server_table import Column, server_table
from ui.theme import box, text
from ui.voice import Voice
from ui.words import state_line
from views import EditView, FleetView, ServerView

PAGE = 12
"""Computers whose waiting edits are shown at once."""


def _took(server: ServerView, voice: Voice) -> str:
    return "" if server.seconds is None else milliseconds(server.seconds * 1000, voice)


def _error(server: ServerView, voice: Voice) -> str:
    return voice.say(server.error) if server.error else ""


OF_THE_CYCLES = (
    Column("seen", N_("Seen"), state_line),
    Column("took", N_("Took"), _took, is_wide=False),
    Column("error", N_("What went wrong"), _error),
)


class OutboxPage:
    """Follows the fleet. A push writes into what is shown; cards come and go with the edits."""

    def __init__(self, frame: Frame) -> None:
        self._desk = frame.desk
        self._fleet: FleetView | None = None
        self._cards: dict[str, OutboxCard] = {}
        voice = self._desk.voice
        frame.heading(N_("Outbox and sync"))
        self._summary = text("p", classes="muted summary").props("role=status").mark("summary")
        self._grid = box("cards outbox")
        self._pager = Pager(voice, PAGE, self._draw)
        with box("part"):
            self._ended = EndedList(self._desk)
        with box("part", "section"):
            text("h2", voice.text(N_("Last cycles")))
            text("p", voice.text(N_("Choose a computer to see each of its last cycles, step by step.")), "muted small")
            with box("tools"):
                self._table = server_table(voice, self._look, OF_THE_CYCLES)
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the fleet."""
        self._fleet = fleet
        self._draw()
        self._ended.update(fleet)
        self._table.update(fleet.servers)

    def _draw(self) -> None:
        found = self._waiting()
        self._summary.set_text(self._say(found))
        shown = [server for server, _ in found[self._pager.show(len(found))]]
        for gone in self._cards.keys() - {server.id for server in shown}:
            self._cards.pop(gone).root.delete()
        for place, server in enumerate(shown):
            card = self._cards.get(server.id)
            if card is None:
                with self._grid:
                    card = self._cards[server.id] = OutboxCard(self._desk, server)
            else:
                card.update(server)
            if self._grid.default_slot.children[place] is not card.root:
                card.root.move(self._grid, place)

    def _waiting(self) -> list[tuple[ServerView, tuple[EditView, ...]]]:
        """Computers for which something waits, and what; those where somebody has to decide first."""
        servers = self._fleet.servers if self._fleet else ()
        found = [(server, edits) for server in servers if (edits := waiting(server))]
        return sorted(found, key=lambda one: not any(map(_is_undecided, one[1])))

    def _say(self, found: list[tuple[ServerView, tuple[EditView, ...]]]) -> str:
        voice = self._desk.voice
        edits = [edit for _, some in found for edit in some]
        if not edits:
            return voice.text(N_("Nothing waits: all that was asked for has arrived or has ended."))
        said = voice.count(N_("{count} change waits."), N_("{count} changes wait."), len(edits))
        undecided = sum(map(_is_undecided, edits))
        if not undecided:
            return said
        return f"{said} {voice.count(N_('{count} needs a decision.'), N_('{count} need a decision.'), undecided)}"

    def _look(self, server_id: str) -> None:
        servers = self._fleet.servers if self._fleet else ()
        if server := next((one for one in servers if one.id == server_id), None):
            last_cycles(self._desk, server)


def _is_undecided(edit: EditView) -> bool:
    """Whether it does not go on until somebody has decided."""
    return len(edit.decisions) > 1
