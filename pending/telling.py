"""What the audit is told of edits: each state once, also if the disk was full or the power went."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from audit import Audit, Entry, month_of
from errors import DataError
from pending.entries import entry_of
from pending.models import Edit

logger = logging.getLogger(__name__)


class Telling:
    """Thread-safe.

    Of the months in which an edit that is kept on the disk has changed, it knows what the audit has; so it grows with
    the edits of these months.
    """

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._paying = threading.Lock()
        self._owed: list[Entry] = []
        self._told: set[tuple[str, str, datetime]] = set()
        self._months: set[str] = set()

    def was_told(self, edit: Edit) -> bool:
        """Whether the audit has this state of an edit, or will have it."""
        month = month_of(edit.changed)
        if month not in self._months:
            self._months.add(month)
            self._told |= {(entry.edit, entry.state, entry.at) for entry in self._audit.of_month(month) if entry.edit}
        return (edit.id, edit.state.value, edit.changed) in self._told

    def tell(self, edit: Edit) -> None:
        """Let the audit have a state that was saved."""
        self._told.add((edit.id, edit.state.value, edit.changed))
        self._owed.append(entry_of(edit))
        self.pay()

    def owes(self, edit: Edit) -> bool:
        """Whether the audit has not been told everything of an edit yet."""
        return any(entry.edit == edit.id for entry in tuple(self._owed))

    def pay(self) -> None:
        """Write what the audit has not been told yet; a full disk makes it later, not lost: the edit itself says it."""
        with self._paying:
            while self._owed:
                try:
                    self._audit.add(self._owed[0])
                except DataError as error:
                    logger.warning("%s", error)
                    return
                del self._owed[0]
