"""``check``: looks through the data directory, file by file."""

from __future__ import annotations

from typing import Any, Final

import typer

import backup.schedule
import git_copy.state
from commands.frame import FAILED, AsJson, frame_of, print_problems, show
from i18n import N_, Message
from mqtt_ha import announced, tombstones
from plain import Plain
from soundness import read_all
from storage import Kind

FILES: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (git_copy.state.STATE, git_copy.state.STATE_JSON),
    (tombstones.WITHDRAWN, tombstones.FILE),
    (announced.ANNOUNCED, announced.FILE),
)
BESIDE: Final[tuple[tuple[Kind[Any], str], ...]] = (
    (git_copy.state.TOLD_COPY, git_copy.state.TOLD_AS),
    (backup.schedule.TOLD_BACKUP, backup.schedule.TOLD_AS),
)


def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Look through the data and settings. Ends with 1 if something needs a look."""
    with frame_of(context).core(writer=False) as core:
        beyond_repair = read_all(core, FILES, BESIDE)
        problems = [*core.store.problems(), *core.fleet.problems(), *beyond_repair]
        if as_json:
            show({"problems": Plain(core.settings.language)(problems)})
        elif problems:
            print_problems(core, problems)
        else:
            in_order = Message(
                N_("The data is in order: {count} computer."),
                plural=N_("The data is in order: {count} computers."),
                count=len(core.fleet.servers()),
            )
            print(in_order.text(core.settings.language))
    if problems:
        raise typer.Exit(FAILED)
