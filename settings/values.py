"""What a setting of each kind has to look like: types that pydantic checks, each refusing by a ValueError."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from i18n import languages

_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
_BASE_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]{1,255}(/[A-Za-z0-9._~/-]{0,200})?")


def listed(text: str) -> list[str]:
    """The entries of a setting that is a list with commas."""
    return [one.strip() for one in text.split(",") if one.strip()]


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a switch is no number")  # noqa: TRY004 - pydantic turns a ValueError into its own error
    return value


def _address(host: str) -> str:
    if host != "localhost":
        ipaddress.ip_address(host)
    return host


def _networks(text: str) -> str:
    for one in listed(text):
        ipaddress.ip_network(one, strict=False)
    return text


def _host_names(text: str) -> str:
    if not all(_HOST_NAME.fullmatch(one) for one in listed(text)):
        raise ValueError("not a host name")
    return text


def _base_url(text: str) -> str:
    if text and not _BASE_URL.fullmatch(text):
        raise ValueError("not the address of a page")
    return text.rstrip("/")


def _language(code: str) -> str:
    if code not in languages():
        raise ValueError("no such language")
    return code


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


WholeNumber = Annotated[int, BeforeValidator(_whole)]
Address = Annotated[str, AfterValidator(_address)]
"""An address of this machine, or ``localhost``."""
Networks = Annotated[str, AfterValidator(_networks)]
"""Addresses or networks, with commas between them."""
HostNames = Annotated[str, AfterValidator(_host_names)]
"""Host names, with commas between them."""
BaseUrl = Annotated[str, AfterValidator(_base_url)]
"""The address of a page, without a slash at its end; or empty."""
Language = Annotated[str, AfterValidator(_language)]
"""A language that there is a catalogue of."""
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
