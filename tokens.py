"""The tokens by which other programs use the API: who they are and what each may do. ``tokens.json``.

Only the SHA-256 of a token is kept. A token is 256 random bits, so its hash can neither be guessed from nor be tried
out, and looking it up in a dict tells a stranger nothing: its time depends on the hash, never on the token.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field

from errors import AlreadyExists, DataDamaged, InvalidValue, NotFound, TooMany
from i18n import N_, Message
from servers.values import child_name, shown
from storage import Kind, Moment, Record, Store

logger = logging.getLogger(__name__)

TOKENS_JSON: Final = "tokens.json"
PREFIX: Final = "tkm_"
"""By which a token is recognised where it has leaked to, and by which a scanner for secrets finds it."""
SECRET_BYTES: Final = 32
MAX_TOKENS: Final = 100
LONGEST: Final = 100
"""Characters of what may be a token; a longer text is not even hashed."""

TOKEN: Final = Message(N_("token"))
SCOPES: Final = N_("Choose one or more of read, grant, edit and admin.")


class Scope(StrEnum):
    """What a token may do; each includes those before it."""

    READ = "read"
    GRANT = "grant"
    """What is for today: more or less time, other hours, lock and unlock."""
    EDIT = "edit"
    """Lasting changes of a user's rules."""
    ADMIN = "admin"
    """Computers, users, children, timekpr.conf and the audit."""


class Token(Record):
    """One token, without the secret itself."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: Moment
    digest: Annotated[str, Field(repr=False)]
    """SHA-256 of the secret, in hex."""

    def may(self, scope: Scope) -> bool:
        """Whether it reaches so far."""
        order = list(Scope)
        return any(order.index(one) >= order.index(scope) for one in self.scopes)


class TokensFile(Record):
    """``tokens.json``."""

    tokens: tuple[Token, ...] = ()


TOKENS: Final = Kind(TokensFile, schema=1)


class Tokens:
    """All tokens, as the last change left them. Thread-safe; a change is saved when it returns (else NotSaved)."""

    def __init__(self, store: Store) -> None:
        """Read the file. A damaged one without any good copy counts as empty, so that nobody gets in by it."""
        self._store = store
        self._lock = threading.Lock()
        try:
            self._file = store.load(TOKENS, TOKENS_JSON) or TokensFile()
        except DataDamaged as error:
            logger.warning("%s", error)
            self._file = TokensFile()
        self._by_digest = _by_digest(self._file)
        self._used: dict[str, datetime] = {}

    def list(self) -> tuple[Token, ...]:
        """All tokens, oldest first."""
        return self._file.tokens

    def create(self, name: str, scopes: Iterable[str]) -> tuple[Token, str]:
        """Make a token; it and its secret, which is nowhere else and cannot be had again.

        ``name`` is 1 to 60 characters in one line, and no other token's. Raises InvalidValue, AlreadyExists, TooMany.
        """
        name, chosen = child_name(name), _chosen(scopes)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        with self._lock:
            if _find(self._file, name) is not None:
                raise AlreadyExists(what=TOKEN, name=name)
            if len(self._file.tokens) >= MAX_TOKENS:
                raise TooMany(what=Message(N_("tokens")), limit=MAX_TOKENS)
            token = Token(
                id=self._free_id(), name=name, scopes=chosen, created=self._store.clock.now(), digest=_digest(secret)
            )
            self._save((*self._file.tokens, token))
        return token, secret

    def revoke(self, name_or_id: str) -> Token:
        """Let nobody in by a token any more, from this moment on. Raises NotFound."""
        with self._lock:
            token = _find(self._file, name_or_id)
            if token is None:
                raise NotFound(what=TOKEN, name=shown(name_or_id))
            self._save(tuple(one for one in self._file.tokens if one.id != token.id))
            self._used.pop(token.id, None)
        return token

    def verify(self, secret: str) -> Token | None:
        """The token with this secret. Never waits, not even while another one is being saved."""
        if not secret.startswith(PREFIX) or len(secret) > LONGEST or not secret.isascii():
            return None
        token = self._by_digest.get(_digest(secret))
        if token is not None:
            self._used[token.id] = self._store.clock.now()
        return token

    def last_used(self, token_id: str) -> datetime | None:
        """When a token was last used since the start (UTC). Not on the disk: it would be a write for each request."""
        return self._used.get(token_id)

    def _free_id(self) -> str:
        while _find(self._file, made := secrets.token_hex(4)) is not None:
            pass
        return made

    def _save(self, tokens: tuple[Token, ...]) -> None:
        file = self._file.model_copy(update={"tokens": tokens})
        self._store.save(TOKENS, file, TOKENS_JSON)
        self._file, self._by_digest = file, _by_digest(file)


def _chosen(scopes: Iterable[str]) -> tuple[Scope, ...]:
    wanted = set(scopes)
    known = tuple(scope for scope in Scope if scope in wanted)
    if not known or len(known) != len(wanted):
        raise InvalidValue(what=Message(N_("scope")), value=shown(", ".join(sorted(wanted))), allowed=Message(SCOPES))
    return known


def _find(file: TokensFile, name_or_id: str) -> Token | None:
    wanted = name_or_id.casefold()
    return next((one for one in file.tokens if wanted in {one.id, one.name.casefold()}), None)


def _by_digest(file: TokensFile) -> Mapping[str, Token]:
    return {token.digest: token for token in file.tokens}


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
