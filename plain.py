"""From views to what JSON can hold: the command line's ``--json`` and the API say the same things in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time

from i18n import Message


class Plain:
    """Turns views into what JSON can hold; sentences are said in a language, times are ISO 8601 with their zone."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, value: object) -> object:
        """The same value of lists, dicts, texts and numbers alone."""
        if isinstance(value, Message):
            return value.text(self._language)
        if isinstance(value, date | time):  # a datetime is one too
            return value.isoformat()
        if isinstance(value, list | tuple):
            return [self(one) for one in value]
        if isinstance(value, Mapping):
            return {str(name): self(one) for name, one in value.items()}
        if is_dataclass(value):
            return {one.name: self(getattr(value, one.name)) for one in fields(value)}
        return value
