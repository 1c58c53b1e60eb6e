"""What may be asked for by MQTT, as it has to look: a message becomes one of these, or a sentence on what is wrong.

``bridge/request/<name>`` takes JSON; ``controls`` has the other way here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from errors import BadCommand
from i18n import N_, Message
from mqtt_ha.entities import MOST_EXTRA, MOST_LIMIT
from timekpr_rules.versions import LOCKOUT_TYPES
from tokens import Scope

MOST_BYTES: Final = 1024
"""Of a command."""
MOST_MINUTES: Final = 240
"""Of one grant."""
MOST_TRANSACTION: Final = 100
STALE: Final = timedelta(minutes=2)
"""A command that was sent longer ago, by its own ``sent_at``, is not what somebody wants now."""

NOT_JSON: Final = N_("It is not one JSON object, such as {example}.")
TOO_LONG: Final = N_("It is longer than 1,024 bytes.")
NOT_UTF8: Final = N_("It is not UTF-8.")
WRONG: Final = N_("“{field}” is not allowed: {why}.")
UNKNOWN: Final = N_("There is no request “{name}”. There are: {names}.")
OVER: Final = N_("It was to be carried out until {time} at the latest.")
OLD: Final = N_("It was sent at {time}: that is more than two minutes ago, or the clocks differ.")
NO_TRANSACTION: Final = N_(
    "A grant needs a “transaction”, any text that is another one each time. By it we know one that arrives twice."
)

WHO: Final = N_("It has to name a computer and a user (“server”, “user”), or a child alone (“child”).")
NOTHING: Final = N_("0 minutes more change nothing.")
LESS_THAN_NOTHING: Final = N_("Less than 0 minutes cannot be left.")
NO_WHOLE_NUMBER: Final = N_("a whole number is needed")
NO_MOMENT: Final = N_("a moment is needed, such as {example}")
NO_TEXT: Final = N_("a text is needed")
WHY: Final[Mapping[str, str]] = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no such field"),
    "no_whole_number": NO_WHOLE_NUMBER,
    "int_type": NO_WHOLE_NUMBER,
    "greater_than_equal": N_("the least is {ge}"),
    "less_than_equal": N_("the most is {le}"),
    "string_type": NO_TEXT,
    "string_unicode": NO_TEXT,
    "string_too_short": N_("it is empty"),
    "string_too_long": N_("it is longer than {max_length} characters"),
    "not_printable": N_("it has characters that cannot be shown"),
    "literal_error": N_("it has to be one of {choices}"),
    "no_moment": NO_MOMENT,
    "no_zone": N_("it has no time zone; such as {example} has one"),
    "datetime_parsing": NO_MOMENT,
    "datetime_from_date_parsing": NO_MOMENT,
    "datetime_type": NO_MOMENT,
}
"""By pydantic's word for it; its own sentence, in English, is said where there is none of ours."""
MOMENT: Final = "2026-11-18T14:00:00Z"


def _whole(value: object) -> object:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise PydanticCustomError("no_whole_number", "not whole")
    return int(value) if isinstance(value, float) else value


def _name(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _printable(text: str) -> str:
    if not text.strip().isprintable():  # it stands in the audit, and there in one line with other things
        raise PydanticCustomError("not_printable", "not printable")
    return text


def _moment(value: object) -> object:
    """ISO 8601 with a zone, or seconds since 1970."""
    if isinstance(value, bool) or value is None:
        raise PydanticCustomError("no_moment", "not given")
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise PydanticCustomError("no_moment", "no moment of our time") from error
    return value


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:  # whose clock would it be by: Home Assistant's, or ours, which may be in another zone
        raise PydanticCustomError("no_zone", "no time zone")
    return moment


Whole = Annotated[int, BeforeValidator(_whole)]
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_zoned)]
Text = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class Request(BaseModel):
    """What all have in common. ``name`` is that of the topic, ``scope`` what has to be allowed for it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
    name: ClassVar[str] = ""
    scope: ClassVar[Scope] = Scope.GRANT
    example: ClassVar[str] = "{}"
    needs_transaction: ClassVar[bool] = False
    """It is relative, so that what arrives twice would be done twice."""

    transaction: Annotated[
        str, Field(max_length=MOST_TRANSACTION), AfterValidator(_printable), BeforeValidator(_name)
    ] = ""
    expires_at: Annotated[Moment | None, Field(strict=False)] = None
    sent_at: Annotated[Moment | None, Field(strict=False)] = None
    reason: Text = ""

    def amiss(self) -> str:
        """What no single field tells: a sentence to be translated; empty if it can be carried out."""
        return ""


class Sync(Request):
    """Read a computer now, or all."""

    name = "sync"
    server: Name | None = None


class ForUser(Request):
    """About a user of a computer, or about a child: then on the computer that it uses, or has used last."""

    server: Name | None = None
    user: Name | None = None
    child: Name | None = None

    def amiss(self) -> str:
        """Whether it is plain who is meant."""
        login = (self.server is not None, self.user is not None)
        return "" if login == ((False, False) if self.child is not None else (True, True)) else WHO


class GrantTime(ForUser):
    """More or less time today."""

    name = "grant"
    example = '{"server": "pc-anna", "user": "anna", "minutes": 15, "transaction": "homework-7"}'
    needs_transaction = True
    minutes: Annotated[Whole, Field(ge=-MOST_MINUTES, le=MOST_MINUTES)]
    mode: Literal["add", "set"] = "add"
    """``set``: so much is left from now on."""
    kind: Literal["time", "playtime"] = "time"

    def amiss(self) -> str:
        """No more and no less is no grant, and nobody can have less than nothing left."""
        if self.mode == "add" and self.minutes == 0:
            return NOTHING
        return LESS_THAN_NOTHING if self.mode == "set" and self.minutes < 0 else super().amiss()


class SetExtra(ForUser):
    """Let the time given for today be so much in all."""

    name = "set_extra"
    example = '{"server": "pc-anna", "user": "anna", "minutes": 30}'
    minutes: Annotated[Whole, Field(ge=-MOST_EXTRA, le=MOST_EXTRA)]


class SetLimit(ForUser):
    """Another limit, for today."""

    name = "set_limit"
    example = '{"server": "pc-anna", "user": "anna", "minutes": 120}'
    minutes: Annotated[Whole, Field(ge=0, le=MOST_LIMIT)]


class Lock(ForUser):
    """No more today."""

    name = "lock"
    example = '{"server": "pc-anna", "user": "anna"}'


class Unlock(ForUser):
    """Today is open again."""

    name = "unlock"
    example = Lock.example


class SetLockout(ForUser):
    """What happens when the time is over, for good."""

    name = "set_lockout"
    scope = Scope.EDIT
    example = '{"server": "pc-anna", "user": "anna", "type": "lock"}'
    type: Literal[LOCKOUT_TYPES]  # type: ignore[valid-type]


class AnswerRequest(Request):
    """The answer to a child that asks for more time; 0 minutes: not now."""

    name = "answer_request"
    example = '{"request": "5f0c…", "minutes": 15}'
    request: Name
    minutes: Annotated[Whole, Field(ge=0, le=MOST_MINUTES)]
    text: Text = ""


REQUESTS: Final[Mapping[str, type[Request]]] = {
    one.name: one for one in (Sync, GrantTime, SetExtra, SetLimit, Lock, Unlock, SetLockout, AnswerRequest)
}


def refuse_if_late(request: Request, now: datetime) -> None:
    """Raises BadCommand for one that is too late."""
    if request.expires_at is not None and _in_utc(request.expires_at) < now:
        raise BadCommand(why=Message(OVER, {"time": request.expires_at.isoformat()}))
    if request.sent_at is not None and abs(now - _in_utc(request.sent_at)) > STALE:
        raise BadCommand(why=Message(OLD, {"time": request.sent_at.isoformat()}))


def transaction_of(payload: bytes) -> str | None:
    """The transaction of a message that may be wrong otherwise, to be named in the answer."""
    try:
        found = json.loads(payload[:MOST_BYTES]).get("transaction")
    except (ValueError, AttributeError, RecursionError):
        return None
    said = _name(found)  # as it is named where the message is right
    return said if isinstance(said, str) and len(said) <= MOST_TRANSACTION else None


def read_request(name: str, payload: bytes) -> Request:
    """What was asked for by JSON. Raises BadCommand."""
    model = REQUESTS.get(name)
    if model is None:
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name[:40])
        raise BadCommand(why=Message(UNKNOWN, {"name": shown, "names": ", ".join(REQUESTS)}))
    text = text_of(payload)
    try:
        content = json.loads(text or "{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadCommand(why=Message(NOT_JSON, {"example": model.example})) from None
    if not isinstance(content, dict):
        raise BadCommand(why=Message(NOT_JSON, {"example": model.example}))
    try:
        request = model.model_validate(content)
    except ValidationError as error:
        raise BadCommand(why=why_not(error)) from None
    refuse_amiss(request)
    if request.needs_transaction and not request.transaction.strip():
        raise BadCommand(why=Message(NO_TRANSACTION))
    return request


def refuse_amiss(request: Request) -> None:
    """Raises BadCommand for one whose fields do not go together."""
    if amiss := request.amiss():
        raise BadCommand(why=Message(amiss))


def why_not(error: ValidationError) -> Message:
    """The first thing that is wrong, in our own words."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"][:2]) or "?"
    known = first.get("ctx", {})
    choices = ", ".join(re.findall(r"'(\w+)'", str(known.get("expected", ""))))
    template = WHY.get(first["type"])
    why = Message(template, {**known, "choices": choices, "example": MOMENT}) if template else first["msg"]
    return Message(WRONG, {"field": shown(field), "why": why})


def text_of(payload: bytes) -> str:
    """A message as a text. Raises BadCommand."""
    if len(payload) > MOST_BYTES:
        raise BadCommand(why=Message(TOO_LONG))
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise BadCommand(why=Message(NOT_UTF8)) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _in_utc(moment: datetime) -> datetime:
    """In UTC; at both ends of the calendar there is no such moment there."""
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError, OSError):
        return moment.replace(tzinfo=UTC)


def shown(text: str) -> str:
    """The beginning of what somebody has sent, in characters that can be shown."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[:40])
