"""What every endpoint has at hand: the services, who asks, and what a request says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from editing import Asked
from errors import NotManaged
from headlines import Style
from i18n import Message
from pending import Through
from plain import Plain
from servers import ManagedUser, Server
from services import Services
from state import UserState
from tokens import Scope
from web.api.answers import Answer
from web.api.bodies import KEY, Reasoned
from web.api.door import Caller
from web.api.guard import require
from web.api.refusals import BadField

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Call:
    """One request that is allowed, as far as its path tells."""

    services: Services
    caller: Caller
    key: str | None
    """The header Idempotency-Key."""

    @property
    def style(self) -> Style:
        """How times are written here."""
        return self.services.core.style

    def require(self, scope: Scope) -> None:
        """Where the path alone does not tell what is needed. Raises OutOfScope."""
        require(self.caller, scope)

    def server(self, name_or_id: str) -> Server:
        """One computer. Raises NotFound."""
        return self.services.core.fleet.get(name_or_id)

    def user(self, server: Server, name: str) -> tuple[ManagedUser, UserState]:
        """One user of it, and what is known. Raises NotManaged."""
        managed = next((one for one in server.users if one.name == name), None)
        if managed is None:
            raise NotManaged(user=name[:40], server=server.name)
        return managed, self.services.syncer.state(server.id).users.get(name, UserState())

    def asked(self, body: Reasoned | None = None) -> Asked:
        """Who wants an edit, and why. Raises BadField for a key that is none, or two different ones."""
        reason, key = (body.reason, body.idempotency_key) if body else ("", "")
        if self.key is not None:
            if not _KEY.fullmatch(self.key) or key not in {"", self.key}:
                raise BadField(field=IDEMPOTENCY_KEY, allowed=Message(KEY))
            key = self.key
        return Asked(self.caller.token.name, Through.API, self.caller.address, reason, key)

    def answer(self, content: object, status: int = 200) -> Answer:
        """The answer with this content: views, and dicts and lists of them."""
        return Answer(Plain(self.style.language)(content), status)


async def _call(request: Request) -> Call:
    return Call(request.app.state.services, request.state.caller, request.headers.get(IDEMPOTENCY_KEY))


Ask = Annotated[Call, Depends(_call)]
"""The parameter by which an endpoint gets its :class:`Call`."""
