"""Addresses for mail: what they have to look like, so that nothing else can be said by one to a mail server.

The part before the @ is ASCII, since few servers take more (SMTPUTF8); the domain may be any, and travels as IDNA 2008
has it. Python's own codec is of IDNA 2003, by which ``straße.de`` would lead to somebody else's ``strasse.de``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

import idna
from pydantic import AfterValidator

from settings.values import listed

MOST_OF_AN_ADDRESS: Final = 254
MOST_OF_A_NAME: Final = 100
MOST_RECIPIENTS: Final = 20

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_WITH_NAME: Final = re.compile(r"([^<>]*)<([^<>]*)>")
_NOT_IN_A_NAME: Final = frozenset('<>"@,;:\\()[]')
"""What has a meaning beside an address; a name needs none of it."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address as it travels, in ASCII, and the name that stands before it, or none."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def ascii_address(text: str) -> str:
    """An address as it travels. Raises ValueError for what is none."""
    local, at, domain = text.rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise ValueError("not an address")
    encoded = _ascii_domain(domain)
    address = f"{local}@{encoded}"
    if len(address) > MOST_OF_AN_ADDRESS or not _DOMAIN.fullmatch(encoded):
        raise ValueError("not an address")
    return address


def mailbox(text: str) -> Mailbox:
    """An address, or a name and an address in angle brackets. Raises ValueError for what is neither."""
    named = _WITH_NAME.fullmatch(text.strip())
    if not named:
        return Mailbox(ascii_address(text.strip()))
    name, address = named[1].strip(), named[2]
    if len(name) > MOST_OF_A_NAME or not name.isprintable() or _NOT_IN_A_NAME & set(name) or "=?" in name:
        raise ValueError("not a name")
    return Mailbox(ascii_address(address), name)


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode()
    except UnicodeError as error:  # idna's own is one
        raise ValueError("not a domain") from error


def _sender(text: str) -> str:
    if text and not text.isprintable():
        raise ValueError("more than a line")
    if text:
        mailbox(text)
    return text


def _recipients(text: str) -> str:
    if not text.isprintable() or len(listed(text)) > MOST_RECIPIENTS:
        raise ValueError("too many, or more than a line")
    for one in listed(text):
        ascii_address(one)
    return text


MailSender = Annotated[str, AfterValidator(_sender)]
"""An address, also with a name before it; or empty."""
MailAddresses = Annotated[str, AfterValidator(_recipients)]
"""Addresses with commas between them."""
