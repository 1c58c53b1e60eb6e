"""What all commands share: where the data are, how errors and results are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from adopt import Adopter
from clock import Clock, SystemClock
from core import Core
from errors import AlreadyExists, DataInUse, InvalidValue, MngrError, NotFound, SettingsInvalid
from i18n import N_, SOURCE_LANGUAGE, Message, languages, translate
from opening import open_core
from problems import Problem, Severity
from process import note_command
from settings import PREFIX
from state import ServerStatus
from status_file import StatusFile

FAILED = 1
USAGE = 2

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
ServerName = Annotated[str, typer.Argument(metavar="SERVER", help="Name of the computer, as “server list” shows it.")]
UserName = Annotated[str, typer.Argument(metavar="USER", help="Login name of the user on that computer.")]


@dataclass(frozen=True, slots=True)
class Frame:
    """The options before the command."""

    data: Path
    clock: Clock

    @contextmanager
    def core(self, *, writer: bool, tell: bool = True) -> Iterator[Core]:
        """The opened data directory. An error becomes one sentence and an exit code.

        What a writer met in the data is told on stderr, unless the command does so itself (``tell=False``).
        """
        with sentences(self.language):
            core = open_core(self.data, self.clock, writer=writer)
        with _use(core, tell=writer and tell):
            yield core

    @contextmanager
    def beside(self) -> Iterator[tuple[Core, bool]]:
        """The same for what may be done beside a running program: as the writer, else as a reader; and which it is."""
        alone = self.data.expanduser().exists()  # a reader says that there are no data; a writer would make them
        with sentences(self.language):
            try:
                core = open_core(self.data, self.clock, writer=alone)
            except DataInUse:
                core, alone = open_core(self.data, self.clock, writer=False), False
        with _use(core, tell=alone):
            yield core, alone

    def language(self) -> str:
        """In what to say why the data could not be opened: as a mere reader finds it set, else the environment."""
        try:
            core = open_core(self.data, self.clock, writer=False)
        except MngrError:
            wanted = os.environ.get(f"{PREFIX}LANGUAGE", "")
            return wanted if wanted in languages() else SOURCE_LANGUAGE
        with core.store:
            return core.settings.language


def frame_of(context: typer.Context) -> Frame:
    """The options that stood before the command, which is noted for whoever finds it in the way."""
    # The program's own name stands in front of it, which differs with how it was started.
    note_command(context.command_path.removeprefix(context.find_root().command_path).strip())
    frame = context.find_object(Frame)
    return frame or Frame(Path("data"), SystemClock())


@contextmanager
def _use(core: Core, *, tell: bool) -> Iterator[None]:
    language = core.settings.language
    with core.store, sentences(lambda: language):
        yield
        for problem in core.store.problems() if tell else ():
            print(problem.message.text(language), file=sys.stderr)


def status_of(core: Core, server_id: str) -> ServerStatus:
    """What was known of a server when it was last read, out of the cache."""
    known = StatusFile(core.store).load().get(server_id, ServerStatus())
    return Adopter(core.store).restore(core.fleet.get(server_id), known)


def states_of(core: Core) -> dict[str, ServerStatus]:
    """The same of all servers, by their ids."""
    known, adopter = StatusFile(core.store).load(), Adopter(core.store)
    return {one.id: adopter.restore(one, known.get(one.id, ServerStatus())) for one in core.fleet.servers()}


@contextmanager
def sentences(language: Callable[[], str]) -> Iterator[None]:
    """Print an error of this program as its sentence on stderr, and end; never a traceback."""
    try:
        yield
    except (InvalidValue, NotFound, AlreadyExists, SettingsInvalid) as error:
        end(error, language(), USAGE)
    except MngrError as error:
        end(error, language(), FAILED)


def end(error: MngrError, language: str, code: int) -> NoReturn:
    """Say what went wrong in one line and end with this exit code."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in error.text(language))
    print(text, file=sys.stderr)
    raise typer.Exit(code) from error


def say(text: str, core: Core, **fields: object) -> None:
    """Print one sentence in the language of the settings."""
    print(translate(text, core.settings.language).format_map(fields))


def say_if_empty(core: Core) -> None:
    """Where there is nothing to show yet, say what comes first."""
    if not core.fleet.servers():
        say(N_("There is no computer yet. Add the first one: server add NAME --host HOST"), core)


def show(value: object) -> None:
    """Print a value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print columns, each as wide as its widest entry."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_problems(core: Core, problems: Sequence[Problem], indent: str = "") -> None:
    """Each on a line; what is only worth knowing is not called more than that."""
    for problem in problems:
        said = N_("Worth knowing: {what}") if problem.severity is Severity.INFO else N_("Needs a look: {what}")
        print(indent + Message(said, {"what": problem.message}).text(core.settings.language))
