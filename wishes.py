"""What children ask for: more time today. One file for each child, ``requests/<child>.json``.

A child has one open wish at most: a new one takes its place. A wish is for today, so it ends with the day of the
computer that it is about. What becomes of an answer is an edit's matter; here only stands that there is one.
"""

from __future__ import annotations

import logging
import secrets
import threading
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from errors import DataError, InvalidValue, NotFound, TooManyWishes, WishOver
from i18n import N_, Message
from servers.values import reason as one_line, refused, shown
from storage import Kind, Moment, Record, Store

logger = logging.getLogger(__name__)

FOLDER: Final = "requests"
LEAST_MINUTES: Final = 1
MOST_MINUTES: Final = 240
MAX_TEXT: Final = 200
"""Characters of a reason or an answer, in one line."""
MAX_A_DAY: Final = 10
"""Wishes of one child in one day, those that were taken back among them."""
MAX_KEPT: Final = 30
"""Wishes of one child that are kept: those of today, and the newest before."""
KEPT_DAYS: Final = 7

WISH: Final = Message(N_("request"))
MINUTES: Final = N_("A whole number of minutes from 1 to 240.")
TEXT: Final = N_("At most 200 characters in one line.")


class WishState(StrEnum):
    """What has become of a wish. That its day is over is not kept: the clock tells."""

    OPEN = "open"
    GIVING = "giving"
    """Somebody has said yes, and it is about to be made an edit of: once, however often that is tried."""
    GIVEN = "given"
    NOT_NOW = "not_now"
    TAKEN_BACK = "taken_back"
    """By the child, or because a newer one has taken its place."""


class Reply(Record):
    """What a parent has answered. ``minutes`` is 0 for "not now"."""

    who: str
    through: str
    """A word of pending.Through."""
    at: Moment
    minutes: Annotated[int, Field(ge=0, le=1440)]
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    edit: str = ""
    """Id of the edit that it has become."""


class Wish(Record):
    """More time, asked for by a child for one of its logins."""

    id: str
    child: str
    """Id of the child."""
    server: str
    user: str
    minutes: Annotated[int, Field(ge=LEAST_MINUTES, le=MOST_MINUTES)]
    reason: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    asked: Moment
    until: Moment
    """When the day ends by the computer's clock, in our own time."""
    state: WishState = WishState.OPEN
    reply: Reply | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it waits for an answer."""
        return self.state in {WishState.OPEN, WishState.GIVING} and now < self.until


class WishesFile(Record):
    """``requests/<child>.json``."""

    wishes: Annotated[tuple[Wish, ...], Field(max_length=1000)] = ()


WISHES: Final = Kind(WishesFile, schema=1)


def minutes(value: object) -> int:
    """How much is asked for. Raises InvalidValue."""
    if type(value) is int and LEAST_MINUTES <= value <= MOST_MINUTES:
        return value
    raise refused(N_("minutes"), value, MINUTES)


def short_text(value: object) -> str:
    """A reason or an answer in one line. Raises InvalidValue."""
    try:
        text = one_line(value)
    except InvalidValue:
        raise refused(N_("text"), value, TEXT) from None
    if len(text) > MAX_TEXT:
        raise refused(N_("text"), value, TEXT)
    return text


class WishBook:
    """All wishes, as the last change left them. Thread-safe; a change is saved when it returns (else NotSaved)."""

    def __init__(self, store: Store) -> None:
        """Read the files. One that cannot be read counts as empty: what was asked for can be asked for again."""
        self._store = store
        self._lock = threading.Lock()
        self._files: dict[str, WishesFile] = {}
        self._newest: dict[str, Wish] = {}
        for name in _names(store):
            try:
                file = store.load(WISHES, FOLDER, name)
            except (DataError, InvalidValue) as error:
                logger.warning("%s", error)
                continue
            child = name.removesuffix(".json")
            if file is not None and all(one.child == child for one in file.wishes):
                self._take_in(child, file)

    def of(self, child: str) -> tuple[Wish, ...]:
        """A child's wishes that are kept, oldest first."""
        file = self._files.get(child)
        return file.wishes if file else ()

    def newest(self) -> tuple[Wish, ...]:
        """Of each child that has ever asked, the newest wish that was not taken back; oldest first."""
        return tuple(sorted(self._newest.values(), key=lambda one: one.asked))

    def get(self, wish_id: str) -> Wish:
        """One wish. Raises NotFound."""
        found = next((one for file in self._files.values() for one in file.wishes if one.id == wish_id), None)
        if found is None:
            raise NotFound(what=WISH, name=shown(wish_id))
        return found

    def add(
        self, child: str, server: str, user: str, wanted: int, reason: str, *, local: datetime
    ) -> tuple[Wish, Wish | None]:
        """A new wish, and the open one whose place it has taken. ``local`` is the computer's own time, with its zone.

        Raises InvalidValue, TooManyWishes; and WishOver while the open one is just being granted.
        """
        wanted, reason = minutes(wanted), short_text(reason)
        now = self._store.clock.now()
        with self._lock:
            before = self.of(child)
            # Days by our own clock: the computer's may be in the child's hands.
            if sum(one.asked.astimezone().date() == now.astimezone().date() for one in before) >= MAX_A_DAY:
                raise TooManyWishes(limit=MAX_A_DAY)
            open_one = next((one for one in before if one.is_open(now)), None)
            if open_one is not None and open_one.state is not WishState.OPEN:
                raise WishOver
            wish = Wish(
                id=secrets.token_hex(8), child=child, server=server, user=user, minutes=wanted, reason=reason,
                asked=now, until=now + _left_of_day(local),
            )  # fmt: skip
            kept = [_taken_back(one) if one is open_one else one for one in before]
            self._save(child, (*kept, wish))
        return wish, open_one

    def change(self, before: Wish, state: WishState, reply: Reply | None = None) -> Wish:
        """Let a wish be in another state. Raises WishOver if it is not as it was: somebody else was quicker."""
        with self._lock:
            wishes = self.of(before.child)
            if all(one is not before for one in wishes):
                raise WishOver
            after = before.model_copy(update={"state": state, "reply": reply})
            self._save(before.child, tuple(after if one is before else one for one in wishes))
        return after

    def forget(self, child: str) -> None:
        """Know nothing of a child's wishes any more. Raises NotSaved."""
        with self._lock:
            if child in self._files:
                self._store.remove(FOLDER, f"{child}.json")
                self._files = {name: file for name, file in self._files.items() if name != child}
                self._newest = {name: wish for name, wish in self._newest.items() if name != child}

    def _save(self, child: str, wishes: tuple[Wish, ...]) -> None:
        now = self._store.clock.now()
        young = [one for one in wishes if one.is_open(now) or now - one.asked < timedelta(days=KEPT_DAYS)]
        file = self._files.get(child, WishesFile()).model_copy(update={"wishes": tuple(young[-MAX_KEPT:])})
        self._store.save(WISHES, file, FOLDER, f"{child}.json")
        self._take_in(child, file)

    def _take_in(self, child: str, file: WishesFile) -> None:
        """Both dicts are replaced and never changed: who reads them does not wait for a disk."""
        self._files = {**self._files, child: file}
        newest = next((one for one in reversed(file.wishes) if one.state is not WishState.TAKEN_BACK), None)
        others = {name: wish for name, wish in self._newest.items() if name != child}
        self._newest = {**others, child: newest} if newest else others


def _taken_back(wish: Wish) -> Wish:
    return wish.model_copy(update={"state": WishState.TAKEN_BACK})


def _left_of_day(local: datetime) -> timedelta:
    """How long a day goes on, in real time: the day on which the clocks change is shorter or longer."""
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight.astimezone(UTC) - local.astimezone(UTC)


def _names(store: Store) -> list[str]:
    try:
        return [name for name in store.names(FOLDER) if name.endswith(".json")]
    except DataError as error:
        logger.warning("%s", error)
        return []
