"""Which files of the data directory are secret: all that are not named here.

So a file that a later release adds, or that somebody has put there, is encrypted until somebody thinks about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic.fields import FieldInfo

from settings import FILE_NAME, Settings, fields_of, is_secret, nested, parse

_NOT_SECRET: Final = re.compile(
    r"(?:servers|children|mqtt_withdrawn|mqtt_announced)\.json"
    r"|ssh/(?:known_hosts|id_ed25519\.pub)"
    r"|cache/(?:status|mqtt)\.json"
    r"|cache/[^/]+/timekpr\.conf(?:\.bad)?"
    r"|cache/[^/]+/users/[^/]+\.conf(?:\.bad)?"
    r"|cache/[^/]+/stats/[^/]+\.time(?:\.bad)?"
    r"|(?:pending_uploads|finished|revisions|history)/[^/]+/[^/]+\.json"
    r"|(?:requests|signs)/[^/]+\.json"
    r"|history/readings-[0-9]+\.jsonl"
    r"|audit/[0-9]{4}-[0-9]{2}\.jsonl"
)
"""Names and days of a family, but nothing by which anybody gets in."""

SERVER: Final = ("host", "remote")
WAY: Final = (*SERVER, "port", "security", "tls", "insecure", "ca_cert", "username")
"""Names of the settings of a group that say where a secret of it goes, and who can read it on the way."""

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


@dataclass(frozen=True, slots=True)
class Bare:
    """Settings of a copy without secrets, made fit for a machine."""

    content: bytes
    keeps_secrets: bool
    """Whether secrets of that machine are in it."""
    elsewhere: tuple[str, ...]
    """Groups of settings that are turned off, because they lead to another server than those of the machine."""


def made_fit(settings: bytes | None, others: bytes | None) -> Bare | None:
    """The first settings.json with the secrets of the second; None where it is none.

    A copy without secrets may have been made by anybody, and one of last year leads to the provider of last year. So it
    brings neither a secret nor a file to read one from, and what is for one server goes to no other.
    """
    try:
        content, other = parse(settings or b"{}"), parse(others or b"{}")
    except ValueError:
        return None
    fields = dict(fields_of(Settings))
    secrets = [key for key, field in fields.items() if is_secret(field)]
    groups = {_group(key) for key in secrets}
    used = {group for group in groups if _leads(group, content) or _leads(group, other)}
    elsewhere = {group for group in used if _leads_elsewhere(group, content, other, fields)}
    keeps = False
    for key in secrets:
        value, file = (_given(other, one) for one in (key, f"{key}_file"))
        is_ours = _group(key) not in elsewhere
        if _given(content, key):
            _set(content, key, "")
        if is_ours and value:
            _set(content, key, value)
            keeps = True
        if f"{key}_file" in fields and (_given(content, f"{key}_file") or (is_ours and file)):
            _set(content, f"{key}_file", file if is_ours and file and not value else "")
    for group in elsewhere:
        _set(content, f"{group}.enabled", False)
    return Bare(_bytes(content), keeps, tuple(sorted(elsewhere)))


def _leads(group: str, content: Mapping[str, Any]) -> bool:
    return any(_given(content, f"{group}.{name}") for name in SERVER)


def _group(key: str) -> str:
    return key.rpartition(".")[0]


def _leads_elsewhere(
    group: str, content: Mapping[str, Any], other: Mapping[str, Any], fields: Mapping[str, FieldInfo]
) -> bool:
    """Whether settings say another server than others, or another way to it."""
    for name in WAY:
        key = f"{group}.{name}"
        field = fields.get(key)
        if field is not None:
            here, there = (_given(one, key) for one in (content, other))
            if (field.default if here is None else here) != (field.default if there is None else there):
                return True
    return False


def _set(content: dict[str, Any], key: str, value: object) -> None:
    *groups, name = key.split(".")
    inner = content
    for group in groups:
        if not isinstance(inner.setdefault(group, {}), dict):
            return  # whoever reads it next refuses it
        inner = inner[group]
    inner[name] = value


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
