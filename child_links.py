"""The links by which children get to their own page, each to one child's and to nothing else. ``child_links.json``.

As of a token, only the SHA-256 of a link's secret is kept: 256 random bits that can neither be guessed nor tried out.
Whoever has the link sees one child's time and may ask for more; it is worth no more than that.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field

from errors import AlreadyExists, DataDamaged, NotFound, TooMany
from i18n import N_, Message
from servers.values import child_name, shown
from storage import Kind, Moment, Record, Store

logger = logging.getLogger(__name__)

LINKS_JSON: Final = "child_links.json"
PREFIX: Final = "tkc_"
"""By which a secret is recognised where it has leaked to."""
SECRET_BYTES: Final = 32
LONGEST: Final = 100
"""Characters of what may be a secret; a longer text is not even hashed."""
MAX_OF_ONE: Final = 20
"""Links of one child: a phone, a tablet, and the browser of each computer."""
MAX_LINKS: Final = 2000

LINK: Final = Message(N_("link"))


class ChildLink(Record):
    """One link, without the secret itself."""

    id: str
    """Names it, in lists and logs; it opens nothing."""
    child: str
    """Id of the child whose page it opens."""
    label: str
    """What a parent knows it by: "Anna's laptop"."""
    created: Moment
    digest: Annotated[str, Field(repr=False)]
    """SHA-256 of the secret, in hex."""


class ChildLinksFile(Record):
    """``child_links.json``."""

    links: tuple[ChildLink, ...] = ()


LINKS: Final = Kind(ChildLinksFile, schema=1)


class ChildLinks:
    """All links, as the last change left them. Thread-safe; a change is saved when it returns (else NotSaved)."""

    def __init__(self, store: Store) -> None:
        """Read the file. A damaged one without any good copy counts as empty, so that nobody gets in by it."""
        self._store = store
        self._lock = threading.Lock()
        try:
            self._file = store.load(LINKS, LINKS_JSON) or ChildLinksFile()
        except DataDamaged as error:
            logger.warning("%s", error)
            self._file = ChildLinksFile()
        self._revoked: set[str] = set()
        """Links that are on the disk still, because that could not be saved."""
        self._by_digest = self._valid(self._file)
        self._used: dict[str, datetime] = {}

    def of(self, child: str) -> tuple[ChildLink, ...]:
        """The links to a child's page, oldest first."""
        return tuple(one for one in self._file.links if one.child == child)

    def get(self, link_id: str) -> ChildLink:
        """One link. Raises NotFound."""
        return _found(self._file, link_id)

    def make(self, child: str, label: str) -> tuple[ChildLink, str]:
        """Make a link to a child's page; it and its secret, which is nowhere else and cannot be had again.

        ``label`` is 1 to 60 characters in one line, another one for each link of a child. Raises InvalidValue,
        AlreadyExists, TooMany.
        """
        label = child_name(label)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        with self._lock:
            own = self.of(child)
            if any(one.label.casefold() == label.casefold() for one in own):
                raise AlreadyExists(what=LINK, name=label)
            if len(own) >= MAX_OF_ONE:
                raise TooMany(what=Message(N_("links to one page")), limit=MAX_OF_ONE)
            if len(self._file.links) >= MAX_LINKS:
                raise TooMany(what=Message(N_("links")), limit=MAX_LINKS)
            link = ChildLink(
                id=self._free_id(), child=child, label=label, created=self._store.clock.now(), digest=_digest(secret)
            )
            self._save((*self._file.links, link))
        return link, secret

    def revoke(self, link_id: str) -> ChildLink:
        """Let nobody in by a link any more.

        From this moment on in this process, also where it cannot be saved. Raises NotFound, NotSaved.
        """
        with self._lock:
            link = _found(self._file, link_id)
            self._drop((link,))
        return link

    def revoke_of(self, child: str) -> None:
        """The same for all links of a child. Raises NotSaved."""
        with self._lock:
            if own := self.of(child):
                self._drop(own)

    def find(self, secret: str) -> ChildLink | None:
        """The link with this secret; it counts as used at this moment. Never waits."""
        if not secret.startswith(PREFIX) or len(secret) > LONGEST or not secret.isascii():
            return None
        link = self._by_digest.get(_digest(secret))
        if link is not None:
            self._used[link.id] = self._store.clock.now()
        return link

    def last_used(self, link_id: str) -> datetime | None:
        """When it was last used since the start (UTC). Not on the disk: it would be a write every 15 seconds."""
        return self._used.get(link_id)

    def _free_id(self) -> str:
        taken = {one.id for one in self._file.links}
        while (made := secrets.token_hex(4)) in taken:
            pass
        return made

    def _drop(self, gone: Iterable[ChildLink]) -> None:
        """What could not be saved opens nothing all the same, and stays in the list so that it can be tried again."""
        self._revoked |= {one.id for one in gone}
        self._by_digest = self._valid(self._file)
        self._save(tuple(one for one in self._file.links if one.id not in self._revoked))
        self._used = {one.id: at for one in self._file.links if (at := self._used.get(one.id))}
        self._revoked.clear()

    def _save(self, links: tuple[ChildLink, ...]) -> None:
        file = self._file.model_copy(update={"links": links})
        self._store.save(LINKS, file, LINKS_JSON)
        self._file, self._by_digest = file, self._valid(file)

    def _valid(self, file: ChildLinksFile) -> Mapping[str, ChildLink]:
        return {link.digest: link for link in file.links if link.id not in self._revoked}


def _found(file: ChildLinksFile, link_id: str) -> ChildLink:
    link = next((one for one in file.links if one.id == link_id), None)
    if link is None:
        raise NotFound(what=LINK, name=shown(link_id))
    return link


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
