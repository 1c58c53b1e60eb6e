"""The code without which nobody makes the first account: whoever can read the console owns the machine."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from hmac import compare_digest
from typing import Final

logger = logging.getLogger(__name__)

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters and digits that are taken for each other."""
LENGTH: Final = 10
"""Characters: 49 random bits."""
MOST_WRONG: Final = 10
"""Wrong ones after which another code holds."""


class SetupCode:
    """The present code, and how often somebody was wrong about it. For the event loop alone."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        """``announce`` shows a code to whoever owns the machine, and to nobody else."""
        self._announce = announce
        self._code = ""
        self._wrong = 0

    def begin(self) -> None:
        """Make a code and announce it."""
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        self._code = text
        self._wrong = 0
        try:
            self._announce(f"{text[:5]}-{text[5:]}")
        except OSError as error:
            logger.warning("the set-up code could not be shown: %s. Use the command “account add”.", error)

    def is_right(self, given: str) -> bool:
        """Whether this is the code, however it is written. After ten wrong ones there is another."""
        plain = "".join(char for char in given[:50].upper() if char.isascii() and char.isalnum())
        if self._code and compare_digest(plain.encode(), self._code.encode()):
            return True
        self._wrong += 1
        if self._wrong >= MOST_WRONG:
            self.begin()
        return False

    def use_up(self) -> None:
        """The first account is made: no code is right any more."""
        self._code = ""
