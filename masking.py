"""Taking a secret out of what others say, before it is shown or kept: a server may answer with our own password in it.

Whoever is told a secret can always say it in some way that nobody foresees. What is looked for is how programs repeat
what they were sent, by mistake or in a log: as it is, coded as for the way, or broken by a line or an odd character.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final

DOTS: Final = "•••"

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+")
_URL_SAFE: Final = str.maketrans("-_", "+/")
_ODD: Final = "\N{REPLACEMENT CHARACTER}"


def masked(text: str, *secrets: str) -> str:
    """The text with dots in place of each secret, also in Base64 (alone or within more), percent-encoded or in hex.

    Blanks, line ends and what cannot be printed do not hide one. An empty secret is none. To be done before a text is
    cut, or half of one would stay.
    """
    places = [place for place, char in enumerate(text) if char.isprintable() and not char.isspace() and char != _ODD]
    closed = "".join(text[place] for place in places)
    spans = sorted(
        (places[start], places[end - 1] + 1)
        for secret in secrets
        if secret.strip()
        for start, end in (*_plain(closed, secret), *_coded(closed, secret.encode("utf-8", "replace")))
    )
    parts, done = [], 0
    for start, end in spans:
        if start >= done:
            parts += [text[done:start], DOTS]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _plain(closed: str, secret: str) -> Iterator[tuple[int, int]]:
    """Where it stands as it is, percent-encoded or in hex."""
    pattern = "".join(_character(char) for char in secret)
    hexed = re.escape(secret.encode("utf-8", "replace").hex())
    yield from (found.span() for found in re.finditer(f"{pattern}|{hexed}", closed, re.IGNORECASE) if found[0])


def _character(char: str) -> str:
    quoted = "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
    if char.isspace():
        return rf"(?:{quoted}|\+)?+"
    if char.isascii() and char.isprintable():
        return f"(?:{re.escape(char)}|{quoted})"
    return f"(?:{re.escape(char)}|{quoted})?+"  # said in another character set it may be no character at all


def _coded(closed: str, secret: bytes) -> Iterator[tuple[int, int]]:
    """Where it stands in Base64: three bytes are four characters, and it may begin at any of them."""
    for run in _BASE64.finditer(closed.translate(_URL_SAFE)):
        for offset in range(min(4, len(run[0]))):
            coded = run[0][offset:]
            # As much as can be decoded: a last group of one character is none.
            coded = coded[: len(coded) - (len(coded) % 4 == 1)]
            decoded = binascii.a2b_base64(coded + "=" * (-len(coded) % 4))
            at = decoded.find(secret)
            while at >= 0:
                start, end = at * 4 // 3, -(-(at + len(secret)) * 4 // 3)
                yield run.start() + offset + start, min(run.end(), run.start() + offset + end)
                at = decoded.find(secret, at + 1)
