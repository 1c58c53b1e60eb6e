"""The doctor: what works on the way to a computer, step by step, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from commands.frame import FAILED, AsJson, frame_of, show
from i18n import N_, Message, translate
from own_key import the_key
from probe import look_at
from problems import Severity
from servers import Server
from core import Core
from ssh_client.dispatch import Outcome
from ssh_client.files import RemoteFile
from ssh_client.pull import Pulled
from state import CLOCK_OFF_SECONDS
from timekpr_rules import Finding as Oddity
from timekpr_rules import read_main_config, read_time_file, read_user_config

STEPS = {
    "connect": N_("Network"),
    "key_exchange": N_("Host key"),
    "auth": N_("Our key"),
    "read": N_("Timekpr's files"),
}
"""The steps on the way, in order, by the stage in which each can fail."""

STAGE_OF = {"queued": "connect", "resolve": "connect", "banner": "connect", "waiting": "connect", "channel": "read"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    server: str
    check: str
    ok: bool
    detail: str


def doctor(
    context: typer.Context,
    server: Annotated[str | None, typer.Argument(metavar="[SERVER]", help="Only this computer.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find out what works between here and the computers. Ends with 1 if something does not."""
    with frame_of(context).core(writer=False) as core:
        servers = [core.fleet.get(server)] if server else core.fleet.servers()
        findings = [finding for one in servers for finding in examine(core, one)]
        if as_json:
            show([asdict(finding) for finding in findings])
        else:
            for finding in findings:
                print(f"{finding.server}  {'✓' if finding.ok else '✗'} {finding.check}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


def examine(core: Core, server: Server) -> Iterator[Finding]:
    """Look at one computer, from the network to the content of its files."""
    key = the_key(core.store)
    language = core.settings.language
    if key is None:
        text = translate(N_("There is no key yet: run “key show” and add its line to authorized_keys."), language)
        yield Finding(server.name, translate(STEPS["auth"], language), ok=False, detail=text)
        return
    outcome = look_at(server, key, core.known_hosts.get(server.host, server.port), core.clock)
    failed_at = STAGE_OF.get(outcome.stage, outcome.stage)
    for stage, name in STEPS.items():
        failed = outcome.error is not None and stage == failed_at
        detail = outcome.error.text(language) if failed and outcome.error else _took(outcome, stage)
        yield Finding(server.name, translate(name, language), ok=not failed, detail=detail)
        if failed:
            return
    if outcome.value is not None:
        yield from _content(server, outcome.value, language)


def _took(outcome: Outcome[Pulled], stage: str) -> str:
    return f"{outcome.ms.get(stage, 0.0):.0f} ms"


def _content(server: Server, pulled: Pulled, language: str) -> Iterator[Finding]:
    yield _clock(server, pulled, language)
    users = ", ".join(pulled.found) or "-"
    yield Finding(server.name, translate(N_("Users that Timekpr has there"), language), bool(pulled.found), users)
    yield _file(server, "timekpr.conf", read_main_config(pulled.main.data).findings, language)
    for user, files in pulled.users.items():
        for file, read in ((files.config, read_user_config), (files.time, read_time_file)):
            if isinstance(file, RemoteFile):
                name = file.path.rpartition("/")[2]
                yield _file(server, name, read(file.data, user).findings, language)
            else:
                yield Finding(server.name, user, ok=False, detail=file.text(language))


def _clock(server: Server, pulled: Pulled, language: str) -> Finding:
    name = translate(N_("Clock"), language)
    if pulled.clock is None:
        detail = translate(N_("The account may not run “date”; the zone is taken from Timekpr's files."), language)
        return Finding(server.name, name, ok=True, detail=detail)
    ahead, zone = pulled.clock.ahead, pulled.clock.zone or f"UTC{pulled.clock.utc_offset / 3600:+g}"
    template = (
        N_("{seconds} s ahead of ours, zone {zone}") if ahead >= 0 else N_("{seconds} s behind ours, zone {zone}")
    )
    detail = Message(template, {"seconds": abs(ahead), "zone": zone}).text(language)
    return Finding(server.name, name, abs(ahead) <= CLOCK_OFF_SECONDS, detail)


def _file(server: Server, name: str, oddities: tuple[Oddity, ...], language: str) -> Finding:
    if not oddities:
        return Finding(server.name, name, ok=True, detail=translate(N_("in order"), language))
    detail = " ".join(oddity.message.text(language) for oddity in oddities)
    return Finding(server.name, name, ok=all(one.severity is not Severity.DANGER for one in oddities), detail=detail)
