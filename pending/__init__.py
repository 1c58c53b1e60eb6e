"""Edits that wait: what they are (``models``), where they are (``queue``), what a parent may decide (``decide``)."""

from __future__ import annotations

from .decide import ASKS, decided, moved
from .models import ON_THE_WAY, OPEN, Attempt, Edit, EditKind, EditState, KeyChange, Through, Wish
from .queue import Queue
from .visitor import Edits, EditsToShow, Glance, Visitor

__all__ = [
    "ASKS",
    "ON_THE_WAY",
    "OPEN",
    "Attempt",
    "Edit",
    "EditKind",
    "EditState",
    "Edits",
    "EditsToShow",
    "Glance",
    "KeyChange",
    "Queue",
    "Through",
    "Visitor",
    "Wish",
    "decided",
    "moved",
]
