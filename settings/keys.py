"""The keys of settings, with a dot where one is in a group: ``language``, ``mqtt.host``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

PREFIX = "TIMEKPR_MNGR_"


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its key."""
    for name, field in model.model_fields.items():
        group = group_of(field)
        if group:
            yield from fields_of(group, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def group_of(field: FieldInfo | None) -> type[BaseModel] | None:
    """The settings that are together in this one, if it is a group."""
    kind = field.annotation if field else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def variable(key: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + key.replace(".", "__").upper()


def is_secret(field: FieldInfo) -> bool:
    """Whether the value of a setting is shown to nobody."""
    return SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))


def secret_files(fields: Mapping[str, FieldInfo]) -> dict[str, str]:
    """Secrets that a setting of their own may name a file of: ``mqtt.password`` and ``mqtt.password_file``."""
    return {key: f"{key}_file" for key, field in fields.items() if is_secret(field) and f"{key}_file" in fields}


def value_at(settings: Mapping[str, Any] | BaseModel, key: str) -> object:
    """The value of a key; of a content that has it not, None."""
    value: object = settings
    for part in key.split("."):
        if isinstance(value, BaseModel):
            value = getattr(value, part)
        else:
            value = value.get(part) if isinstance(value, Mapping) else value
    return value


def nested(values: Mapping[str, object]) -> dict[str, Any]:
    """Values by their keys as a content of settings.json."""
    content: dict[str, Any] = {}
    for key, value in values.items():
        *groups, name = key.split(".")
        inner = content
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return content


def merged(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    """Both contents in one, in which the stronger wins; neither is changed."""
    content = dict(weaker)
    for key, value in stronger.items():
        below = content.get(key)
        content[key] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return content
