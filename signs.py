"""Signs of tampering as they were noticed: ``signs/<server>.json``, one file for each computer.

What has happened at a moment cannot be worked out anew later, so it is written down once and stands for a while, or
until somebody has said to have seen it. Where the cause itself can be looked at, it is written down when it comes and
ends when it goes. The same once more only counts, while the first is open: a computer that lies all day long fills
neither a disk nor anybody's phone.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from error_record import MAX_TEXT, Sentence, has_only_names
from errors import DataDamaged, DataError, NotFound
from i18n import N_, FieldValue, Message
from problems import Severity, SignCode
from storage import Kind, Moment, Record, Store

logger = logging.getLogger(__name__)

FOLDER: Final = "signs"
MOST: Final = 100
"""Signs of one computer that are kept, the newest."""
MOST_IN_MEMORY: Final = 1000
SAVED_EVERY: Final = timedelta(minutes=15)
"""That something came once more is not written down more often than that."""
SAME: Final = timedelta(hours=12)
"""A cause that went and comes back within this time, unseen, is the same sign still."""


class Sign(Record):
    """One sign. Moments are UTC by our own clock."""

    number: Annotated[int, Field(ge=1)]
    """Counts up from 1 for each computer."""
    code: SignCode
    user: str = ""
    """Empty: it is about the computer."""
    severity: Severity
    at: Moment
    """When it was first noticed."""
    last: Moment
    """When it was noticed last."""
    times: Annotated[int, Field(ge=1)] = 1
    until: Moment | None = None
    """Until when it needs a look; None: as long as its cause is there."""
    template: str
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    sentences: dict[str, Sentence] = Field(default_factory=dict)
    seen_by: str = ""
    seen_at: Moment | None = None

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        try:
            for template in (self.template, *(one.template for one in self.sentences.values())):
                has_only_names(template)
            self.message.text()
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            raise ValueError("not a sentence") from error
        return self

    @property
    def message(self) -> Message:
        """What was noticed, as a sentence."""
        parts = {name: Message(one.template, dict(one.fields)) for name, one in self.sentences.items()}
        return Message(self.template, {**self.fields, **parts})

    @property
    def cause_is_there(self) -> bool:
        """Whether it goes with its cause, which has not gone yet."""
        return self.until is None

    def is_open(self, now: datetime) -> bool:
        """Whether it needs a look still."""
        return self.seen_at is None and (self.until is None or now < self.until)


class SignsFile(Record):
    """``signs/<server>.json``, oldest first."""

    signs: Annotated[tuple[Sign, ...], Field(max_length=10 * MOST)] = ()


SIGNS: Final = Kind(SignsFile, schema=1)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that was noticed just now. ``until``: see :class:`Sign`."""

    code: SignCode
    severity: Severity
    message: Message
    user: str = ""
    until: datetime | None = None


@dataclass(slots=True)
class _Kept:
    signs: tuple[Sign, ...] = ()
    unsaved: bool = False
    saved_at: datetime | None = None
    readable: bool = field(default=True)
    """Not where the file is there and cannot be read now: nobody shall write over it."""


class SignBook:
    """The signs of all computers. Thread-safe. What a disk does not take stays in memory and is tried again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Kept] = OrderedDict()

    def of(self, server: str) -> tuple[Sign, ...]:
        """The signs of a computer, oldest first; none where they cannot be read."""
        with self._lock:
            return self._load(server).signs

    def note(self, server: str, noticed: Noticed, now: datetime) -> bool:
        """Write something down that was noticed; whether it is a new sign, or only one more time."""
        with self._lock:
            kept = self._load(server)
            place = next((n for n in reversed(range(len(kept.signs))) if _is_same(kept.signs[n], noticed, now)), None)
            if place is not None:
                before = kept.signs[place]
                if before.cause_is_there and noticed.until is None:
                    return False
                again = _sign(before.number, noticed, now)
                again = again.model_copy(update={"at": before.at, "times": before.times + 1})
                self._put(kept, (*kept.signs[:place], *kept.signs[place + 1 :], again))
                if kept.saved_at is None or not timedelta() <= now - kept.saved_at < SAVED_EVERY:
                    self._save(server, kept, now)
                return False
            number = max((one.number for one in kept.signs), default=0) + 1
            self._put(kept, (*kept.signs, _sign(number, noticed, now)))
            self._save(server, kept, now)
            return True

    def causes_are(self, server: str, there: frozenset[tuple[str, str]], now: datetime) -> None:
        """End those whose cause has gone; ``there``: code and user of the causes that are there."""
        with self._lock:
            kept = self._load(server)
            gone = [one for one in kept.signs if one.cause_is_there and (one.code.value, one.user) not in there]
            if gone:
                ended = (one.model_copy(update={"until": now}) if one in gone else one for one in kept.signs)
                self._put(kept, tuple(ended))
                self._save(server, kept, now)

    def see(self, server: str, number: int, who: str, now: datetime) -> Sign | None:
        """Somebody has seen a sign; it, or None if somebody had before. Raises NotFound, NotSaved."""
        with self._lock:
            kept = self._load(server)
            before = next((one for one in kept.signs if one.number == number), None)
            if before is None:
                raise NotFound(what=Message(N_("sign")), name=str(number))
            if before.seen_at is not None:
                return None
            seen = before.model_copy(update={"seen_by": who, "seen_at": now})
            signs = tuple(seen if one is before else one for one in kept.signs)
            self._store.save(SIGNS, SignsFile(signs=signs), FOLDER, f"{server}.json")
            self._put(kept, signs)
            kept.unsaved = False
            return seen

    def flush(self, now: datetime) -> None:
        """Save what is in memory alone."""
        with self._lock:
            for server, kept in self._known.items():
                if kept.unsaved:
                    self._save(server, kept, now)

    def forget(self, server: str) -> None:
        """Know nothing of a computer any more; its file is not touched."""
        with self._lock:
            self._known.pop(server, None)

    # --- helpers ---

    def _load(self, server: str) -> _Kept:
        kept = self._known.get(server)
        if kept is None or not kept.readable:
            kept = self._known[server] = self._read(server)
            if len(self._known) > MOST_IN_MEMORY:
                self._known.popitem(last=False)
        self._known.move_to_end(server)
        return kept

    def _read(self, server: str) -> _Kept:
        try:
            return _Kept((self._store.load(SIGNS, FOLDER, f"{server}.json") or SignsFile()).signs)
        except DataDamaged as error:
            logger.warning("%s", error)
            return _Kept()  # the store has put the damaged one aside
        except DataError as error:
            logger.warning("%s", error)
            return _Kept(readable=False)

    @staticmethod
    def _put(kept: _Kept, signs: tuple[Sign, ...]) -> None:
        kept.signs, kept.unsaved = signs[-MOST:], True

    def _save(self, server: str, kept: _Kept, now: datetime) -> None:
        if not kept.readable:
            return
        kept.saved_at = now
        try:
            self._store.save(SIGNS, SignsFile(signs=kept.signs), FOLDER, f"{server}.json")
            kept.unsaved = False
        except DataError as error:
            logger.warning("the signs of %s: %s", server, error)


def _is_same(sign: Sign, noticed: Noticed, now: datetime) -> bool:
    if (sign.code, sign.user) != (noticed.code, noticed.user):
        return False
    if sign.cause_is_there or sign.seen_at is not None:
        return sign.cause_is_there
    return sign.is_open(now) or now - sign.last < SAME


def _sign(number: int, noticed: Noticed, now: datetime) -> Sign:
    fields = noticed.message.fields
    parts = {name: one for name, one in fields.items() if isinstance(one, Message)}
    return Sign(
        number=number,
        code=noticed.code,
        user=noticed.user,
        severity=noticed.severity,
        at=now,
        last=now,
        until=noticed.until,
        template=noticed.message.template,
        fields=_plain({name: one for name, one in fields.items() if name not in parts}),
        sentences={name: Sentence(template=one.template, fields=_plain(one.fields)) for name, one in parts.items()},
    )


def _plain(fields: Mapping[str, FieldValue]) -> dict[str, str | int | float]:
    """Texts and numbers as they are, what is neither as a text of a length that can be read."""
    values = ((name, one if isinstance(one, int | float) else str(one)[:MAX_TEXT]) for name, one in fields.items())
    return dict(values)
