"""The doctor's findings, printed."""

from __future__ import annotations

from collections.abc import Iterable
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
        tell_findings((finding for one in servers for finding in examine(core, one)), as_json=as_json)


def tell_findings(found: Iterable[Finding], *, as_json: bool) -> None:
    """Each as soon as it is found, or all as JSON; ends with 1 if one is not as it should be."""
    findings = []
    for finding in found:
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        show([asdict(finding) for finding in findings])
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


def _print(finding: Finding) -> None:
    """A step in a line, and below it what helps."""
    mark = "✗" if not finding.ok else "·" if finding.cure else "✓"
    print(f"{finding.server}  {mark} {finding.check}: {finding.detail}", flush=True)
    if finding.cure:
        print(f"{finding.server}    → {finding.cure}", flush=True)
