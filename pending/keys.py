"""Which edit came under which idempotency key, found without looking through all edits at each request."""

from __future__ import annotations

from collections.abc import Iterable

from pending.models import Edit


class Keys:
    """The edits that have a key, in their newest state. Holds what it is given and nothing else; not thread-safe."""

    def __init__(self) -> None:
        self._edits: dict[str, dict[str, Edit]] = {}
        """By key, then by id: two processes may have taken the same request at the same moment."""

    def __len__(self) -> int:
        return sum(map(len, self._edits.values()))

    def find(self, digest: str) -> Edit | None:
        """The first edit that came under a key."""
        edits = self._edits.get(digest)
        return edits[min(edits)] if edits else None

    def put(self, edit: Edit) -> None:
        """Know an edit, in this state from now on."""
        if edit.key:
            self._edits.setdefault(edit.key, {})[edit.id] = edit

    def drop(self, edits: Iterable[Edit]) -> None:
        """Know some edits no more."""
        for edit in edits:
            of_key = self._edits.get(edit.key, {})
            of_key.pop(edit.id, None)
            if not of_key:
                self._edits.pop(edit.key, None)
