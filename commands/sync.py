"""One cycle by hand, or many: what the sync thread does, with its figures."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from commands.frame import FAILED, AsJson, frame_of, say, say_if_empty, show, table
from commands.said import edit_sentence
from cycle import CycleReport, ServerReport
from error_record import restored
from i18n import N_
from pending import Edit, EditState
from problems import Severity
from process import Usage, raise_descriptor_limit, usage
from services import Services

ServerNames = Annotated[list[str] | None, typer.Option("--server", help="Only this computer; may be given again.")]
Cycles = Annotated[int, typer.Option(min=1, help="How many cycles, one after the other.")]


def sync(context: typer.Context, server: ServerNames = None, cycles: Cycles = 1, as_json: AsJson = False) -> None:
    """Read the computers now and take edits along. Ends with 1 if something needs a look; one that is off does not."""
    raise_descriptor_limit()
    with frame_of(context).core(writer=True, tell=False) as core, _ending_on_signals() as stop:
        only = {core.fleet.get(name).id for name in server} if server else None
        services = Services(core)
        services.syncer.restore()
        stop.then(services.syncer.interrupt)
        refused = False
        for _ in range(cycles):
            before = usage()
            report = services.syncer.cycle(stop.event, only=only)
            services.history.flush()
            refused = refused or any(edit.state is EditState.REFUSED for one in report.servers for edit in one.edits)
            if as_json:
                show(_as_json(report, before, usage(), core.settings.language))
            else:
                table([_row(one, core.settings.language) for one in report.servers])
                for edit, status in ((edit, one.status) for one in report.servers for edit in one.edits):
                    print(edit_sentence(core, edit, status).text(core.settings.language))
            if stop.event.is_set():
                break
        view = services.fleet_view()
        # What is only worth knowing is no failure: the status has it.
        told = ((one.name, problem) for one in view.servers for problem in one.problems)
        found = [(name, problem) for name, problem in told if problem.severity is not Severity.INFO]
        if not as_json:
            say_if_empty(core)
            for problem in view.problems:
                say(N_("Needs a look: {what}"), core, what=problem.message.text(core.settings.language))
            for name, problem in found:
                what = problem.message.text(core.settings.language)
                say(N_("Needs a look at {server}: {what}"), core, server=name, what=what)
    if view.problems or found or refused:
        raise typer.Exit(FAILED)


def _row(report: ServerReport, language: str) -> tuple[str, ...]:
    status = report.status
    outcome = status.error.text(language) if status.error else ", ".join(report.changed) or "="
    return report.server.name, f"{status.seconds or 0:.2f} s", outcome


def _as_json(report: CycleReport, before: Usage, after: Usage, language: str) -> dict[str, Any]:
    figures = asdict(after)
    return {
        "started": report.started.isoformat(),
        "seconds": report.seconds,
        **figures,
        "cpu_seconds": round(after.cpu_seconds - before.cpu_seconds, 4),
        "servers": [_server_as_json(one, report, language) for one in report.servers],
    }


def _server_as_json(one: ServerReport, report: CycleReport, language: str) -> dict[str, Any]:
    status = one.status
    done_at = (status.tried_at - report.started).total_seconds() if status.tried_at else None
    return {
        "name": one.server.name,
        "online": status.error is None,
        "seconds": status.seconds,
        "done_at": done_at,
        "stage": status.stage,
        "ms": dict(status.ms),
        "error": status.error.text(language) if status.error else None,
        "code": status.error.code if status.error else None,
        "changed": list(one.changed),
        "edits": [_edit_as_json(edit, language) for edit in one.edits],
    }


def _edit_as_json(edit: Edit, language: str) -> dict[str, str | None]:
    why = restored(edit.why).text(language) if edit.why else None
    return {"id": edit.id, "state": edit.state.value, "why": why}


class _Stop:
    """Set by a signal; then calls what wakes a cycle under way."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._wake: Callable[[], None] = lambda: None

    def then(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def __call__(self, *_: object) -> None:
        self.event.set()
        self._wake()


@contextmanager
def _ending_on_signals() -> Iterator[_Stop]:
    """SIGTERM and SIGINT end the cycle in the middle, with everything that was read so far kept."""
    stop = _Stop()
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
