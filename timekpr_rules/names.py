"""Which names are login names, and which files belong to a user.

Names come from machines that may lie, and they become parts of paths and commands: what does not match is not a name.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?"
_USER = re.compile(_NAME)
_CONFIG_FILE = re.compile(rf"timekpr\.({_NAME})\.conf")

RESERVED = frozenset({"DEFAULT", "DOCUMENTATION", "USER"})
"""Sections with a meaning of their own in Timekpr's files, and the name of its templates: never a login."""


def is_user_name(text: str) -> bool:
    """Whether a text can be a login that Timekpr manages: 1 to 32 characters (a ``$`` behind them counts extra)."""
    return _USER.fullmatch(text) is not None and text not in RESERVED


def user_of_config_name(filename: str) -> str | None:
    """The login that ``timekpr.LOGIN.conf`` belongs to; None for templates, copies, uploads and unsafe names."""
    found = _CONFIG_FILE.fullmatch(filename)
    return found[1] if found and is_user_name(found[1]) else None
