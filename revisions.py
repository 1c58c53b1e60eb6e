"""What the rules of each user were: every version that was confirmed or found, the newest last, fifty deep.

The newest one is also what the program believes the rules to be, which is how it notices that somebody has changed them
on the computer. ``revisions/<server>/<user>.json``.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

from pydantic import Field

from errors import DataError, NotFound
from i18n import N_, Message
from storage import Kind, Moment, Record, Store

logger = logging.getLogger(__name__)

FOLDER = "revisions"
DEPTH = 50
"""Versions that are kept before the newest one."""


class Source(StrEnum):
    """Where a version comes from."""

    EDIT = "edit"
    COMPUTER = "computer"
    """Changed there, by whomever."""
    FIRST = "first"
    """As they were when the user was taken in."""


class Revision(Record):
    """The rules at a moment, ``{KEY: text}`` of every key, and where they came from."""

    number: int
    """Counts up from 1 for each user and is never used again."""
    at: Moment
    source: Source
    edit: str = ""
    who: str = ""
    texts: dict[str, str]


class History(Record):
    """The versions of one user."""

    versions: Annotated[tuple[Revision, ...], Field(max_length=DEPTH + 1)] = ()


HISTORY = Kind(History, schema=1)


class Revisions:
    """Keeps the versions of all users. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._newest: dict[tuple[str, str], bytes] = {}
        """By server and user a digest of the newest version: it is asked for at every change of a file."""

    def of(self, server: str, user: str) -> tuple[Revision, ...]:
        """All versions of a user's rules, newest last. What is damaged without a good copy counts as none."""
        with self._lock:
            return self._load(server, user)

    def newest(self, server: str, user: str) -> Revision | None:
        """What the rules are believed to be."""
        versions = self.of(server, user)
        return versions[-1] if versions else None

    def get(self, server: str, user: str, number: int) -> Revision:
        """One version. Raises NotFound."""
        for revision in self.of(server, user):
            if revision.number == number:
                return revision
        raise NotFound(what=Message(N_("version")), name=str(number))

    def is_newest(self, server: str, user: str, texts: Mapping[str, str]) -> bool:
        """Whether the rules are as they are believed to be."""
        with self._lock:
            if (server, user) not in self._newest:
                self._load(server, user)
            return self._newest[server, user] == _digest(texts)

    def keep(
        self,
        server: str,
        user: str,
        texts: Mapping[str, str],
        *,
        at: datetime,
        source: Source,
        edit: str = "",
        who: str = "",
    ) -> Revision | None:
        """Add a version, unless it equals the newest one. Raises NotSaved."""
        with self._lock:
            versions = self._load(server, user)
            if versions and versions[-1].texts == dict(texts):
                return None
            number = versions[-1].number + 1 if versions else 1
            new = Revision(number=number, at=at, source=source, edit=edit, who=who, texts=dict(texts))
            history = History(versions=(*versions, new)[-(DEPTH + 1) :])
            self._store.save(HISTORY, history, FOLDER, server, f"{user}.json")
            self._newest[server, user] = _digest(texts)
            return new

    def forget(self, server: str, user: str | None = None) -> None:
        """Know nothing of a server, or of one user of it, any more."""
        with self._lock:
            for key in [one for one in self._newest if one[0] == server and user in {None, one[1]}]:
                del self._newest[key]

    def _load(self, server: str, user: str) -> tuple[Revision, ...]:
        try:
            versions = (self._store.load(HISTORY, FOLDER, server, f"{user}.json") or History()).versions
        except DataError as error:
            logger.warning("%s", error)
            versions = ()
        self._newest[server, user] = _digest(versions[-1].texts) if versions else b""
        return versions


def _digest(texts: Mapping[str, str]) -> bytes:
    return blake2b(json.dumps(texts, sort_keys=True).encode(), digest_size=16).digest()
