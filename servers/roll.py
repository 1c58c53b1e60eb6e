"""A list of entries in one file: the good ones, and the bad ones of a hand edit, which are kept and not used.

An entry that is not right does not take the others with it. It stays in the file, word for word and at the end, until
a person puts it right or removes it; until then a Problem says what is wrong with it, and nobody else gets its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import ValidationError

from errors import InvalidValue
from i18n import N_, Message
from problems import Problem, Severity

from .models import Entry
from .values import shown

E = TypeVar("E", bound=Entry)

BAD_ENTRY = N_(
    "Entry {number} ({name}) of {file} is not used: {why} "
    "Put it right in the file or remove it, then start the program anew."
)
WRONG_KEY = N_("“{key}” is missing or not of the right kind.")
NOT_AN_OBJECT = N_("It is not an object in braces.")
TWICE = N_("Another entry has the same id or name.")


@dataclass(frozen=True)
class Roll(Generic[E]):
    """The entries of one kind. Never changes: a change is a new one."""

    good: tuple[E, ...] = ()
    bad: tuple[object, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, model: type[E], file: str, entries: Sequence[object]) -> Roll[E]:
        """Sort out what a file holds."""
        good: list[E] = []
        bad: list[object] = []
        problems: list[Problem] = []
        taken: set[str] = set()
        for number, raw in enumerate(entries, 1):
            entry = _entry(model, raw)
            if not isinstance(entry, Message) and taken.isdisjoint(_marks(entry)):
                taken |= _marks(entry)
                good.append(entry)
                continue
            bad.append(raw)
            why = entry if isinstance(entry, Message) else Message(TWICE)
            message = Message(BAD_ENTRY, {"number": number, "name": _name_of(raw), "file": file, "why": why})
            problems.append(Problem("bad_entry", Severity.WARNING, message))
        return cls(tuple(good), tuple(bad), tuple(problems))

    def entries(self) -> tuple[object, ...]:
        """All of them as the file holds them."""
        return (*self.good, *self.bad)

    def find(self, key: str) -> E | None:
        """The entry of this id, or of this name in any case. No two entries answer to one key."""
        return self._by_key.get(key.casefold())

    def with_id(self, entry_id: str) -> E | None:
        """The entry of this id."""
        found = self._by_key.get(entry_id)
        return found if found is not None and found.id == entry_id else None

    @cached_property
    def _by_key(self) -> dict[str, E]:
        """Every entry by its id and by its name: each cycle asks for each of a thousand servers."""
        return {key: entry for entry in self.good for key in _marks(entry)}

    def clashing(self, name: str, but: str = "") -> E | None:
        """Another entry than ``but`` that answers to a name."""
        wanted = name.casefold()
        return next((one for one in self.good if one.id != but and wanted in (one.id, one.name.casefold())), None)

    def with_entry(self, entry: E) -> Roll[E]:
        """With an entry in the place of the one of its id, or at the end."""
        if all(one.id != entry.id for one in self.good):
            return replace(self, good=(*self.good, entry))
        return self.mapped(lambda one: entry if one.id == entry.id else one)

    def without(self, entry_id: str) -> Roll[E]:
        """Without the entry of an id."""
        return replace(self, good=tuple(one for one in self.good if one.id != entry_id))

    def mapped(self, change: Callable[[E], E]) -> Roll[E]:
        """With every entry changed."""
        return replace(self, good=tuple(change(one) for one in self.good))

    def free_id(self, stem: str) -> str:
        """An id that no entry has, not even one that cannot be used."""
        taken = {one.id for one in self.good} | {str(raw.get("id")) for raw in self.bad if isinstance(raw, dict)}
        return next(one for one in _candidates(stem) if one not in taken and not one.endswith(".json"))


def _entry(model: type[E], raw: object) -> E | Message:
    """An entry, or why it is none."""
    if not isinstance(raw, dict):
        return Message(NOT_AN_OBJECT)
    try:
        return model.model_validate(raw)
    except InvalidValue as error:
        return error.message
    except ValidationError as error:
        return Message(WRONG_KEY, {"key": ".".join(str(part) for part in error.errors()[0]["loc"])})


def _marks(entry: Entry) -> set[str]:
    return {entry.id, entry.name.casefold()}


def _name_of(raw: object) -> str:
    name = raw.get("name") if isinstance(raw, dict) else None
    return shown(name) if isinstance(name, str) else "?"


def _candidates(stem: str) -> Iterator[str]:
    """``stem``, ``stem-2``, … and none that could be taken for a file of ours."""
    yield stem
    for number in range(2, 1_000_000):
        yield f"{stem}-{number}"
