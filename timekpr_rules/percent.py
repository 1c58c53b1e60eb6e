"""What a ``%`` in a value does: Timekpr leaves ``ConfigParser``'s interpolation on.

``%%`` is read as ``%``, ``%(KEY)s`` as the value of KEY, and anything else is an error. The standard library's own code
decides, with a bound: a value that refers to values that refer to values could grow for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from configparser import BasicInterpolation, Error, InterpolationDepthError
from typing import Any, Final

MAX_LENGTH: Final = 1024
"""Longer values are not looked into; a real one with a ``%`` is an activity's name."""

MAX_LOOKUPS: Final = 1000
"""So many references are followed in one file."""

_REFERENCE = re.compile(r"%\([^)]+\)s")


class Interpolation:
    """Resolves the ``%`` of one section's values."""

    def __init__(self, section: str, values: Mapping[str, str | None]) -> None:
        self._section = section
        self._values = {key: value for key, value in values.items() if value is None or len(value) <= MAX_LENGTH}
        self._left = MAX_LOOKUPS

    def resolve(self, key: str, value: str) -> str | None:
        """The value as Timekpr reads it; None if that fails."""
        if len(value) > MAX_LENGTH:
            return None
        parser: Any = self
        values: Any = self._values
        try:
            return BasicInterpolation().before_get(parser, self._section, key, value, values)
        except (Error, TypeError):  # TypeError: it refers to a key without a value
            return None

    def get(self, section: str, option: str, *, raw: bool, fallback: str) -> str:  # noqa: ARG002 - ConfigParser's name
        """Called by the standard library before it looks at a text."""
        self._left -= 1
        if self._left < 0:
            raise InterpolationDepthError(option, section, fallback)
        return fallback

    @staticmethod
    def optionxform(option: str) -> str:
        """Keys are case-sensitive."""
        return option


def can_be_written(value: str | None) -> bool:
    """Whether Timekpr can write a value that it has read; it fails at a ``%`` that stands alone."""
    return value is None or "%" not in _REFERENCE.sub("", value.replace("%%", ""))
