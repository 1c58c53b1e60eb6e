"""Whether a data directory can be used: every file that is kept in it, read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import revisions
import signs
import stats_history
import wishes
from accounts.book import ACCOUNTS_JSON
from accounts.models import ACCOUNTS, SESSIONS
from accounts.sessions import SESSIONS_JSON
from child_links import LINKS, LINKS_JSON
from core import Core
from digest import schedule
from errors import DataError, InvalidValue
from own_key import the_key
from pending.models import EDIT
from pending.queue import FINISHED, WISH_PREFIX
from problems import Problem, Severity
from status_file import StatusFile
from storage import Kind
from storage.paths import PENDING
from tokens import TOKENS, TOKENS_JSON

FILES: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (ACCOUNTS, ACCOUNTS_JSON),
    (SESSIONS, SESSIONS_JSON),
    (TOKENS, TOKENS_JSON),
    (LINKS, LINKS_JSON),
    (schedule.SENT, schedule.FILE),
)
"""Besides those that are read whenever the data directory is opened."""
FOLDERS: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (wishes.WISHES, wishes.FOLDER),
    (stats_history.HISTORY, stats_history.FOLDER),
    (revisions.HISTORY, revisions.FOLDER),
    (signs.SIGNS, signs.FOLDER),
    (EDIT, PENDING),
    (EDIT, FINISHED),
)
"""Each with files in it, or in folders of it."""


def read_all(core: Core) -> list[Problem]:
    """Read everything; the files that are damaged and have no good copy. Raises DataError for our key."""
    the_key(core.store)
    StatusFile(core.store).load()
    return list(_beyond_repair(core))


def _beyond_repair(core: Core) -> Iterator[Problem]:
    """Files that are damaged and have no good copy; the store itself tells of those that have one."""
    for kind, parts in _documents(core):
        try:
            core.store.load(kind, *parts)
        except (DataError, InvalidValue) as error:
            yield Problem("data_damaged", Severity.WARNING, error.message)


def _documents(core: Core) -> Iterator[tuple[Kind[Any], tuple[str, ...]]]:
    for kind, name in FILES:
        yield kind, (name,)
    for kind, folder in FOLDERS:
        for name in core.store.names(folder):
            if _is_document(name):
                yield kind, (folder, name)
            else:
                yield from ((kind, (folder, name, one)) for one in _names(core, folder, name) if _is_document(one))


def _names(core: Core, *parts: str) -> list[str]:
    try:
        return core.store.names(*parts)
    except DataError:  # a stray file between the folders
        return []


def _is_document(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(WISH_PREFIX)
