"""What is said of a value that a setting must not have, and the walk through all settings that this needs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from errors import SettingsInvalid
from i18n import N_, Message, languages

PREFIX = "TIMEKPR_MNGR_"

IN_FILE = N_("settings.json")
IN_ENVIRONMENT = N_("the environment variable {name}")
ON_COMMAND_LINE = N_("the command line")
BAD = N_("“{value}” in {source} is not allowed. {allowed}")
BAD_SECRET = N_("what {source} holds is not allowed. {allowed}")
UNKNOWN = N_("{source} has it, and there is no such setting. Did you mean {nearest}?")
TWICE = N_("{name} and {name}_FILE are both set. Remove one of them.")
NO_SECRET = N_("{name} names the file {path}, which cannot be read: {why}.")


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its key, ``group.key`` for one in a group."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from fields_of(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def variable(key: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + key.replace(".", "__").upper()


def invalid(
    place: tuple[int | str, ...],
    fields: Mapping[str, FieldInfo],
    content: Mapping[str, Any],
    variables: Mapping[str, str],
) -> SettingsInvalid:
    """The sentence for the value at this place."""
    parts = [str(part) for part in place]
    above = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    key = next((key for key in above if key in fields), ".".join(parts))
    field = fields.get(key)
    name = variable(key)
    source = Message(IN_ENVIRONMENT, {"name": name}) if name in variables else Message(IN_FILE)
    allowed = Message(field.description or "", {"languages": ", ".join(languages())}) if field else Message("")
    if field and is_secret(field):
        return SettingsInvalid(key=key, why=Message(BAD_SECRET, {"source": source, "allowed": allowed}))
    value = variables.get(name, _found(content, key))
    return SettingsInvalid(key=key, why=Message(BAD, {"value": shortened(value), "source": source, "allowed": allowed}))


def unknown(source: Message, key: str, known: list[str]) -> Message:
    """That there is no such setting, and which is meant."""
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0)[0]
    return Message(UNKNOWN, {"source": source, "nearest": nearest})


def is_secret(field: FieldInfo) -> bool:
    """Whether the value of a setting is shown to nobody."""
    return SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))


def shortened(value: object) -> str:
    """A value as it may stand in a sentence."""
    text = "".join(char if char.isprintable() else "�" for char in str(value))
    return text if len(text) <= 80 else f"{text[:80]}…"


def _found(content: Mapping[str, Any], key: str) -> object:
    value: object = content
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else value
    return value
