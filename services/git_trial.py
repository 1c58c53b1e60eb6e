"""Tries out the way to a repository, step by step, with settings that need not be saved. It writes nothing there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clock import Clock
from doctor import Finding
from errors import DataError, GitCopyError, GoingDown
from git_copy.copying import Author, begin, may_write, tip_of
from git_copy.program import Git
from git_copy.route import Route, route_of
from git_copy_views import SHORT
from i18n import N_, Message
from services.examination import Pen
from settings import GitCopySettings
from storage.scratch import scratch

AT_ONCE: Final = 2
"""Trials at the same time."""
SECONDS: Final = 60.0

PROGRAM, REPOSITORY, WRITING = N_("Program"), N_("Repository"), N_("Writing")
NO_ADDRESS: Final = N_("Enter an address first.")
EMPTY: Final = N_("It answers, and has no branch {branch} yet.")
STANDS: Final = N_("It answers; its branch {branch} stands at {commit}.")
MAY_WRITE: Final = N_("We may write there. Nothing was written.")


def try_out(
    settings: GitCopySettings, root: Path, clock: Clock, language: str, stop: threading.Event | None = None
) -> Iterator[Finding]:
    """Each step as soon as it is done, up to the first that fails. Whether the copy is turned on does not matter.

    ``root`` is the data directory. Ends soon after ``stop`` was set.
    """
    stop = stop or threading.Event()
    pen = Pen(settings.place.place if settings.place else "Git", language)
    if settings.place is None:
        yield pen(REPOSITORY, Message(NO_ADDRESS), ok=False)
        return
    trial = _Trial(pen)
    try:
        route = route_of(settings, root)
        with scratch(root) as folder:
            git = Git(folder, route, clock, SECONDS, is_wanted=lambda: not stop.is_set())
            yield from trial.run(git, route, Author(settings.author_name, settings.author_email))
    except GoingDown:
        return
    except (GitCopyError, DataError) as error:
        yield pen.failed(trial.step, error)


class _Trial:
    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self.step = PROGRAM

    def run(self, git: Git, route: Route, author: Author) -> Iterator[Finding]:
        """All steps."""
        version = git("--version").decode(errors="replace").strip()
        yield self._pen(PROGRAM, version[:80])
        self.step = REPOSITORY
        begin(git)
        tip = tip_of(git)
        said = {"branch": route.branch, "commit": tip[:SHORT]}
        yield self._pen(REPOSITORY, Message(STANDS if tip else EMPTY, said))
        self.step = WRITING
        may_write(git, author)
        yield self._pen(WRITING, Message(MAY_WRITE))
