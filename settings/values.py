"""What a setting of each kind has to look like: types that pydantic checks, each refusing by a ValueError."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo
from pydantic.fields import FieldInfo

from i18n import languages
from problems import SignCode

_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
_BASE_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]{1,255}(/[A-Za-z0-9._~/-]{0,200})?")

_TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")

MOST_OF_A_PATH = 4096
MOST_OF_A_SECRET = 1000
MOST_OF_A_TOPIC = 200
MOST_OF_A_USER_NAME = 200


class NotBesideError(ValueError):
    """A value that is right in itself and not beside another setting; ``sentence`` says what helps.

    ``about`` is that other one, of the same group, where it is the one to be changed.
    """

    def __init__(self, sentence: str, about: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about


def not_beside_secret(secret: str, sentence: str) -> Callable[[str, ValidationInfo], str]:
    """A validator for the path of a file with a secret: raises NotBesideError where the secret itself is set too.

    ``secret`` is the name of its field, which comes before this one.
    """

    def validator(path: str, info: ValidationInfo) -> str:
        other = info.data.get(secret)
        if path and other and other.get_secret_value():
            raise NotBesideError(sentence)
        return path

    return validator


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


def _sign_codes(text: str) -> str:
    for one in listed(text):
        SignCode(one)
    return text


def _language(code: str) -> str:
    if code not in languages():
        raise ValueError("no such language")
    return code


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _host(host: str) -> str:
    if not host or (_HOST_NAME.fullmatch(host) and not host.replace(".", "").isdigit()):
        return host
    if "%" in host:
        raise ValueError("an address of one interface alone")
    ipaddress.ip_address(host)
    return host


def _user_name(name: str) -> str:
    if len(name) > MOST_OF_A_USER_NAME or not name.isprintable():
        raise ValueError("not a line of text")
    return name


def _secret_line(secret: SecretStr) -> SecretStr:
    if not is_secret_line(secret.get_secret_value()):
        raise ValueError("not a line of text")
    return secret


def is_secret_line(text: str) -> bool:
    """Whether a text can be a password; one with several lines is a key, or something that is nobody's business."""
    return len(text) <= MOST_OF_A_SECRET and not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in text)


def _path(path: str) -> str:
    if path and (not path.startswith("/") or len(path) > MOST_OF_A_PATH or not path.isprintable()):
        raise ValueError("not a whole path")
    return path


def _time_of_day(text: str) -> str:
    if not _TIME_OF_DAY.fullmatch(text):
        raise ValueError("not a time of day")
    return text


def is_path(field: FieldInfo) -> bool:
    """Whether a setting names a file or folder of this machine."""
    return any(isinstance(one, AfterValidator) and one.func is _path for one in field.metadata)


def _client_id(text: str) -> str:
    if not _CLIENT_ID.fullmatch(text):
        raise ValueError("not every broker takes it")
    return text


def _topic(topic: str) -> str:
    if not 1 <= len(topic) <= MOST_OF_A_TOPIC or not topic.isprintable() or topic != topic.strip():
        raise ValueError("not a topic")
    if topic.startswith("$") or {"+", "#"} & set(topic) or "" in topic.split("/"):
        raise ValueError("a topic that brokers keep for themselves, a pattern, or one with an empty level")
    return topic


WholeNumber = Annotated[int, BeforeValidator(_whole)]
Address = Annotated[str, AfterValidator(_address)]
"""An address of this machine, or ``localhost``."""
Networks = Annotated[str, AfterValidator(_networks)]
"""Addresses or networks, with commas between them."""
HostNames = Annotated[str, AfterValidator(_host_names)]
"""Host names, with commas between them."""
BaseUrl = Annotated[str, AfterValidator(_base_url)]
"""The address of a page, without a slash at its end; or empty."""
SignCodes = Annotated[str, AfterValidator(_sign_codes)]
"""Words of problems.SignCode, with commas between them."""
Language = Annotated[str, AfterValidator(_language)]
"""A language that there is a catalogue of."""
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
Host = Annotated[str, AfterValidator(_host)]
"""A host name or an IP address, or empty."""
UserName = Annotated[str, AfterValidator(_user_name)]
SecretLine = Annotated[SecretStr, AfterValidator(_secret_line)]
"""A password, or empty."""
WholePath = Annotated[str, AfterValidator(_path)]
"""The path of a file on this machine, from the root; or empty."""
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
"""As 03:40."""
ClientId = Annotated[str, AfterValidator(_client_id)]
Topic = Annotated[str, AfterValidator(_topic)]
"""An MQTT topic to publish at, or the beginning of some."""
