"""An error as it is kept over a restart: its class by code, and what fills its sentence.

The sentence itself is not kept: it is said in the language of whoever reads it, by the release that reads it.
"""

from __future__ import annotations

from pydantic import Field

from errors import MachineError, MngrError, error_class
from i18n import FieldValue, Message
from storage import Record

MAX_TEXT = 400
"""Characters of one field: what a computer answered may be long, and nobody reads more of it."""


class ErrorRecord(Record):
    """An error: its class by code, the fields of its sentence, and those fields that are sentences themselves."""

    code: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    sentences: dict[str, str] = Field(default_factory=dict)


def recorded(error: MngrError) -> ErrorRecord:
    """The error in a form that can be saved."""
    fields: dict[str, str | int | float] = {}
    sentences: dict[str, str] = {}
    for name, value in error.message.fields.items():
        if isinstance(value, Message):
            sentences[name] = value.template
        else:
            fields[name] = value[:MAX_TEXT] if isinstance(value, str) else value
    return ErrorRecord(code=error.code, fields=fields, sentences=sentences)


def restored(record: ErrorRecord) -> MngrError:
    """The error again, or an unnamed one if the file was edited or a later release made it: never "no error"."""
    fields: dict[str, FieldValue] = {
        **record.fields,
        **{name: Message(text) for name, text in record.sentences.items()},
    }
    try:
        return error_class(record.code)(**fields)
    except (KeyError, IndexError, ValueError, TypeError):
        return MachineError()
