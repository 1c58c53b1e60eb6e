"""Names below the data directory: which are ours, and what each of the special ones means."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from errors import InvalidValue
from i18n import N_, Message

MAX_PART = 100
"""Bytes of one part of a path: room below the 255 of every file system for ``.corrupt-…`` behind it."""

LOCK_NAME = ".lock"
GENERATIONS = ("backups", "generations")
DAMAGE_NOTES = ("backups", "damage.jsonl")
BACKUPS = "backups"
"""Copies: of each file, which are the store's own, and of the whole directory, which stay when that is replaced."""
PENDING = "pending_uploads"
TOLD = "told"
ADDED_TO = (PENDING, TOLD)
"""The folders to which a process without the writer's lock may add: what it asks for, and what it has done."""

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.$-]*")
_ASIDE = re.compile(r"(?P<name>.+)\.corrupt-(?P<time>[0-9]{8}T[0-9]{6}Z)(?:-(?P<count>[0-9]{1,6}))?")
_SWAP = re.compile(r"\.swap-([0-9]{8}T[0-9]{6}Z)")
_TEMPORARY = re.compile(r"\.(?:tmp|trash)-[0-9a-f]{16}")
_WHAT = Message(N_("file name"))
_ALLOWED = Message(N_("Letters, digits and . _ - $ are, at most 100 of them, beginning with none of . - $"))


def checked(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a path, if each is one of our own names; raises InvalidValue."""
    if not parts:
        raise InvalidValue(what=_WHAT, value="", allowed=_ALLOWED)
    for part in parts:
        if not _PART.fullmatch(part) or len(part) > MAX_PART or _ASIDE.fullmatch(part):
            raise InvalidValue(what=_WHAT, value=ascii(part[:MAX_PART]), allowed=_ALLOWED)
    return parts


def is_ours(name: str) -> bool:
    """Whether a name found on the disk is a document, a file or a folder of ours, and nothing in passing."""
    return bool(_PART.fullmatch(name)) and len(name) <= MAX_PART and not _ASIDE.fullmatch(name)


def temporary_name() -> str:
    """A name for a file that is still being written; such leftovers are removed when a writer opens the store."""
    return f".tmp-{secrets.token_hex(8)}"


def trash_name() -> str:
    """A name for a folder that is being deleted."""
    return f".trash-{secrets.token_hex(8)}"


def is_leftover(name: str) -> bool:
    """Whether a name is one of the two above."""
    return bool(_TEMPORARY.fullmatch(name))


def swap_name(stamp: str) -> str:
    """A name for the folder from which everything is being put into its place; ``stamp`` as 20260131T235959Z."""
    return f".swap-{stamp}"


def swap_stamp(name: str) -> str | None:
    """The stamp in such a name; None if it is none."""
    found = _SWAP.fullmatch(name)
    return found[1] if found else None


def is_in_passing(name: str) -> bool:
    """Whether a name is of no file to be kept: the lock, something half-done, or a damaged copy kept aside."""
    return name == LOCK_NAME or is_leftover(name) or swap_stamp(name) is not None or aside_of(name) is not None


def aside_name(name: str, now: datetime, taken: list[str]) -> str:
    """Under which name a damaged file is kept: ``NAME.corrupt-20260131T235959Z``, and ``-2`` … within one second."""
    stem = f"{name}.corrupt-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    same = [found for other in taken if other.startswith(stem) and (found := _ASIDE.fullmatch(other))]
    highest = max((int(found["count"] or 1) for found in same), default=0)
    return stem if not highest else f"{stem}-{highest + 1}"


def aside_of(name: str) -> str | None:
    """The file of which this name is a damaged copy kept aside; None if it is none."""
    found = _ASIDE.fullmatch(name)
    return found["name"] if found else None


def aside_order(name: str) -> tuple[str, int]:
    """Sorts damaged copies of one file by their time."""
    found = _ASIDE.fullmatch(name)
    return (found["time"], int(found["count"] or 1)) if found else ("", 0)
