"""What is said to a mail server and heard from it, by the standard library's :mod:`smtplib`.

It is maintained with Python itself and needs nothing else. What it lacks is put below it here: a deadline over
everything instead of one for each wait (see mail.wire), and an end to what a server may say. Passwords that are not
ASCII, which it cannot say, are told by mail.post.
"""

from __future__ import annotations

import re
import smtplib
from typing import Final, TypeAlias

from mail.wire import Wire

OUR_NAME: Final = "[127.0.0.1]"
"""How we greet. The name of this machine is nobody's business; other programs for mail say the same."""
LONGEST_ANSWER: Final = 16 * 1024
"""Bytes of one answer with all its lines."""
LONGEST_SAID: Final = 200
"""Characters of an answer that are shown."""

Reply: TypeAlias = tuple[int, bytes]
"""The number of an answer and its text, in lines."""


class Conversation(smtplib.SMTP):
    """smtplib over a wire of ours: what it sends and hears goes through it."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(local_hostname=OUR_NAME)
        self._wire = wire
        self._heard = b""

    @property
    def has_unread(self) -> bool:
        """Whether more has come than was asked for."""
        return bool(self._heard)

    def send(self, s: object) -> None:
        """Say something, as smtplib calls it."""
        self._wire.send(s if isinstance(s, bytes) else str(s).encode("ascii"))

    def getreply(self) -> Reply:
        """One answer with all its lines. Raises OSError, and ValueError with what was said if that is none."""
        said: list[bytes] = []
        length = 0
        while True:
            line = self._line(LONGEST_ANSWER - length)
            length += len(line)
            matched = re.fullmatch(rb"([2-5][0-9]{2})([ -]?)(.*)", line.rstrip(b"\r\n"), re.DOTALL)
            if not matched:
                raise ValueError(line.decode("ascii", "replace"))
            said.append(matched[3].strip())
            if matched[2] != b"-":
                return int(matched[1]), b"\n".join(said)

    def _line(self, most: int) -> bytes:
        while b"\n" not in self._heard:
            more = self._wire.receive()
            if not more:
                raise ConnectionResetError
            self._heard += more
            if len(self._heard) > most and b"\n" not in self._heard[:most]:
                raise ValueError(self._heard[:LONGEST_ANSWER].decode("ascii", "replace"))
        line, _, self._heard = self._heard.partition(b"\n")
        if len(line) >= most:
            raise ValueError(line.decode("ascii", "replace"))
        return line

    def forget_greeting(self) -> None:
        """What was said before TLS counts no more."""
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
