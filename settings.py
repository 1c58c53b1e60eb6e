"""What can be set: in ``settings.json`` and, stronger, in the environment.

Each key ``a_key`` is also ``TIMEKPR_MNGR_A_KEY``, one inside a group ``TIMEKPR_MNGR_GROUP__A_KEY``; a secret may be in
a file named by ``TIMEKPR_MNGR_…_FILE``. A bad value and an unknown key stop the start with a sentence that names the
key and what is allowed: a setting that is silently not in force is worse than a program that does not start.
``TIMEKPR_MNGR_DATA`` is the data directory and no setting.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from errors import SettingsInvalid
from i18n import N_, Message, languages

PREFIX = "TIMEKPR_MNGR_"
DATA = f"{PREFIX}DATA"
FILE_NAME = "settings.json"
SECRET_BYTES = 64 * 1024

IN_FILE = N_("settings.json")
IN_ENVIRONMENT = N_("the environment variable {name}")
ON_COMMAND_LINE = N_("the command line")
BAD = N_("“{value}” in {source} is not allowed. {allowed}")
BAD_SECRET = N_("what {source} holds is not allowed. {allowed}")
UNKNOWN = N_("{source} has it, and there is no such setting. Did you mean {nearest}?")
TWICE = N_("{name} and {name}_FILE are both set. Remove one of them.")
NO_SECRET = N_("{name} names the file {path}, which cannot be read: {why}.")

S = TypeVar("S", bound=BaseSettings)

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


class SettingsBase(BaseSettings):
    """How any model of settings behaves. A field's description is the sentence that says what is allowed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings hands in all of them by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what :func:`load` hands in: it has merged the environment already."""
        return (init_settings,)


class Settings(SettingsBase):
    """The settings of this release."""

    sync_interval_seconds: WholeNumber = Field(180, ge=10, le=3600, description=N_("A number from 10 to 3600."))
    port: WholeNumber = Field(8080, ge=1, le=65535, description=N_("A port is a number from 1 to 65535."))
    host: Annotated[str, AfterValidator(_address)] = Field(
        "0.0.0.0",  # noqa: S104 - a phone on the LAN is what the pages are for, and nobody gets in without a password
        description=N_("An address of this machine: 0.0.0.0 for all of them, 127.0.0.1 for this machine alone."),
    )
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "", description=N_("The address at which people open the pages, such as https://timekpr.example.org.")
    )
    allowed_hosts: Annotated[str, AfterValidator(_host_names)] = Field(
        "", description=N_("Names of this machine that browsers may ask it by, with commas between them.")
    )
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = Field(
        "", description=N_("Addresses or networks of proxies before this program, with commas between them.")
    )
    tls: Literal["off", "auto"] = Field(
        "off", description=N_("off, or auto for a certificate that this program makes itself.")
    )
    session_idle_days: WholeNumber = Field(14, ge=1, le=365, description=N_("A number from 1 to 365."))
    session_most_days: WholeNumber = Field(90, ge=1, le=365, description=N_("A number from 1 to 365."))
    language: Annotated[str, AfterValidator(_language)] = Field("en", description=N_("There are: {languages}."))
    time_format: Literal["24h", "12h"] = Field("24h", description=N_("24h or 12h."))
    first_weekday: Literal["auto", "monday", "saturday", "sunday"] = Field(
        "auto", description=N_("auto (as the language has it), monday, saturday or sunday.")
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        "info", description=N_("debug, info, warning or error.")
    )

    def changed(self, **values: object) -> Settings:
        """With other values from the command line. Raises SettingsInvalid."""
        try:
            return Settings(**{**self.model_dump(), **values})
        except ValidationError as error:
            key = str(error.errors(include_url=False)[0]["loc"][0])
            raise SettingsInvalid(
                key=key,
                why=Message(
                    BAD,
                    {
                        "value": _short(values.get(key)),
                        "source": Message(ON_COMMAND_LINE),
                        "allowed": Message(Settings.model_fields[key].description or ""),
                    },
                ),
            ) from None


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
    return {key for key, _ in _fields(Settings) if {_variable(key), f"{_variable(key)}_FILE"} & given}


def load_model(model: type[S], content: Mapping[str, Any] | None, environ: Mapping[str, str]) -> S:
    """As :func:`load`, for any model of settings."""
    fields = dict(_fields(model))
    given = {name: value for name, value in environ.items() if name.upper().startswith(PREFIX) and name != DATA}
    variables = _variables(fields, given)
    for key in _keys_in(content or {}, model):
        if key not in fields:
            raise SettingsInvalid(key=key, why=_unknown(Message(IN_FILE), key, list(fields)))
    environment = EnvSettingsSource(model)
    environment.env_vars = {name.lower(): value for name, value in variables.items()}
    try:
        return model(**_merged(content or {}, environment()))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _invalid(first["loc"], fields, content or {}, variables) from None


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its key, ``group.key`` for one in a group."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def _keys_in(content: Mapping[str, Any], model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, value in content.items():
        field = model.model_fields.get(name)
        group = field.annotation if field else None
        if isinstance(value, dict) and isinstance(group, type) and issubclass(group, BaseModel):
            yield from _keys_in(value, group, f"{prefix}{name}.")
        elif not (isinstance(group, type) and issubclass(group, BaseModel)):
            yield f"{prefix}{name}"


def _variable(key: str) -> str:
    return PREFIX + key.replace(".", "__").upper()


def _variables(fields: Mapping[str, FieldInfo], given: Mapping[str, str]) -> dict[str, str]:
    """What the environment sets, with secrets read from their files; raises SettingsInvalid for an unknown one."""
    known = {_variable(key) for key in fields}
    files = {f"{_variable(key)}_FILE": _variable(key) for key, field in fields.items() if _is_secret(field)}
    values = {}
    for name, value in given.items():
        if name in known:
            values[name] = value
        elif name not in files:
            source = Message(IN_ENVIRONMENT, {"name": name})
            raise SettingsInvalid(key=name, why=_unknown(source, name, [*known, *files, DATA]))
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


def _invalid(
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
    name = _variable(key)
    source = Message(IN_ENVIRONMENT, {"name": name}) if name in variables else Message(IN_FILE)
    allowed = Message(field.description or "", {"languages": ", ".join(languages())}) if field else Message("")
    if field and _is_secret(field):
        return SettingsInvalid(key=key, why=Message(BAD_SECRET, {"source": source, "allowed": allowed}))
    value = variables.get(name, _found(content, key))
    return SettingsInvalid(key=key, why=Message(BAD, {"value": _short(value), "source": source, "allowed": allowed}))


def _unknown(source: Message, key: str, known: list[str]) -> Message:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0)[0]
    return Message(UNKNOWN, {"source": source, "nearest": nearest})


def _found(content: Mapping[str, Any], key: str) -> object:
    value: object = content
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else value
    return value


def _short(value: object) -> str:
    text = "".join(char if char.isprintable() else "�" for char in str(value))
    return text if len(text) <= 80 else f"{text[:80]}…"


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
