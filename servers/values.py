"""What may be said about a server, a user or a child: checked here once, whoever says it, with one sentence each.

Every function returns the value as it is kept, or raises errors.InvalidValue.
"""

from __future__ import annotations

import ipaddress
import posixpath
import re
import unicodedata

from errors import InvalidValue
from i18n import N_, Message

MAX_NOTE = 500
MAX_CHILD_NAME = 60
MAX_REASON = 500

_SERVER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_LOGIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ZONE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,14}")
_NO_USERS = frozenset({"DEFAULT", "DOCUMENTATION", "USER"})
"""Sections of Timekpr's own files: a user called so could not be told from them."""
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing: a name with one could look like another."""

SERVER_NAME = N_(
    "1 to 63 letters, digits, dots, dashes and underscores, beginning with a letter or digit, no dot at the end."
)
HOST = N_("A host name (letters, digits, dashes and dots) or an IP address.")
PORT = N_("A port is a number from 1 to 65535.")
LOGIN = N_("1 to 32 letters, digits, dots, dashes and underscores, beginning with a letter or underscore.")
FOLDER = N_("A path from the root, such as /var/lib/timekpr/config, of at most 255 characters.")
NOTE = N_("At most 500 characters in one line.")
REASON = N_("At most 500 characters.")
CHILD_NAME = N_("1 to 60 characters in one line.")
SWITCH = N_("On or off.")
MODES = ("follow", "enforce")
CHANNELS = ("auto", "dbus", "timekpra", "files")
MODE = N_("follow (a change made there is taken over) or enforce (it is set back).")
CHANNEL = N_("auto, dbus, timekpra or files.")
COLOURS = 8
COLOUR = N_("A number from 0 to 7, or nothing.")


def server_name(value: object) -> str:
    """A server's name: also the stem of its id and so of paths."""
    if isinstance(value, str) and _SERVER_NAME.fullmatch(value) and not value.endswith("."):
        return value
    raise refused(N_("name"), value, SERVER_NAME)


def host(value: object) -> str:
    """A host name after RFC 1123, or an IPv4 or IPv6 address; brackets around the latter are dropped."""
    if isinstance(value, str) and len(value) <= 253:
        inner = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        if _is_address(inner) and (inner == value or ":" in inner):
            return inner
        labels = value.split(".")
        # The last label of a name is never a number (RFC 1123, 2.1): 300.1.1.1 is an address with a mistake in it.
        if all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit():
            return value
    raise refused(N_("host"), value, HOST)


def port(value: object) -> int:
    """A TCP port."""
    if type(value) is int and 1 <= value <= 65535:
        return value
    raise refused(N_("port"), value, PORT)


def account(value: object) -> str:
    """The login with which we sign in."""
    if isinstance(value, str) and _LOGIN.fullmatch(value):
        return value
    raise refused(N_("account"), value, LOGIN)


def user_name(value: object) -> str:
    """A login that Timekpr manages."""
    if isinstance(value, str) and _LOGIN.fullmatch(value) and value not in _NO_USERS:
        return value
    raise refused(N_("user"), value, LOGIN)


def remote_path(value: object) -> str:
    """A file or folder on a server: absolute and without detours."""
    if isinstance(value, str) and 1 < len(value) <= 255 and _is_plain(value):
        normal = posixpath.normpath(value)
        if value.startswith("/") and not value.startswith("//") and normal in (value, value.removesuffix("/")):
            return normal
    raise refused(N_("folder"), value, FOLDER)


def note(value: object) -> str:
    """What a parent wants to remember of a server."""
    if isinstance(value, str) and len(value) <= MAX_NOTE and _is_plain(value):
        return value.strip()
    raise refused(N_("note"), value, NOTE)


def reason(value: object) -> str:
    """Why a parent changes something; line breaks become blanks."""
    if isinstance(value, str):
        text = " ".join(value.split())
        if len(text) <= MAX_REASON and _is_plain(text):
            return text
    raise refused(N_("reason"), value, REASON)


def child_name(value: object) -> str:
    """What a child is called."""
    if isinstance(value, str):
        name = unicodedata.normalize("NFC", value).strip()
        if 1 <= len(name) <= MAX_CHILD_NAME and _is_plain(name):
            return name
    raise refused(N_("name"), value, CHILD_NAME)


def switch(value: object) -> bool:
    """Whether something is on."""
    if isinstance(value, bool):
        return value
    raise refused(N_("enabled"), value, SWITCH)


def mode(value: object) -> str:
    """Who has the last word about the rules of a server."""
    if isinstance(value, str) and value in MODES:
        return value
    raise refused(N_("mode"), value, MODE)


def channel(value: object) -> str:
    """By which way changes are made on a server."""
    if isinstance(value, str) and value in CHANNELS:
        return value
    raise refused(N_("channel"), value, CHANNEL)


def colour(value: object) -> int | None:
    """Which of the colours a child's ring has; None for whichever is free."""
    if value is None or (type(value) is int and 0 <= value < COLOURS):
        return value
    raise refused(N_("colour"), value, COLOUR)


def refused(what: str, value: object, allowed: str) -> InvalidValue:
    """The error for a value that is not taken."""
    return InvalidValue(what=Message(what), value=shown(value), allowed=Message(allowed))


def shown(value: object) -> str:
    """A value as it may stand in a sentence: what cannot be shown is replaced, what is long is cut."""
    text = "".join(char if _is_plain(char) else "\ufffd" for char in str(value)[:81])
    return text if len(text) <= 80 else f"{text[:80]}…"


def _is_plain(text: str) -> bool:
    """No control character, line separator, half character or turn of direction."""
    return not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _STEERING for char in text)


def _is_address(text: str) -> bool:
    address, percent, zone = text.partition("%")
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return False
    return not percent or (version == 6 and bool(_ZONE.fullmatch(zone)))
