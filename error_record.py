"""An error as it is kept over a restart: its class by code, and what fills its sentence.

The sentence itself is not kept: it is said in the language of whoever reads it, by the release that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from pydantic import Field, field_validator

from errors import MachineError, MngrError, error_class
from i18n import FieldValue, Message
from storage import Record

MAX_TEXT = 400
"""Characters of one field: what a computer answered may be long, and nobody reads more of it."""


class Sentence(Record):
    """A sentence that fills a field of another one."""

    template: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)


class ErrorRecord(Record):
    """An error: its class by code, the fields of its sentence, and those fields that are sentences themselves."""

    code: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    sentences: dict[str, Sentence] = Field(default_factory=dict)

    @field_validator("sentences", mode="before")
    @classmethod
    def _without_fields(cls, value: object) -> object:
        """Release 0.1.0 kept only the template of a sentence."""
        if not isinstance(value, dict):
            return value
        return {name: {"template": one} if isinstance(one, str) else one for name, one in value.items()}


def recorded(error: MngrError) -> ErrorRecord:
    """The error in a form that can be saved."""
    fields = error.message.fields
    sentences = {name: one for name, one in fields.items() if isinstance(one, Message)}
    return ErrorRecord(
        code=error.code,
        fields=_plain(fields),
        sentences={name: Sentence(template=one.template, fields=_plain(one.fields)) for name, one in sentences.items()},
    )


def restored(record: ErrorRecord) -> MngrError:
    """The error again, or an unnamed one if the file was edited or a later release made it: never "no error"."""
    fields: dict[str, FieldValue] = {
        **record.fields,
        **{name: Message(one.template, dict(one.fields)) for name, one in record.sentences.items()},
    }
    try:
        for one in record.sentences.values():
            has_only_names(one.template)
        error = error_class(record.code)(**fields)
        error.text()
    except (KeyError, IndexError, ValueError, TypeError):
        return MachineError()
    return error


def has_only_names(template: str) -> None:
    """Raises ValueError if a sentence has anything else in its braces: a width of a billion would be reckoned with."""
    for _, name, form, conversion in Formatter().parse(template):
        if form or conversion or not (name is None or name.isidentifier()):
            raise ValueError("more than names in braces")


def _plain(fields: Mapping[str, FieldValue]) -> dict[str, str | int | float]:
    plain = {name: value for name, value in fields.items() if not isinstance(value, Message)}
    return {name: value[:MAX_TEXT] if isinstance(value, str) else value for name, value in plain.items()}
