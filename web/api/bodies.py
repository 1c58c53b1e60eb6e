"""What may stand in a request. A field's description is the sentence that a wrong value gets.

Types are strict: ``true`` is no number and ``"60"`` none either. Bounds here only keep out what is absurd; whether a
value is allowed is for the services to say, which know the rules and have the better sentence.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from i18n import N_
from pending.models import MAX_CHANGES, MAX_SECONDS
from servers.models import DEFAULT_ACCOUNT, DEFAULT_PORT
from servers.values import CHANNEL, CHILD_NAME, HOST, LOGIN, MODE, NOTE, PORT, REASON, SERVER_NAME, SWITCH
from stats_history import MOST_YEAR
from wishes import TEXT

LONGEST = 40_000
"""Characters of any text: the longest list of programs that counts as play."""
MOST_ENTRIES = 1000

KEY = N_("1 to 200 visible characters of ASCII.")
CHANGES = N_("An object of 1 to 40 keys as Timekpr's files have them, each with its text, such as LIMIT_PER_WEEK.")
DAYS = N_("A number of days.")
A_DAY = N_("A day, as 2026-11-23.")
IMPORTED = N_("An object of days, each with time_spent and perhaps playtime_spent in seconds.")
ANSWERED_SECONDS = N_("A whole number from 60 to 86400 that can be divided by 60, or 0 for not now.")
SECONDS = N_("A whole number from -86400 to 86400; 0 only with the mode “set”.")

Short = Annotated[str, Field(max_length=1000)]
Texts = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=100)], Annotated[str, Field(max_length=LONGEST)]],
    Field(max_length=MAX_CHANGES),
]


class Body(BaseModel):
    """The base of all bodies."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class HistoryRange(BaseModel):
    """Which days."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    days: int | None = Field(None, description=DAYS)
    first: str | None = Field(None, alias="from", max_length=40, description=A_DAY)
    last: str | None = Field(None, alias="to", max_length=40, description=A_DAY)


class HistoryDays(Body):
    """Days of another program's history."""

    days: dict[Annotated[str, Field(max_length=40)], dict[str, Any]] = Field(
        min_length=1, max_length=MOST_YEAR, description=IMPORTED
    )


class Reasoned(Body):
    """What every change may say besides: why, and by which key it is known when it comes again."""

    reason: str = Field("", max_length=LONGEST, description=REASON)
    idempotency_key: str = Field("", max_length=200, pattern=r"^[!-~]*$", description=KEY)


class Changes(Reasoned):
    """Keys and their new texts."""

    changes: Texts = Field(min_length=1, description=CHANGES)


class ConfigChanges(Changes):
    """The same, with the texts that the change was based on where those are not the newest."""

    seen: Texts | None = Field(None, description=CHANGES)


class GrantBody(Reasoned):
    """More or less time for today."""

    seconds: int = Field(ge=-MAX_SECONDS, le=MAX_SECONDS, description=SECONDS)
    kind: Literal["time", "playtime"] = Field("time", description=N_("time or playtime."))
    mode: Literal["add", "set", "take"] = Field("add", description=N_("add, set or take."))


class WishAnswer(Body):
    """What is answered to a child that asks for more time."""

    seconds: int = Field(ge=0, le=MAX_SECONDS, description=ANSWERED_SECONDS)
    answer: str = Field("", max_length=LONGEST, description=TEXT)


class Version(Reasoned):
    """Which version to go back to."""

    version: int = Field(ge=1, le=10**9, description=N_("The number of a version that is kept."))


class Decision(Body):
    """What shall become of an edit."""

    decision: Literal["ours", "theirs", "arrived", "again", "cancel"] = Field(
        description=N_("ours, theirs, arrived, again or cancel.")
    )


class NewServer(Body):
    """A computer to take in."""

    name: Short = Field(description=SERVER_NAME)
    host: Short = Field(description=HOST)
    port: int = Field(DEFAULT_PORT, description=PORT)
    account: Short = Field(DEFAULT_ACCOUNT, description=LOGIN)


class ServerChanges(Body):
    """Fields of a computer; those that are not named stay."""

    name: Short = Field("", description=SERVER_NAME)
    host: Short = Field("", description=HOST)
    port: int = Field(DEFAULT_PORT, description=PORT)
    account: Short = Field("", description=LOGIN)
    enabled: bool = Field(True, description=SWITCH)
    note: str = Field("", max_length=LONGEST, description=NOTE)
    mode: Short = Field("", description=MODE)
    channel: Short = Field("", description=CHANNEL)


class Fingerprint(Body):
    """The host key that was compared."""

    fingerprint: Short = Field(description=N_("It looks like SHA256:n0R1… with 43 characters behind the colon."))


class NewUser(Body):
    """A user of a computer, and the child behind them."""

    user: Short = Field(description=LOGIN)
    child: Short = Field("", description=CHILD_NAME)


class NewChild(Body):
    """A child."""

    name: Short = Field(description=CHILD_NAME)


class OneServer(Body):
    """Which computer to read now; all if none is named."""

    server: Short = Field("", description=N_("The name or id of a computer."))


class Query(BaseModel):
    """The base of what may stand behind the question mark. Texts all of them, so they are read as numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Pending(Query):
    """Which edits to list."""

    all: bool = Field(False, description=N_("1 adds those that came to an end."))


class OfWeek(Query):
    """Which week."""

    week: str | None = Field(None, max_length=20, description=N_("A week such as 2026-W47."))


class Newest(Query):
    """How many entries to list."""

    limit: int = Field(100, ge=1, le=MOST_ENTRIES, description=N_("A whole number from 1 to 1000."))
