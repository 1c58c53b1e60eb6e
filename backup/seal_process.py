"""The process that encrypts or decrypts one thing: see sealing. It stands alone and imports nothing of the program.

In: four bytes with the length of the passphrase, the passphrase, the data. Out: the result.
"""

from __future__ import annotations

import re
import sys

import pyrage

WRONG = 3
TOO_HARD = 4

EASY, HARD, HARDEST = 18, 20, 21
"""Work factors of scrypt, of which each doubles the work and the memory: 20 is a gigabyte. The library measures what a
second's work is, each time anew: a busy machine would make what is easily guessed, and refuse what it made itself."""
SEALED, OPENED = 5, 50
"""How often it measures. Opening something, the measuring alone is repeated."""
_FACTOR = re.compile(rb"age-encryption\.org/v1\n-> scrypt \S{1,60} ([0-9]{1,9})\n")


def seal(data: bytes, secret: str) -> bytes | None:
    """Encrypt, not so that it is guessed easily, nor so that a small machine cannot open it; None if that fails."""
    made: dict[int, bytes] = {}
    for _ in range(SEALED):
        result: bytes = pyrage.passphrase.encrypt(data, secret)
        made[factor(result)] = result
        if EASY <= factor(result) <= HARD:
            return result
    not_too_hard = [one for one in made if one <= HARDEST]
    return made[max(not_too_hard)] if not_too_hard else None


def unseal(data: bytes, secret: str) -> bytes | int:
    """Decrypt; WRONG or TOO_HARD if that fails."""
    if factor(data) > HARDEST:
        return TOO_HARD
    for _ in range(OPENED):
        try:
            opened: bytes = pyrage.passphrase.decrypt(data, secret)
        except (pyrage.DecryptError, ValueError) as error:
            if not str(error).startswith("Excessive work"):
                return WRONG
        else:
            return opened
    return TOO_HARD


def factor(data: bytes) -> int:
    """The work factor that stands at the beginning; 0 where there is none."""
    found = _FACTOR.match(data)
    return int(found[1]) if found else 0


def main() -> int:
    """Do what the first argument says."""
    given = sys.stdin.buffer.read()
    size = int.from_bytes(given[:4], "big")
    secret, data = given[4 : 4 + size].decode(), given[4 + size :]
    if sys.argv[1] == "seal":
        result = seal(data, secret)
        if result is None:
            return TOO_HARD
    else:
        opened = unseal(data, secret)
        if isinstance(opened, int):
            return opened
        result = opened
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
