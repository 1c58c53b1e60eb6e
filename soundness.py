"""Whether a data directory can be used: every file that is kept in it, read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import revisions
import signs
import stats_history
import wishes
from accounts.book import ACCOUNTS_JSON, SETUP_JSON
from accounts.models import ACCOUNTS, SESSIONS, SETUP
from accounts.sessions import SESSIONS_JSON
from child_links import LINKS, LINKS_JSON
from core import Core
from digest import schedule
from errors import DataError, InvalidValue
from i18n import N_, Message
from mail.records import FOLDER as MAIL, LETTERS
from own_key import the_key
from pending.models import EDIT
from pending.queue import FINISHED, WISH_PREFIX
from problems import Problem, Severity
from stats_history.journal import Journal
from status_file import StatusFile
from storage import Kind
from storage.paths import PENDING, TOLD
from tokens import TOKENS, TOKENS_JSON

FILES: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (ACCOUNTS, ACCOUNTS_JSON),
    (SESSIONS, SESSIONS_JSON),
    (SETUP, SETUP_JSON),
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
    (LETTERS, MAIL),
)
"""Each with files in it, or in folders of it."""
BESIDE: Final[tuple[tuple[Kind[Any], str], ...]] = ((LETTERS, MAIL),)
"""What commands leave for the running program, by the folder of ``told/``."""
READINGS: Final = re.compile(r"readings-([0-9]{6,12})\.jsonl")
MOST_READ: Final = 4 * 1024 * 1024
LOST_READINGS: Final = N_(
    "{path} has lines that cannot be read: what they say of a child's use is missing. If a backup has this file whole, "
    "restore it."
)


def read_all(
    core: Core, files: Iterable[tuple[Kind[Any], str]] = (), beside: Iterable[tuple[Kind[Any], str]] = ()
) -> list[Problem]:
    """Read everything; the files that are damaged and have no good copy. Raises DataError for our key.

    ``files`` and ``beside`` are more of FILES and BESIDE, of modules that stand above this one.
    """
    the_key(core.store)
    StatusFile(core.store).load()
    documents = (*_documents(core, (*FILES, *files)), *_told(core, (*BESIDE, *beside)))
    return [*_beyond_repair(core, documents), *_lost_readings(core)]


def _beyond_repair(core: Core, documents: Iterable[tuple[Kind[Any], tuple[str, ...]]]) -> Iterator[Problem]:
    """Files that are damaged and have no good copy; the store itself tells of those that have one."""
    for kind, parts in documents:
        try:
            core.store.load(kind, *parts)
        except (DataError, InvalidValue) as error:
            yield Problem("data_damaged", Severity.WARNING, error.message)


def _lost_readings(core: Core) -> Iterator[Problem]:
    """Files of readings with lines that are none; one that a power cut has torn off at the end is no line.

    A running program may add lines meanwhile, and let go of a whole file.
    """
    numbers = {name: int(found[1]) for name in _readings(core) if (found := READINGS.fullmatch(name))}
    lines = {name: len(core.store.read_lines(stats_history.FOLDER, name, limit=MOST_READ)) for name in numbers}
    good = Counter(number for number, _ in Journal(core.store).entries())
    for name in _readings(core):
        if lines.get(name, 0) > good[numbers.get(name, 0)]:
            fields = {"path": str(core.store.root / stats_history.FOLDER / name)}
            yield Problem("data_damaged", Severity.WARNING, Message(LOST_READINGS, fields))


def _readings(core: Core) -> list[str]:
    return [name for name in _names(core, stats_history.FOLDER) if READINGS.fullmatch(name)]


def _told(core: Core, kinds: Iterable[tuple[Kind[Any], str]]) -> Iterator[tuple[Kind[Any], tuple[str, ...]]]:
    for kind, folder in kinds:
        yield from ((kind, (TOLD, folder, name)) for name in _names(core, TOLD, folder) if _is_document(name))


def _documents(core: Core, files: Iterable[tuple[Kind[Any], str]]) -> Iterator[tuple[Kind[Any], tuple[str, ...]]]:
    for kind, name in files:
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
