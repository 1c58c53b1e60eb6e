"""``check``: looks through the data directory, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import typer

import revisions
import stats_history
import wishes
from accounts.book import ACCOUNTS_JSON
from accounts.models import ACCOUNTS, SESSIONS
from accounts.sessions import SESSIONS_JSON
from child_links import LINKS, LINKS_JSON
from commands.frame import FAILED, AsJson, frame_of, print_problems, show
from core import Core
from errors import DataError, InvalidValue
from i18n import N_, Message
from own_key import the_key
from plain import Plain
from problems import Problem, Severity
from status_file import StatusFile
from storage import Kind
from tokens import TOKENS, TOKENS_JSON

FILES: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (ACCOUNTS, ACCOUNTS_JSON),
    (SESSIONS, SESSIONS_JSON),
    (TOKENS, TOKENS_JSON),
    (LINKS, LINKS_JSON),
)
"""Besides those that are read whenever the data directory is opened."""
FOLDERS: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (wishes.WISHES, wishes.FOLDER),
    (stats_history.HISTORY, stats_history.FOLDER),
    (revisions.HISTORY, revisions.FOLDER),
)
"""Each with files in it, or in folders of it."""


def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Look through the data and settings. Ends with 1 if something needs a look."""
    with frame_of(context).core(writer=False) as core:
        the_key(core.store)
        StatusFile(core.store).load()
        beyond_repair = list(_beyond_repair(core))
        problems = [*core.store.problems(), *core.fleet.problems(), *beyond_repair]
        if as_json:
            show({"problems": Plain(core.settings.language)(problems)})
        elif problems:
            print_problems(core, problems)
        else:
            in_order = Message(
                N_("The data are in order: {count} computer."),
                plural=N_("The data are in order: {count} computers."),
                count=len(core.fleet.servers()),
            )
            print(in_order.text(core.settings.language))
    if problems:
        raise typer.Exit(FAILED)


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
            if name.endswith(".json"):
                yield kind, (folder, name)
            else:
                yield from ((kind, (folder, name, one)) for one in _names(core, folder, name) if one.endswith(".json"))


def _names(core: Core, *parts: str) -> list[str]:
    try:
        return core.store.names(*parts)
    except DataError:  # a stray file between the folders
        return []
