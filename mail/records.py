"""A letter as it is kept while it waits, and for a while after: ``mail/<id>.json``."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from error_record import ErrorRecord
from mail.letters import LONGEST_KEY, MOST_BYTES, Letter
from storage import Kind, Moment, Record

FOLDER: Final = "mail"


class ParcelState(StrEnum):
    """What has become of a letter for one recipient."""

    WAITING = "waiting"
    SENDING = "sending"
    """It is about to be handed over. Found after a restart: it may have arrived."""
    SENT = "sent"
    """The mail server has taken it."""
    REFUSED = "refused"
    """The mail server will not take it for them."""
    GIVEN_UP = "given_up"


ENDED: Final = frozenset({ParcelState.SENT, ParcelState.REFUSED, ParcelState.GIVEN_UP})


class Parcel(Record):
    """A letter for one recipient."""

    address: str
    state: ParcelState = ParcelState.WAITING
    changed: Moment
    unclear: Annotated[int, Field(ge=0)] = 0
    """How often it was handed over without a word whether it was taken."""
    error: ErrorRecord | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in ENDED


class KeptLetter(Record):
    """A letter with what became of it; once it is over, without what stood in it."""

    key: Annotated[str, Field(max_length=LONGEST_KEY)]
    subject: str
    text: Annotated[str, Field(max_length=MOST_BYTES)]
    html: Annotated[str, Field(max_length=MOST_BYTES)] = ""
    message_id: Annotated[str, Field(max_length=400)]
    written: Moment
    parcels: Annotated[tuple[Parcel, ...], Field(max_length=100)]
    attempts: Annotated[int, Field(ge=0)] = 0
    next_try: Moment
    failing_since: Moment | None = None
    error: ErrorRecord | None = None
    """Why the last attempt has failed for everybody."""

    @property
    def id(self) -> str:
        """The name of its file: the same for the same key."""
        return id_of(self.key)

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return all(one.is_over for one in self.parcels)

    @property
    def letter(self) -> Letter:
        """What is to be said."""
        return Letter(self.key, self.subject, self.text, self.html)

    def with_parcels(self, changed: dict[str, Parcel], **more: object) -> KeptLetter:
        """The same with other parcels in the place of some, by their addresses."""
        parcels = tuple(changed.get(one.address, one) for one in self.parcels)
        after = self.model_copy(update={**more, "parcels": parcels})
        return after.model_copy(update={"text": "", "html": ""}) if after.is_over else after


LETTERS: Final = Kind(KeptLetter, schema=1)


def id_of(key: str) -> str:
    """A file's name that says nothing, for any key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
