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
from timekpr_rules.setters import HOUR_KEY, PAST_MINUTE

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
        if change.wanted == change.seen or _same(change.key, change.wanted, there):
            continue  # it is so already, or the parent has not touched it
        ours = (between or {}).get(change.key, ())
        merged = (
            change.wanted
            if change.seen is None or _same(change.key, change.seen, there) or there in ours
            else _item_by_item(file, change, there, insist=insist)
        )
        if merged is None:
            clashes.append(Clash(change.key, change.seen, change.wanted, there))
        elif merged != there:
            texts[change.key] = merged
    return Merged(texts, tuple(clashes))


def arrived(
    file: File, changes: Iterable[Change], known: Mapping[str, str], found: Mapping[str, str]
) -> dict[str, str]:
    """What is known once an edit was delivered: what it wanted and is there now, and beside that what was known.

    Raises:
        UnknownKey: the file has no such key.
        KeyError: ``found`` lacks it.
    """
    texts = {**found, **known}
    for change in changes:
        there = found[change.key]
        if lists := _lists(file, change, there, texts[change.key]):
            meant = (new if was != new == now else old for was, new, now, old in zip(*lists, strict=True))
            texts[change.key] = ";".join(meant)
        elif there == change.wanted:
            texts[change.key] = there
    return texts


def differing(known: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """What was found that means something else than what is known: ``{KEY: text}``, of what was found."""
    return {key: text for key, text in found.items() if not _same(key, known.get(key), text)}


def carried(file: File, change: Change, there: str) -> str:
    """What is there, with the change where it is as it was seen; of a list, day by day."""
    lists = _lists(file, change, there)
    if lists is None:
        return change.wanted if there == change.seen else there
    return ";".join(new if now == was else now for was, new, now in zip(*lists, strict=True))


def onto(file: File, change: Change, there: str) -> Change:
    """The same change of what is there: the days of a list that it is not about are as they were found."""
    lists = _lists(file, change, there)
    if lists is None:
        return change
    days = [(was, new) if was != new else (now, now) for was, new, now in zip(*lists, strict=True)]
    return Change(change.key, ";".join(was for was, _ in days), ";".join(new for _, new in days))


def _same(key: str, meant: str | None, there: str) -> bool:
    """Whether what is there means what was meant.

    A day without any hour may stand there as one whose only minute is the first: where the days have to be listed,
    timekpra has no other way to say it (see setters). The other way round somebody has closed the day.
    """
    return meant == there or (key.startswith(HOUR_KEY) and (meant, there) == ("", PAST_MINUTE))


def _item_by_item(file: File, change: Change, there: str, *, insist: bool) -> str | None:
    """A list of limits with the changed days in it; None where the same day was changed on both sides."""
    lists = _lists(file, change, there)
    if lists is None:
        return change.wanted if insist else None
    merged: list[str] = []
    for was, new, now in zip(*lists, strict=True):
        if new in {was, now}:
            merged.append(now)
        elif now == was or insist:
            merged.append(new)
        else:
            return None
    return ";".join(merged)


def _lists(file: File, change: Change, *others: str) -> list[list[str]] | None:
    """What was seen, what is wanted, and others of the same key, day by day; None if it is no list of days."""
    if find_key(file, change.key).kind is not Kind.DAY_LIMITS or change.seen is None:
        return None
    lists = [text.split(";") for text in (change.seen, change.wanted, *others)]
    return lists if {len(one) for one in lists} == {DAYS_IN_A_LIST} else None
