"""What is said of a value that a setting must not have."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from pydantic import BaseModel, ValidationError

from errors import SettingsInvalid
from i18n import N_, FieldValue, Message, languages
from settings.keys import fields_of, is_secret
from settings.values import NotBesideError

_IN_ADDRESS = re.compile(r"//[^/@\s]*@")
IN_FILE = N_("settings.json")
IN_ENVIRONMENT = N_("the environment variable {name}")
ON_COMMAND_LINE = N_("the command line")
BAD = N_("“{value}” in {source} is not allowed. {allowed}")
BAD_SECRET = N_("what {source} holds is not allowed. {allowed}")
UNKNOWN = N_("{source} has it, and there is no such setting. Did you mean {nearest}?")
TWICE = N_("{name} and {name}_FILE are both set. Remove one of them.")
NO_SECRET = N_("{name} names the file {path}, which cannot be read: {why}.")


def refused(
    error: ValidationError,
    model: type[BaseModel],
    source: Callable[[str], Message],
    value: Callable[[str], object],
) -> SettingsInvalid:
    """The sentence for the first value that the model does not take. ``source`` and ``value`` are asked by its key."""
    first = error.errors(include_url=False)[0]
    fields = dict(fields_of(model))
    parts = [str(part) for part in first["loc"]]
    above = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    key = next((key for key in above if key in fields), ".".join(parts))
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, NotBesideError) and cause.about:
        key = f"{key.rpartition('.')[0]}.{cause.about}"
    field = fields.get(key)
    described = field or model.model_fields.get(parts[0])
    sentence = cause.sentence if isinstance(cause, NotBesideError) else described.description if described else None
    allowed = Message(sentence or "", {"languages": ", ".join(languages())})
    if field is None or is_secret(field):  # what stands in place of a group may hold a secret too
        return SettingsInvalid(key=key, why=Message(BAD_SECRET, {"source": source(key), "allowed": allowed}))
    said: dict[str, FieldValue] = {"value": shortened(value(key)), "source": source(key), "allowed": allowed}
    return SettingsInvalid(key=key, why=Message(BAD, said))


def unknown(source: Message, key: str, known: list[str]) -> Message:
    """That there is no such setting, and which is meant."""
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0)[0]
    return Message(UNKNOWN, {"source": source, "nearest": nearest})


def shortened(value: object) -> str:
    """A value as it may stand in a sentence: in one line, cut off, and without a password in an address."""
    known = _IN_ADDRESS.sub("//•••@", str(value))
    text = "".join(char if char.isprintable() else "�" for char in known)
    return text if len(text) <= 80 else f"{text[:80]}…"
