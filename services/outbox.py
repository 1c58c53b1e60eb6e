"""What the pages show of edits and cycles beyond the picture of the fleet: what has ended, and the last cycles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from core import Core
from cycle import Syncer
from edit_views import edit_view
from editing import Editing
from i18n import Message
from pending import Queue, Through
from ssh_client.watch import STAGES
from timekpr_rules import File, describe_keys
from views import CycleView, EndedView, MainView
from visits import Visit

RETRY: Final = "retry"
"""What may be decided about an edit that has ended; see editing.Editing.retry."""
MOST_ENDED: Final = 40


class Outbox:
    """Thread-safe; nothing here is read from a disk."""

    def __init__(self, core: Core, queue: Queue, syncer: Syncer, editing: Editing) -> None:
        self._core = core
        self._queue = queue
        self._syncer = syncer
        self._editing = editing

    def ended(self, is_shown: Callable[[str, str], bool] = lambda _server, _user: True) -> tuple[EndedView, ...]:
        """The edits that ended last, the newest first, of computers that are still ours.

        ``is_shown`` says for a server's id and a user (empty: the computer itself) whether they are wanted.
        """
        finished = self._queue.finished()
        repeated = {edit.cause for edit in (*finished, *self._queue.all_waiting()) if edit.through is not Through.RULE}
        found: list[EndedView] = []
        for edit in reversed(finished):
            server = self._core.fleet.find(edit.server)
            if server is None or not is_shown(server.id, edit.user):
                continue
            view = edit_view(edit, self._syncer.state(server.id), self._core.style)
            if edit.id not in repeated and self._editing.may_be_retried(edit):
                view = replace(view, decisions=(RETRY,))
            found.append(EndedView(server.id, server.name, view))
            if len(found) == MOST_ENDED:
                break
        return tuple(found)

    def cycles(self, server: str) -> tuple[CycleView, ...]:
        """The last visits to a computer since the program started, the newest first. Raises NotFound."""
        return tuple(_cycle(visit) for visit in self._syncer.visits.to(self._core.fleet.get(server).id))

    def main_config(self, server: str) -> MainView:
        """A computer's timekpr.conf, as expected. Raises NotFound."""
        one = self._core.fleet.get(server)
        status = self._syncer.state(one.id)
        version = status.version
        newer = (key for key in describe_keys(File.MAIN) if key.since and version and version < key.since)
        return MainView(
            config=self._editing.expected_main(one.id),
            damaged=status.main is not None and status.main.damaged,
            as_of=status.local_now(status.read_at) if status.read_at else None,
            lacks=frozenset(key.name for key in newer),
        )


def _cycle(visit: Visit) -> CycleView:
    return CycleView(
        at=visit.at,
        seconds=visit.seconds,
        stages=tuple(_in_order(visit.ms)),
        error=visit.error.message if visit.error else None,
        stopped_in=Message(STAGES[visit.stage]) if visit.error and visit.stage in STAGES else None,
        edits=visit.edits,
    )


def _in_order(ms: Mapping[str, float]) -> list[tuple[Message, float]]:
    return [(Message(words), ms[stage]) for stage, words in STAGES.items() if stage in ms]
