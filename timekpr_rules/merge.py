"""Three versions of some values made one: what a parent saw, what they want, and what the computer has now.

Key by key. A key that changed on the computer since the parent saw it is a clash and is left as it is, unless it became
what the parent wants. Lists of seven limits are merged day by day, so that two parents can change two days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from timekpr_rules.key_tables import find_key
from timekpr_rules.keys import File, Kind

DAYS_IN_A_LIST: Final = 7


@dataclass(frozen=True, slots=True)
class Change:
    """One key of an edit, as texts (see wanted.key_texts). ``seen`` is None where the parent saw no value."""

    key: str
    seen: str | None
    wanted: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that has another value by now than the one that was seen."""

    key: str
    seen: str | None
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What an edit comes to. ``texts`` is what has to be set: ``{KEY: text}``, without what is so already."""

    texts: dict[str, str]
    clashes: tuple[Clash, ...]


def merge(
    file: File,
    changes: Iterable[Change],
    found: Mapping[str, str],
    between: Mapping[str, Collection[str]] | None = None,
    *,
    insist: bool = False,
) -> Merged:
    """Merge changes into the values that were found.

    ``between``: by key, values that the computer may show because an earlier attempt at this edit was cut half-way;
    they are ours and no clash. ``insist``: nothing is a clash, but of a list only the days that are meant are set.

    Raises:
        UnknownKey: the file has no such key.
        KeyError: ``found`` lacks it.
    """
    texts: dict[str, str] = {}
    clashes: list[Clash] = []
    for change in changes:
        there = found[change.key]
        if change.wanted in {there, change.seen}:
            continue  # it is so already, or the parent has not touched it
        ours = (between or {}).get(change.key, ())
        merged = (
            change.wanted
            if change.seen is None or there == change.seen or there in ours
            else _item_by_item(file, change, there, insist=insist)
        )
        if merged is None:
            clashes.append(Clash(change.key, change.seen, change.wanted, there))
        elif merged != there:
            texts[change.key] = merged
    return Merged(texts, tuple(clashes))


def _item_by_item(file: File, change: Change, there: str, *, insist: bool) -> str | None:
    """A list of limits with the changed days in it; None where the same day was changed on both sides."""
    otherwise = change.wanted if insist else None
    if find_key(file, change.key).kind is not Kind.DAY_LIMITS or change.seen is None:
        return otherwise
    seen, wanted, found = (text.split(";") for text in (change.seen, change.wanted, there))
    if {len(seen), len(wanted), len(found)} != {DAYS_IN_A_LIST}:
        return otherwise
    merged: list[str] = []
    for was, new, now in zip(seen, wanted, found, strict=True):
        if new in {was, now}:
            merged.append(now)
        elif now == was or insist:
            merged.append(new)
        else:
            return None
    return ";".join(merged)
