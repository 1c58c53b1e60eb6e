"""Which files of the data directory are secret: all that are not named here.

So a file that a later release adds, or that somebody has put there, is encrypted until somebody thinks about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from settings import FILE_NAME, Settings, fields_of, is_secret, nested, parse

_NOT_SECRET: Final = re.compile(
    r"(?:servers|children|mqtt_withdrawn)\.json"
    r"|ssh/(?:known_hosts|id_ed25519\.pub)"
    r"|cache/(?:status|mqtt)\.json"
    r"|cache/[^/]+/timekpr\.conf(?:\.bad)?"
    r"|cache/[^/]+/users/[^/]+\.conf(?:\.bad)?"
    r"|cache/[^/]+/stats/[^/]+\.time(?:\.bad)?"
    r"|(?:pending_uploads|finished|revisions|history)/[^/]+/[^/]+\.json"
    r"|(?:requests|signs)/[^/]+\.json"
    r"|audit/[0-9]{4}-[0-9]{2}\.jsonl"
)
"""Names and days of a family, but nothing by which anybody gets in."""

SETTINGS: Final = (FILE_NAME,)
"""It is there twice: without its secrets, and whole among the secrets."""


def is_secret_file(parts: tuple[str, ...]) -> bool:
    """Whether a file must not be read by whoever finds a copy."""
    return not _NOT_SECRET.fullmatch("/".join(parts))


def without_secrets(settings: bytes) -> bytes | None:
    """A settings.json with all that is known to be harmless, and nothing else; None of one that cannot be read."""
    try:
        content = parse(settings)
    except ValueError:
        return None
    kept = {
        key: value
        for key, field in fields_of(Settings)
        if not is_secret(field) and (value := _given(content, key)) is not None
    }
    return _bytes(nested(kept))


def with_secrets_of(settings: bytes | None, others: bytes | None) -> bytes | None:
    """The first settings.json with the secrets of the second; None if there are none to add.

    A secret is left out where the first has it already, or names a file for it.
    """
    try:
        content, other = parse(settings or b"{}"), parse(others or b"{}")
    except ValueError:
        return None
    fields = dict(fields_of(Settings))
    added = {}
    for key, field in fields.items():
        value = _given(other, key)
        if is_secret(field) and value and not _given(content, key) and not _given(content, f"{key}_file"):
            added[key] = value
    if not added:
        return None
    for key, value in added.items():
        *groups, name = key.split(".")
        inner = content
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return _bytes(content)


def _given(content: Mapping[str, Any], key: str) -> object:
    """What a content says of a key, None if nothing: a group may be anything in a file that was edited by hand."""
    inner: object = content
    for part in key.split("."):
        if not isinstance(inner, Mapping):
            return None
        inner = inner.get(part)
    return inner if isinstance(inner, str | int | float | bool) else None


def _bytes(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
