"""The doctor's findings, printed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from commands.frame import FAILED, AsJson, frame_of, show
from doctor import Finding, examine


def doctor(
    context: typer.Context,
    server: Annotated[str | None, typer.Argument(metavar="[SERVER]", help="Only this computer.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find out what works between here and the computers, and what helps. Ends with 1 if something does not."""
    with frame_of(context).core(writer=False) as core:
        servers = [core.fleet.get(server)] if server else core.fleet.servers()
        findings = []
        for finding in (finding for one in servers for finding in examine(core, one)):
            findings.append(finding)
            if not as_json:
                print_finding(finding)
        if as_json:
            show([asdict(finding) for finding in findings])
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


def print_finding(finding: Finding) -> None:
    """A step in a line, and below it what helps."""
    mark = "✗" if not finding.ok else "·" if finding.cure else "✓"
    print(f"{finding.server}  {mark} {finding.check}: {finding.detail}", flush=True)
    if finding.cure:
        print(f"{finding.server}    → {finding.cure}", flush=True)
