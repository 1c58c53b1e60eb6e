"""Encrypting and decrypting with a passphrase, as ``age -p`` and ``age -d`` do.

That takes a second and a gigabyte of memory on purpose (two where a much faster machine has encrypted), in which the
library lets nobody else run: so it is done in a process of its own, and the pages go on. The passphrase goes to it over
a pipe.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from errors import NotSealed

PATIENCE: Final = 120.0
"""Seconds: a small machine that is busy."""
PROCESS: Final = Path(__file__).with_name("seal_process.py")
WRONG: Final = 3
"""What the process ends with if the passphrase is wrong, or the bytes were changed."""


TOO_HARD: Final = 4
"""If this machine would be at it for too long: how hard it is was chosen so that it took the other one a second."""


class TooHard(Exception):
    """It was encrypted by a machine that is so much faster that this one would not come to an end."""


class NotOpened(Exception):
    """The passphrase is another one, or these bytes are not what was encrypted."""


def seal(data: bytes, passphrase: str) -> bytes:
    """Encrypt. Raises NotSealed."""
    try:
        return _run("seal", data, passphrase)
    except TooHard as error:
        raise NotSealed from error


def unseal(data: bytes, passphrase: str) -> bytes:
    """Decrypt. Raises NotOpened, TooHard, NotSealed."""
    return _run("unseal", data, passphrase)


def _run(what: str, data: bytes, passphrase: str) -> bytes:
    secret = passphrase.encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", str(PROCESS), what],
            input=len(secret).to_bytes(4, "big") + secret + data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSealed from error
    if done.returncode == WRONG:
        raise NotOpened
    if done.returncode == TOO_HARD:
        raise TooHard
    if done.returncode:
        raise NotSealed
    return done.stdout
