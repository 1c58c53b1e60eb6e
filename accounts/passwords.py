"""Passwords: hashed with argon2id, two at a time, and never kept or logged.

One comparison costs some 60 ms and 32 MiB. More than two at once would let strangers fill this machine by guessing, so
they wait in a line; a line that is full sends away whoever comes.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.models import MAX_PASSWORD, MIN_PASSWORD
from errors import InvalidValue, TooBusy
from i18n import N_, Message

T = TypeVar("T")

AT_ONCE: Final = 2
MOST_WAITING: Final = 20
HIDDEN: Final = "…"
"""Stands for a password in a sentence about it."""

ALLOWED: Final = N_(
    "10 to 200 characters, of which some differ, and not the name alone. Three or four words in a row are a good one."
)


def checked(password: str, name: str = "") -> str:
    """A new password as it is hashed. Raises InvalidValue, which does not repeat it."""
    text = _normal(password)
    if not MIN_PASSWORD <= len(text) <= MAX_PASSWORD or text.casefold() == name.casefold() or len(set(text)) < 3:
        raise InvalidValue(what=Message(N_("Password")), value=HIDDEN, allowed=Message(ALLOWED))
    return text


class Passwords:
    """Hashes and compares. Thread-safe."""

    def __init__(self, *, time_cost: int = 3, memory_kib: int = 32 * 1024) -> None:
        """The costs of argon2id; only tests make them lower."""
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._room = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)

    def hash(self, password: str, name: str = "") -> str:
        """The hash of a new password. Raises InvalidValue for one that is not allowed, TooBusy."""
        text = checked(password, name)
        return self._submit(lambda: self._hasher.hash(_bytes(text))).result()

    def check(self, hashed: str | None, password: str) -> Future[bool]:
        """Whether it is right; without a hash (an unknown name) it is not, and takes as long. Raises TooBusy."""
        against = hashed if hashed is not None else self._nobodys
        return self._submit(lambda: self._is_right(against, password) and hashed is not None)

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobodys(self) -> str:
        """The hash of no password, with today's costs. It is made up: computing one would make the first guess slow."""
        salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
        costs = f"m={self._hasher.memory_cost},t={self._hasher.time_cost},p={self._hasher.parallelism}"
        return f"$argon2id$v=19${costs}${salt}${digest}"

    def _is_right(self, hashed: str, password: str) -> bool:
        if len(password) > MAX_PASSWORD * 4:
            password = ""  # nobody's; and it takes as long as any
        try:
            return self._hasher.verify(hashed, _bytes(_normal(password)))
        except (VerificationError, InvalidHashError):
            return False

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._room.acquire(blocking=False):
            raise TooBusy
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._room.release())
        return future


def _normal(password: str) -> str:
    """The same text for the same keys: browsers and systems compose accents differently (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
