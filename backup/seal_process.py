"""The process that encrypts or decrypts one thing: see sealing. It stands alone and imports nothing of the program.

In: four bytes with the length of the passphrase, the passphrase, the data. Out: the result.
"""

from __future__ import annotations

import sys

import pyrage

WRONG = 3
TOO_HARD = 4


def main() -> int:
    """Do what the first argument says."""
    given = sys.stdin.buffer.read()
    size = int.from_bytes(given[:4], "big")
    secret, data = given[4 : 4 + size].decode(), given[4 + size :]
    if sys.argv[1] == "seal":
        result = pyrage.passphrase.encrypt(data, secret)
    else:
        try:
            result = pyrage.passphrase.decrypt(data, secret)
        except (pyrage.DecryptError, ValueError) as error:
            return TOO_HARD if str(error).startswith("Excessive work") else WRONG
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
