"""Documents: validated models, stored as readable JSON with the number of their format.

Unknown keys of a known format are kept: a :class:`Record` carries them from the file it was read from to the file it
is saved to, so a key that somebody added by hand is never lost. Whoever owns the document may point them out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import from_json

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is written or read; a damaged one of 100 MB is not loaded to find that out."""

SCHEMA_KEY = "schema"


class Record(BaseModel):
    """The base of every stored model and of every model inside one. Values do not change: a change is a new one."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 9000
"""Near the ends of the calendar, a day more or another zone may be no moment any more."""


def moment(value: datetime) -> datetime:
    """A moment that can be compared with others and reckoned with; raises ValueError for one without a zone."""
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return on_the_calendar(value)


def on_the_calendar(value: datetime) -> datetime:
    """A moment or a local time in a year that can be reckoned with; raises ValueError for another one."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("not a year of ours")
    return value


Moment = Annotated[datetime, AfterValidator(moment)]
"""For each moment that is kept: a file may be damaged, changed by hand, or of a backup that somebody else has made."""

R = TypeVar("R", bound=Record)
Migration = Callable[[dict[str, Any]], dict[str, Any]]


class Damaged(ValueError):
    """What was read cannot be what was once saved. The text is for the log, not for people."""


MOST_SAID: Final = 999_999
"""A number of a format that is not repeated whole: a file may have one of hundreds of digits."""


class TooNew(Exception):
    """The format is later than the one that we know. ``found`` is as it may be said."""

    def __init__(self, found: int, known: int) -> None:
        self.found = found if found <= MOST_SAID else f"{MOST_SAID}…"
        super().__init__(f"format {self.found}, known is {known}")
        self.known = known


@dataclass(frozen=True)
class Kind(Generic[R]):
    """One kind of document: its model, the number of its format (from 1), and how older formats become the next one.

    ``migrations[n]`` takes the raw content of format ``n`` and returns that of ``n + 1``; a missing one is an error
    here, not at a parent's house. A ``brief`` one is written without what is at its default.
    """

    model: type[R]
    schema: int
    migrations: Mapping[int, Migration] = field(default_factory=dict)
    brief: bool = False
    most_bytes: int = MAX_BYTES
    """A longer one is damaged: nobody but a hand makes it that long, and all of it would be read each time."""

    def __post_init__(self) -> None:
        if sorted(self.migrations) != list(range(1, self.schema)):
            raise ValueError(
                f"{self.model.__name__} needs one migration from each of the formats 1 to {self.schema - 1}"
            )
        if SCHEMA_KEY in self.model.model_fields:
            raise ValueError(f"{self.model.__name__} must not have a field “{SCHEMA_KEY}”")

    def encode(self, value: R) -> bytes:
        """The bytes of a document: indented, in the model's order, UTF-8."""
        content = value.model_dump_json(indent=1, exclude_defaults=self.brief).removeprefix("{").removeprefix("\n")
        # The number goes in front as text: pydantic's writer takes a tenth of the time of json's with an indent.
        return f'{{\n "{SCHEMA_KEY}": {self.schema}{"" if content == "}" else ","}\n{content}\n'.encode()

    def decode(self, data: bytes) -> R:
        """The document in these bytes; raises :class:`Damaged` or :class:`TooNew`."""
        if len(data) > self.most_bytes:
            raise Damaged(f"longer than {self.most_bytes} bytes")
        content = parse_object(data)
        found = content.pop(SCHEMA_KEY, None)
        if type(found) is not int or found < 1:
            raise Damaged("no format number")
        if found > self.schema:
            raise TooNew(found, self.schema)
        try:
            for version in range(found, self.schema):
                content = self.migrations[version](content)
            return self.model.model_validate(content)
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # pydantic's is a ValueError
            raise Damaged(f"not a {self.model.__name__}: {error}") from error


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object in these bytes; raises :class:`Damaged`."""
    if not data:
        raise Damaged("empty")
    try:
        content = from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise Damaged(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise Damaged(f"a JSON {type(content).__name__} instead of an object")
    return content
