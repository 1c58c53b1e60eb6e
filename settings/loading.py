"""The settings in force, of settings.json and, stronger, the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json
from pydantic_settings import BaseSettings, EnvSettingsSource

from errors import SettingsInvalid
from i18n import Message
from settings.keys import PREFIX, fields_of, group_of, is_secret, merged, nested, secret_files, value_at, variable
from settings.model import Settings
from settings.secret_file import NoSecretError, read_secret
from settings.sentences import IN_ENVIRONMENT, IN_FILE, NO_SECRET, TWICE, refused, unknown

DATA = f"{PREFIX}DATA"
FILE_NAME = "settings.json"

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
    fields = dict(fields_of(Settings))
    found = {key for key in fields if {variable(key), f"{variable(key)}_FILE"} & given}
    return found | {file for key, file in secret_files(fields).items() if key in found}


def load_model(model: type[S], content: Mapping[str, Any] | None, environ: Mapping[str, str]) -> S:
    """As :func:`load`, for any model of settings."""
    content = content or {}
    fields = dict(fields_of(model))
    given = {name: value for name, value in environ.items() if name.upper().startswith(PREFIX) and name != DATA}
    variables = _variables(fields, given)
    for key in _keys_in(content, model):
        if key not in fields:
            raise SettingsInvalid(key=key, why=unknown(Message(IN_FILE), key, list(fields)))
    for key, file in secret_files(fields).items():
        if variable(key) in variables and value_at(content, file):
            content = merged(content, nested({file: ""}))  # the environment's secret wins over the file's, by any way

    def source(key: str) -> Message:
        name = variable(key)
        return Message(IN_ENVIRONMENT, {"name": name}) if name in variables else Message(IN_FILE)

    environment = EnvSettingsSource(model)
    environment.env_vars = {name.lower(): value for name, value in variables.items()}
    try:
        return model(**merged(content, environment()))
    except ValidationError as error:
        raise refused(error, model, source, lambda key: variables.get(variable(key), value_at(content, key))) from None


def _keys_in(content: Mapping[str, Any], model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, value in content.items():
        group = group_of(model.model_fields.get(name))
        if group and isinstance(value, dict):
            yield from _keys_in(value, group, f"{prefix}{name}.")
        elif not group:
            yield f"{prefix}{name}"


def _variables(fields: Mapping[str, FieldInfo], given: Mapping[str, str]) -> dict[str, str]:
    """What the environment sets, with secrets read from their files; raises SettingsInvalid for an unknown one."""
    files = {f"{variable(key)}_FILE": variable(key) for key, field in fields.items() if is_secret(field)}
    # TIMEKPR_MNGR_MQTT__PASSWORD_FILE is such a file as well, and not the setting mqtt.password_file.
    known = {variable(key) for key in fields} - files.keys()
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
    try:
        return read_secret(path)
    except NoSecretError as error:
        why = Message(NO_SECRET, {"name": name, "path": path, "why": error.why})
        raise SettingsInvalid(key=name, why=why) from error
