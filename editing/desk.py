"""What accepting any kind of edit needs: who asks, what is known of the user, whether the request has come before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from core import Core
from errors import KeyReused, NotManaged
from pending import ON_THE_WAY, Edit, EditKind, Edits, Through
from revisions import Revisions
from servers import Server
from servers.values import reason as checked_reason
from state import ServerStatus, UserState
from timekpr_rules import Doubt, UserConfig, with_user_values


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: who makes it, by which way, from where, why, and the key by which it is known when it comes again."""

    who: str
    through: Through
    origin: str = ""
    reason: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An edit that is in the queue now, and why it may not do all that is asked."""

    edit: Edit
    doubts: tuple[Doubt, ...] = ()
    again: bool = False
    """It was there already: the same request came twice."""


class Desk:
    """Where edits are accepted. One at a time, so that the same request at the same moment makes one edit."""

    def __init__(
        self,
        core: Core,
        edits: Edits,
        revisions: Revisions,
        state: Callable[[str], ServerStatus],
        accepted: Callable[[str], None] = lambda _server: None,
    ) -> None:
        """``state`` tells what is known of a server by its id, ``accepted`` is told that something waits for it."""
        self._core = core
        self._edits = edits
        self._revisions = revisions
        self._state = state
        self._accepted = accepted
        self._lock = threading.Lock()

    def made_of(self, asked: Asked) -> Edit | None:
        """The edit that a request with this key has become, if it came before."""
        return self._edits.with_key(_key(asked))

    def _user(self, server: str, user: str) -> tuple[Server, UserState]:
        one = self._core.fleet.get(server)
        if all(managed.name != user for managed in one.users):
            raise NotManaged(user=user[:40], server=one.name)
        return one, self._state(one.id).users.get(user, UserState())

    def _now(self, server: Server) -> datetime:
        """The server's own local time, without a zone."""
        return self._state(server.id).local_now(self._core.clock.now()).replace(tzinfo=None)

    def _expected(self, server: Server, user: str, known: UserState) -> UserConfig | None:
        """The rules as they will be when all that waits has arrived; None if they are not known."""
        if known.config is None or known.config.damaged:
            return None
        config = known.config.model
        for edit in self._edits.waiting(server.id, user):
            if edit.changes and edit.kind is not EditKind.RETURN and edit.state in ON_THE_WAY:
                config = with_user_values(config, {change.key: change.wanted for change in edit.changes})
        return config

    def _again(self, asked: Asked, *content: object) -> Accepted | None:
        """What was accepted when this request came before. Raises KeyReused if it was another one."""
        earlier = self._edits.with_key(_key(asked)) if asked.key else None
        if earlier is None:
            return None
        if earlier.asked != _digest(*content):
            raise KeyReused(key=asked.key[:80])
        return Accepted(earlier, again=True)

    def _accept(
        self,
        server: Server,
        user: str,
        kind: EditKind,
        asked: Asked,
        content: tuple[object, ...],
        *,
        doubts: tuple[Doubt, ...] = (),
        **fields: Any,  # noqa: ANN401 - fields of Edit
    ) -> Accepted:
        """Put a new edit into the queue. ``content`` tells the request from others under the same key."""
        now = self._core.clock.now()
        edit = Edit(
            id=self._edits.new_id(now),
            server=server.id,
            user=user,
            kind=kind,
            created=now,
            changed=now,
            who=asked.who,
            through=asked.through,
            origin=asked.origin,
            reason=checked_reason(asked.reason),
            key=_key(asked) if asked.key else "",
            asked=_digest(*content) if asked.key else "",
            **fields,
        )
        accepted = self._edits.add(edit)
        self._accepted(edit.server)
        return Accepted(accepted, doubts)


def _key(asked: Asked) -> str:
    """Not from where: who asks again may have got another address meanwhile."""
    return _digest(asked.who, asked.through.value, asked.key)


def _digest(*parts: object) -> str:
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "replace"), digest_size=16).hexdigest()
