"""Edits as a parent makes them, and a queue as of its last start."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from audit import Audit
from clock import FakeClock
from pending import Edit, EditKind, EditState, KeyChange, Queue, Through
from pending.queue import next_id
from storage import Filesystem, Store

MORNING = datetime(2026, 11, 21, 9, 26, 33, tzinfo=UTC)


def an_edit(number: int = 0, **fields: object) -> Edit:
    """A change of anna's week; ``number`` gives each its own id, later ones sorting behind. Without a user: of the
    computer's settings."""
    values: dict[str, object] = {
        "id": f"20261121T092633{number:03}-0000",
        "server": "pc",
        "user": "anna",
        "kind": EditKind.CONFIG,
        "created": MORNING,
        "changed": MORNING,
        "who": "mum",
        "through": Through.PAGE,
        "changes": (KeyChange(key="LIMIT_PER_WEEK", seen="3600", wanted="7200"),),
    }
    if fields.get("user") == "":
        values |= {"kind": EditKind.MAIN, "changes": (KeyChange(key="TIMEKPR_POLLTIME", seen="3", wanted="5"),)}
    if fields.get("kind") is EditKind.GRANT:
        values |= {"changes": (), "operation": "+", "seconds": 600}
    return Edit(**{**values, **fields})


def queue_in(store: Store) -> Queue:
    """The queue as a start of the program finds it."""
    queue = Queue(store, Audit(store))
    queue.load()
    return queue


class House:
    """A data directory, whose owner can be restarted."""

    def __init__(self, root: Path, clock: FakeClock, filesystem: Filesystem | None = None) -> None:
        self.root = root
        self.clock = clock
        self.filesystem = filesystem
        self.start()

    def start(self) -> None:
        self.store = Store.open(self.root, clock=self.clock, writer=True, filesystem=self.filesystem)
        self.queue = queue_in(self.store)

    def restart(self) -> Queue:
        """As after a kill: nothing is left but what is on the disk."""
        self.store.close()
        self.start()
        return self.queue

    def stop(self) -> None:
        self.store.close()

    def path(self, edit: Edit, folder: str = "pending_uploads") -> Path:
        return self.root / folder / edit.server / f"{edit.id}.json"

    def on_disk(self, edit: Edit, folder: str = "pending_uploads") -> str | None:
        """The state that a file says."""
        path = self.path(edit, folder)
        return json.loads(path.read_bytes())["state"] if path.exists() else None

    def told(self, edit: Edit) -> list[str]:
        """The states that the audit has, oldest first."""
        return [one.state for one in reversed(Audit(self.store).newest(10_000)) if one.edit == edit.id]


def moved_on(queue: Queue, edit: Edit, state: EditState, at: datetime = MORNING) -> Edit:
    """The edit in another state, as the courier moves it."""
    return queue.update(edit, edit.model_copy(update={"state": state, "changed": at}))


__all__ = ["MORNING", "House", "an_edit", "moved_on", "next_id", "queue_in"]
