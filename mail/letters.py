"""Letters: what somebody wants to have sent, and as what it travels.

Subject and text may hold anybody's words, such as a child's name: they become one line, and text. HTML is as it is
given: whoever makes it escapes in it what is not theirs.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Final

from errors import LetterTooLarge
from settings import Mailbox

MOST_BYTES: Final = 256 * 1024
"""Of a letter as it travels."""
LONGEST_SUBJECT: Final = 200
LONGEST_KEY: Final = 200
FITS_A_LINE: Final = 60
"""Characters that stand beside the name of a head without folding."""

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls, ends of lines of other kinds than ours, and what turns the direction of writing around."""
_NO_TEXT: Final = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom.

    ``key`` names it for good, such as "digest/anna/2026-W47": a letter with the same key is never sent again. ``to``
    are some of the recipients of the settings, none for all of them.
    """

    key: str
    subject: str
    text: str
    html: str = ""
    to: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """Somebody's words as a subject: in one line, without anything that could be read as more than words."""
    plain = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
    plain = " ".join(_UNSEEN.sub(" ", plain).split())
    return plain.replace("=?", "= ?")[:LONGEST_SUBJECT].rstrip()  # it begins a word in code, which is decoded


def many_lines(text: str) -> str:
    """A text as it may travel."""
    plain = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", plain)


def new_id(sender: Mailbox) -> str:
    """A Message-ID that nobody can guess, and that says nothing of this machine. It stays when a letter is repeated."""
    return f"<{secrets.token_hex(16)}@{sender.domain}>"


def as_bytes(letter: Letter, *, sender: Mailbox, to: tuple[str, ...], message_id: str, written: datetime) -> bytes:
    """The letter as it travels: ASCII in lines of at most 78 characters. Raises LetterTooLarge."""
    message = EmailMessage(policy=_WellFolded(linesep="\r\n"))
    message["From"] = f'"{sender.name}" <{sender.address}>' if sender.name else sender.address
    message["To"] = ", ".join(to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(written)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # nobody's holiday answers it
    message.set_content(many_lines(letter.text), charset="utf-8", cte="quoted-printable")
    if letter.html:
        message.add_alternative(many_lines(letter.html), subtype="html", charset="utf-8", cte="quoted-printable")
    content = message.as_bytes()
    if len(content) > MOST_BYTES:
        raise LetterTooLarge(limit=MOST_BYTES // 1024)
    return content


class _WellFolded(EmailPolicy):
    """Python's own folding loses spaces, and doubles others: between coded words, and before a long one."""

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - the headers' classes are made at run time
        """One header in its lines."""
        words = value.addresses[0].display_name if name == "From" else value if name == "Subject" else ""
        if words.isascii() and len(words) <= FITS_A_LINE:
            return super().fold_binary(name, value)
        coded = Header(words, "utf-8", header_name=name).encode(linesep="\r\n")
        behind = f"\r\n <{value.addresses[0].addr_spec}>" if name == "From" else ""
        return f"{name}: {coded}{behind}\r\n".encode("ascii")
