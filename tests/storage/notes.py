"""A small document that the tests of the store save and load."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage import Kind, Record, Store

CLOCK_START = datetime(2026, 11, 21, 9, 26, 33, tzinfo=UTC)


class Item(Record):
    name: str


class Notes(Record):
    text: str
    items: tuple[Item, ...] = ()


NOTES = Kind(Notes, schema=1)


def note(text: str) -> Notes:
    return Notes(text=text, items=(Item(name="a"),))


def text_of(store: Store, *parts: str) -> str | None:
    found = store.load(NOTES, *(parts or ("notes.json",)))
    return found.text if found else None


def aside(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*.corrupt-*"))


def codes(store: Store) -> list[str]:
    return [problem.code for problem in store.problems()]
