"""The use cases of the copy to Git: one each night, one at once, how it stands, and trying it out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

import speech
from backup import is_due, next_night
from core import Core
from editing import Asked
from error_record import restored
from errors import Busy, DataError, GitCopyOff, GoingDown, MngrError
from git_copy import (
    Author,
    Copied,
    CopyState,
    ToldCopy,
    content_of,
    copy,
    in_trouble,
    load_state,
    newer,
    route_of,
    save_state,
    saved_state,
    told_copies,
)
from git_copy.content import Days
from git_copy_views import GIT_COPY_FAILED, SHORT, GitCopyView
from i18n import N_, FieldValue, Message
from pending import Through
from problems import Problem, Severity
from services.changes import Changes
from services.examination import Examination, Trials
from services.git_trial import AT_ONCE, try_out
from settings import GitCopySettings

logger = logging.getLogger(__name__)


class GitCopies:
    """Copies are made one at a time, by whichever thread asks. A chore of ``chores.Chores`` is among them."""

    def __init__(
        self,
        core: Core,
        changes: Changes,
        days: Days,
        *,
        is_stopping: Callable[[], bool] = lambda: False,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_change`` is called when something is wrong that was not, or is not any more."""
        self._core = core
        self._changes = changes
        self._days = days
        self._is_stopping = is_stopping
        self._on_change = on_change
        self._at_work = threading.Lock()
        self._settings = core.settings.git_copy
        self._state = load_state(core.store)
        self._told = told_copies(core.store)
        self._trials = Trials(AT_ONCE)

    # --- by itself ---

    def due(self, now: datetime) -> bool:
        """Whether a night has begun without a copy; after a try that did not work, it takes longer each time.

        Those that a command has made beside us are taken in before.
        """
        if self._told.hear(self._hear_of, self._at_work):
            self._on_change()
        trouble = self._state.trouble
        if trouble is not None and trouble.tried <= now < trouble.again:
            return False
        return is_due(self._core.settings.git_copy, self._known.done, now.astimezone())

    def run(self) -> None:
        """Make the copy of this night; what is in its way becomes a Problem."""
        try:
            self._copy()
        except (Busy, GoingDown):
            return  # there is one in a moment, or at the next start
        except MngrError as error:
            logger.warning("no copy to Git: %s", error)

    def problems(self) -> Iterator[Problem]:
        """What somebody has to look at. Reads no disk."""
        core, trouble = self._core, self._state.trouble
        if trouble is None or not core.settings.git_copy.enabled:
            return
        now = core.clock.now().astimezone()
        since = speech.moment(trouble.since, now, core.style.language, core.style.time_format)
        said: dict[str, FieldValue] = {"moment": since, "why": restored(trouble.error).message}
        yield Problem(
            GIT_COPY_FAILED, Severity.WARNING, Message(N_("The copy to Git has not worked since {moment}. {why}"), said)
        )

    def settings_changed(self) -> None:
        """What was in the way may be gone with other settings."""
        before, self._settings = self._settings, self._core.settings.git_copy
        if before != self._settings and self._state.trouble is not None:
            self._remember(self._state.model_copy(update={"trouble": None}))

    # --- for people ---

    def view(self) -> GitCopyView:
        """How it stands. Neither reads nor writes a disk."""
        return git_copy_view(
            self._core.settings.git_copy,
            self._state,
            self._core.clock.now(),
            is_running=self._at_work.locked(),
        )

    def push_now(self, asked: Asked) -> GitCopyView:
        """Make a copy at once; returns when it is there. Raises Busy, GitCopyError, DataError."""
        done = self._copy()
        self._changes.note(asked, "git_copy", "made", after={"commit": done.commit[:SHORT]})
        return self.view()

    def test(self, settings: GitCopySettings) -> Examination:
        """Try the way there with these settings, and write nothing; does not wait. Raises Busy."""
        core = self._core
        return self._trials.begin(
            lambda stop: try_out(settings, core.store.root, core.clock, core.settings.language, stop)
        )

    # --- helpers ---

    @property
    def _known(self) -> CopyState:
        """What is remembered, as far as it is about the repository that is set now."""
        return known_of(self._core.settings.git_copy, self._state)

    def _hear_of(self, told: ToldCopy) -> None:
        """Raises NotSaved. One that could not be let go of comes again, and is known then."""
        if told.state == saved_state(self._core.store):
            return
        state = newer(self._state, told.state)
        if state is told.state:
            save_state(self._core.store, state)
            self._state = state
        if told.state.trouble is None:
            after = {"commit": told.state.commit[:SHORT]}
            self._changes.note(Asked(told.who, Through.COMMAND), "git_copy", "made", after=after)

    def _copy(self) -> Copied:
        if not self._at_work.acquire(blocking=False):
            raise Busy
        try:
            core = self._core
            state, done = copy_once(core, self._days, self._state, is_wanted=lambda: not self._is_stopping())
        except (GitCopyOff, GoingDown):
            raise
        except MngrError as error:
            self._remember(in_trouble(self._state, error, self._core.clock.now()))
            raise
        else:
            self._remember(state)
        finally:
            self._at_work.release()
            self._on_change()
        return done

    def _remember(self, state: CopyState) -> None:
        self._state = state
        try:
            save_state(self._core.store, state)
        except DataError as error:  # the store itself tells of its disk
            logger.warning("%s", error)


def copy_once(
    core: Core, days: Days, state: CopyState, *, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[CopyState, Copied]:
    """Make a copy; what is to be remembered of it. Raises GitCopyError, DataError, GoingDown."""
    settings = core.settings.git_copy
    route = route_of(settings, core.store.root)
    content = content_of(core, days)
    done = copy(
        core.store.root,
        route,
        content,
        before=state,
        author=Author(settings.author_name, settings.author_email),
        clock=core.clock,
        is_wanted=is_wanted,
    )
    now, known = core.clock.now(), known_of(settings, state)
    after = CopyState(
        target=route.target,
        commit=done.commit,
        digest=done.digest,
        paths=tuple(sorted(content)),
        pushed=now if done.is_new else known.pushed,
        done=now,
    )
    return after, done


def known_of(settings: GitCopySettings, state: CopyState) -> CopyState:
    """What is remembered, as far as it is about this repository and branch."""
    if state.target == f"{settings.remote} {settings.branch}":
        return state
    return CopyState(trouble=state.trouble)


def git_copy_view(settings: GitCopySettings, state: CopyState, now: datetime, *, is_running: bool) -> GitCopyView:
    """How it stands, by what is remembered."""
    known, trouble, place = known_of(settings, state), state.trouble, settings.place
    return GitCopyView(
        is_on=settings.enabled,
        place=place.place if place else "",
        commit=known.commit[:SHORT],
        pushed=known.pushed,
        done=known.done,
        error=restored(trouble.error).message if trouble else None,
        failing_since=trouble.since if trouble else None,
        next=_next(settings, known, now),
        is_running=is_running,
    )


def _next(settings: GitCopySettings, known: CopyState, now: datetime) -> datetime | None:
    if not settings.enabled:
        return None
    local = now.astimezone()
    if not is_due(settings, known.done, local):
        return next_night(settings, local)
    again = known.trouble.again if known.trouble else now
    return max(now, again)
