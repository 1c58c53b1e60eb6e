"""The settings in force, of settings.json and, stronger, the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json
from pydantic_settings import BaseSettings, EnvSettingsSource

from errors import SettingsInvalid
from i18n import Message
from settings.model import Settings
from settings.sentences import (
    IN_ENVIRONMENT,
    IN_FILE,
    NO_SECRET,
    PREFIX,
    TWICE,
    fields_of,
    invalid,
    is_secret,
    unknown,
    variable,
)

DATA = f"{PREFIX}DATA"
FILE_NAME = "settings.json"
SECRET_BYTES = 64 * 1024

S = TypeVar("S", bound=BaseSettings)


def load(content: Mapping[str, Any] | None, environ: Mapping[str, str]) -> Settings:
    """The settings in force. ``content`` is that of settings.json, None if there is none. Raises SettingsInvalid."""
    return load_model(Settings, content, environ)


def parse(data: bytes) -> dict[str, Any]:
    """The content of a settings.json; raises ValueError if it is damaged, so the store can restore a good copy."""
    content = from_json(data, allow_inf_nan=False)
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - what a check of the store raises
    content.pop("schema", None)
    return content


def set_by_environment(environ: Mapping[str, str]) -> set[str]:
    """The keys that the environment sets, which settings.json cannot change."""
    given = {name.upper() for name in environ}
    return {key for key, _ in fields_of(Settings) if {variable(key), f"{variable(key)}_FILE"} & given}


def load_model(model: type[S], content: Mapping[str, Any] | None, environ: Mapping[str, str]) -> S:
    """As :func:`load`, for any model of settings."""
    fields = dict(fields_of(model))
    given = {name: value for name, value in environ.items() if name.upper().startswith(PREFIX) and name != DATA}
    variables = _variables(fields, given)
    for key in _keys_in(content or {}, model):
        if key not in fields:
            raise SettingsInvalid(key=key, why=unknown(Message(IN_FILE), key, list(fields)))
    environment = EnvSettingsSource(model)
    environment.env_vars = {name.lower(): value for name, value in variables.items()}
    try:
        return model(**_merged(content or {}, environment()))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise invalid(first["loc"], fields, content or {}, variables) from None


def _keys_in(content: Mapping[str, Any], model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, value in content.items():
        field = model.model_fields.get(name)
        group = field.annotation if field else None
        if isinstance(value, dict) and isinstance(group, type) and issubclass(group, BaseModel):
            yield from _keys_in(value, group, f"{prefix}{name}.")
        elif not (isinstance(group, type) and issubclass(group, BaseModel)):
            yield f"{prefix}{name}"


def _variables(fields: Mapping[str, FieldInfo], given: Mapping[str, str]) -> dict[str, str]:
    """What the environment sets, with secrets read from their files; raises SettingsInvalid for an unknown one."""
    known = {variable(key) for key in fields}
    files = {f"{variable(key)}_FILE": variable(key) for key, field in fields.items() if is_secret(field)}
    values = {}
    for name, value in given.items():
        if name in known:
            values[name] = value
        elif name not in files:
            source = Message(IN_ENVIRONMENT, {"name": name})
            raise SettingsInvalid(key=name, why=unknown(source, name, [*known, *files, DATA]))
    for name, target in files.items():
        if name in given:
            if target in values:
                raise SettingsInvalid(key=target, why=Message(TWICE, {"name": target}))
            values[target] = _secret(name, given[name])
    return values


def _secret(name: str, path: str) -> str:
    """A secret from its file, without the line feed that editors put at the end."""
    try:
        with Path(path).open("rb") as file:
            return file.read(SECRET_BYTES).decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        why = error.strerror or "" if isinstance(error, OSError) else "not a text"
        raise SettingsInvalid(key=name, why=Message(NO_SECRET, {"name": name, "path": path, "why": why})) from error


def _merged(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(weaker)
    for key, value in stronger.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
