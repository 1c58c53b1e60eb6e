"""Which of the edits that have ended are kept: to be shown, and to tell a request that comes again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pending.models import Edit

KEEP_DAYS: Final = 30
KEEP_FINISHED: Final = 500
"""Finished edits that are kept of one server, beside those that are kept for their key."""
KEEP_KEY_DAYS: Final = 7
"""For so long after its end an edit is kept by whose idempotency key a request may come again."""
MOST_FINISHED: Final = 5000
"""Finished edits that are kept of one server in any case."""


def surplus(finished: Iterable[Edit], now: datetime) -> list[Edit]:
    """Those of a server's finished edits that are not kept any longer."""
    found: list[Edit] = []
    newest_first = sorted(finished, key=lambda edit: (edit.changed, edit.id), reverse=True)
    kept = 0
    for place, edit in enumerate(newest_first):
        age = now - edit.changed
        is_known_by_key = bool(edit.key) and age <= timedelta(days=KEEP_KEY_DAYS)
        is_wanted = age <= timedelta(days=KEEP_DAYS) and (place < KEEP_FINISHED or is_known_by_key)
        if is_wanted and kept < MOST_FINISHED:
            kept += 1
        else:
            found.append(edit)
    return found
