"""What is remembered of the copy: ``git_copy.json``. Without it nothing is lost: it is looked up at the server then."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from error_record import ErrorRecord, recorded
from errors import DataError, MngrError
from storage import Kind, Moment, Record, Store
from told import Told

logger = logging.getLogger(__name__)

STATE_JSON: Final = "git_copy.json"
FIRST_WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(hours=12)


class Trouble(Record):
    """Why the last tries did not work."""

    error: ErrorRecord
    since: Moment
    tried: Moment
    tries: Annotated[int, Field(ge=1)] = 1

    @property
    def again(self) -> datetime:
        """When it is tried again: after a quarter of an hour, then after twice as long each time, up to half a day."""
        wait: timedelta = FIRST_WAIT * 2 ** min(self.tries - 1, 10)
        return self.tried + min(wait, LONGEST_WAIT)


class CopyState(Record):
    """How the copy stands. Moments are UTC."""

    target: str = ""
    """Repository and branch that the rest is about."""
    commit: str = ""
    """What the branch stood at after our last copy."""
    digest: str = ""
    """Of what was in it."""
    paths: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.$/-]*$")], ...] = ()
    """Our files in it: one that is no longer ours is taken out of the next."""
    pushed: Moment | None = None
    """When there was something new last."""
    done: Moment | None = None
    """When it was last seen to that everything is there."""
    trouble: Trouble | None = None


STATE: Final = Kind(CopyState, schema=1, brief=True)


class ToldCopy(Record):
    """How a copy went that a command has made, or tried to make, beside the running program."""

    state: CopyState
    who: str


TOLD_COPY: Final = Kind(ToldCopy, schema=1)
TOLD_AS: Final = "git_copy"


def told_copies(store: Store) -> Told[ToldCopy]:
    """Those that the program has not taken in yet."""
    return Told(store, TOLD_COPY, TOLD_AS)


def load_state(store: Store) -> CopyState:
    """What is remembered, by a command beside the program too; nothing where that cannot be read."""
    state = saved_state(store)
    for told in told_copies(store).read():
        state = newer(state, told.state)
    return state


def saved_state(store: Store) -> CopyState:
    """What the program remembers itself; nothing where that cannot be read."""
    try:
        return store.load(STATE, STATE_JSON) or CopyState()
    except DataError as error:
        logger.warning("%s", error)
        return CopyState()


def newer(state: CopyState, other: CopyState) -> CopyState:
    """The one that knows of the later try; ``other``, if both know of the same."""
    return other if _last_try(other) >= _last_try(state) else state


def _last_try(state: CopyState) -> datetime:
    tried = state.trouble.tried if state.trouble else None
    return max((one for one in (state.done, tried) if one), default=datetime.min.replace(tzinfo=UTC))


def save_state(store: Store, state: CopyState) -> None:
    """Remember it. Raises NotSaved."""
    store.save(STATE, state, STATE_JSON)


def in_trouble(state: CopyState, error: MngrError, now: datetime) -> CopyState:
    """One more try did not work."""
    before = state.trouble
    trouble = Trouble(
        error=recorded(error),
        since=before.since if before else now,
        tried=now,
        tries=before.tries + 1 if before else 1,
    )
    return state.model_copy(update={"trouble": trouble})
