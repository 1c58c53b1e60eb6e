"""Changes of who and what there is: computers, users, children, tokens. Each leaves a line in the audit.

The command line uses these beside :class:`services.Services`, which does after each what has to follow from it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Final

from audit import Audit, Entry
from core import Core
from editing import Asked
from errors import DataError
from servers import Child, Server
from services.computers import add_user, remove_server, trust
from ssh_client.keys import ClientKey, HostKey
from tokens import Token, Tokens
from watchers import Watchers

logger = logging.getLogger(__name__)

MOST_OWED: Final = 1000
"""Entries that are kept for a disk that takes them again."""


class Changes:
    """Raises what servers.Fleet and tokens.Tokens do; then nothing has changed and nothing is noted. Thread-safe.

    An entry has a ``kind``, for each of which audit_views has words, and the fields that differ. Nothing in it is
    secret: of a token only its name and scopes.
    """

    def __init__(self, core: Core, audit: Audit | None = None, tokens: Tokens | None = None) -> None:
        self._core = core
        self._audit = audit or Audit(core.store)
        self._tokens = tokens or Tokens(core.store)
        self._owed: list[Entry] = []
        self._lock = threading.Lock()
        self.watchers: Watchers[Entry] = Watchers()
        """Told of each entry once it is noted, also where the disk does not take it yet."""

    def add_server(self, name: str, host: str, *, asked: Asked | None = None, **more: object) -> Server:
        """Take a computer in; ``more`` are further fields of Server."""
        server = self._core.fleet.add(name, host, **more)
        self.note(asked, "server", "added", server.id, after=_fields(server))
        return server

    def change_server(self, server: str, *, asked: Asked | None = None, **changes: object) -> Server:
        """Change fields of a computer, all or none."""
        before = self._core.fleet.get(server)
        after = self._core.fleet.update(server, **changes)
        was, now = _fields(before), _fields(after)
        differing = {name for name in {*was, *now} if was.get(name) != now.get(name)}
        if differing:
            self.note(asked, "server", "changed", after.id, before=_only(was, differing), after=_only(now, differing))
        return after

    def remove_server(self, server: str, *, keep_data: bool, asked: Asked | None = None) -> None:
        """Let a computer go, and its confirmed host key."""
        before = self._core.fleet.get(server)
        remove_server(self._core, server, keep_data=keep_data)
        self.note(asked, "server", "removed", before.id, before=_fields(before))

    def trust(
        self, server: str, fingerprint: str, key: ClientKey, shown: str = "", *, asked: Asked | None = None
    ) -> HostKey:
        """Confirm a computer's host key; see services.computers.trust."""
        one = self._core.fleet.get(server)
        pinned = self._core.known_hosts.get(one.host, one.port)
        confirmed = trust(self._core, one, fingerprint, key, shown)
        before = {"fingerprint": pinned.fingerprint} if pinned else {}
        after = {"fingerprint": confirmed.fingerprint}
        self.note(asked, "server", "trusted", one.id, before=before, after=after)
        return confirmed

    def add_user(self, server: str, user: str, child: str = "", *, asked: Asked | None = None) -> None:
        """Take a user in, as a child's if one is named."""
        fleet = self._core.fleet
        one, known = fleet.get(server), {child.id for child in fleet.children()}
        add_user(self._core, server, user, child)
        for made in fleet.children():
            if made.id not in known:
                self.note(asked, "child", "added", after={"name": made.name})
        self.note(asked, "user", "added", one.id, user, after=_child(fleet.children_of(one.id).get(user)))

    def remove_user(self, server: str, user: str, *, keep_data: bool, asked: Asked | None = None) -> None:
        """Let a user go."""
        one = self._core.fleet.get(server)
        before = _child(self._core.fleet.children_of(one.id).get(user))
        self._core.fleet.remove_user(server, user, keep_data=keep_data)
        self.note(asked, "user", "removed", one.id, user, before=before)

    def add_child(self, name: str, *, login: tuple[str, str] | None = None, asked: Asked | None = None) -> Child:
        """Take a child in, without users yet; or in one go with a user of a server, who is no other's from then on."""
        child = self._core.fleet.add_child(name, login)
        self.note(asked, "child", "added", after={"name": child.name})
        for one in child.users:
            self.note(asked, "user", "changed", one.server, one.user, after={"child": child.name})
        return child

    def create_token(self, name: str, scopes: Iterable[str], *, asked: Asked | None = None) -> tuple[Token, str]:
        """Make a token; it and its secret."""
        token, secret = self._tokens.create(name, scopes)
        self.note(asked, "token", "added", after=_token(token))
        return token, secret

    def revoke_token(self, name_or_id: str, *, asked: Asked | None = None) -> Token:
        """Let nobody in by a token any more."""
        token = self._tokens.revoke(name_or_id)
        self.note(asked, "token", "removed", before=_token(token))
        return token

    def note(
        self,
        asked: Asked | None,
        what: str,
        kind: str,
        server: str = "",
        user: str = "",
        *,
        before: Mapping[str, str] | None = None,
        after: Mapping[str, str] | None = None,
    ) -> None:
        """Write a change down; on a disk that does not take it, with the next one that it takes: the change is made."""
        entry = Entry(
            at=self._core.clock.now(), what=what, kind=kind, server=server, user=user,
            before=dict(before or {}), after=dict(after or {}),
        )  # fmt: skip
        if asked is not None:
            by = {"who": asked.who, "through": asked.through.value, "origin": asked.origin, "reason": asked.reason}
            entry = entry.model_copy(update=by)
        with self._lock:
            self.watchers.note(entry)
            self._owed = [*self._owed, entry][-MOST_OWED:]
            try:
                while self._owed:
                    self._audit.add(self._owed[0])
                    del self._owed[0]
            except DataError as error:
                logger.warning("%s", error)
        self.watchers.tell()


def _fields(server: Server) -> dict[str, str]:
    """All that somebody has set of a computer, as texts; what is not set is left out."""
    values = server.model_dump(exclude={"id", "users"}).items()
    return {name: _text(value) for name, value in values if value not in (None, "")}


def _text(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _only(fields: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if name in names}


def _child(name: str | None) -> dict[str, str]:
    return {"child": name} if name else {}


def _token(token: Token) -> dict[str, str]:
    return {"name": token.name, "scopes": ", ".join(token.scopes)}
