"""Edits of somebody who is taken off the list."""

from __future__ import annotations

import logging

from clock import Clock
from courier.mending import undo
from courier.visit import move
from errors import QueueFull, WasRemoved, WrongState
from pending import EditState, Queue, Through

logger = logging.getLogger(__name__)


def drop_edits(queue: Queue, clock: Clock, server_id: str, user: str | None = None) -> None:
    """End what waits for somebody who is taken off the list: nobody could see any more what becomes of it.

    What was changed for today alone, or was done half, is put back all the same while the computer is on the list.
    """
    for edit in queue.waiting(server_id, user):
        if user is not None and edit.through is Through.RULE and edit.cause:
            continue
        try:
            if user is not None:
                undo(queue, clock, edit)
            move(queue, clock, edit, EditState.REFUSED, WasRemoved())
        except (QueueFull, WrongState) as error:
            logger.info("edit %s: %s", edit.id, error)
