"""What stands for the audit, the doctor and the cycles in the tests of the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from audit import Mark
from audit_views import KINDS
from doctor import Finding
from errors import MngrError
from i18n import Message
from views import AuditPage, AuditQuery, AuditView, CycleView

AT = datetime(2026, 11, 21, 12, 31, tzinfo=UTC)
PAGE = 30


def entry(number: int = 0, **changes: object) -> AuditView:
    """Half an hour for Ben, confirmed."""
    view = AuditView(
        at=AT,
        what=(Message("30 min more"),),
        result=Message("confirmed"),
        tone="good",
        server="PC-Ben",
        user="ben",
        child="Ben",
        who="Tina",
        through=Message("on the page"),
        origin="192.168.1.20",
        reason=f"number {number}",
        why=Message(""),
    )
    return replace(view, **changes)


def cycle(minute: int = 0, **changes: object) -> CycleView:
    """A cycle that went well."""
    stages = ((Message("connecting"), 12.0), (Message("signing in"), 140.4), (Message("reading files"), 1600.0))
    view = CycleView(AT.replace(minute=minute), 1.75, stages, error=None, stopped_in=None, edits=0)
    return replace(view, **changes)


class FakeAudit:
    """Entries, the newest first; remembers what was looked for."""

    def __init__(self) -> None:
        self.entries: tuple[AuditView, ...] = ()
        self.queries: list[AuditQuery] = []
        self.names: tuple[str, ...] = ("Papa", "Tina")
        self.most_looked = 10_000

    def page(self, query: AuditQuery, before: Mark | None) -> AuditPage:
        self.queries.append(query)
        oldest_first = self.entries[::-1]
        end = len(oldest_first) if before is None else before.end
        found: list[AuditView] = []
        for place in range(end - 1, max(end - self.most_looked, 0) - 1, -1):
            if self._fits(oldest_first[place], query):
                found.append(oldest_first[place])
            if len(found) == PAGE:
                break
        else:
            place = max(end - self.most_looked, 0)
        return AuditPage(tuple(found), Mark("2026-11.jsonl", place) if place else None)

    def people(self) -> tuple[str, ...]:
        return self.names

    def _fits(self, one: AuditView, query: AuditQuery) -> bool:
        said = f"{one.reason} {one.what[0].text()} {one.who}".casefold()
        wanted = ((query.who, one.who), (query.child, one.child), (query.server, one.server.lower()))
        assert query.kind in {"", *KINDS}
        return query.text.casefold() in said and all(not value or value == found for value, found in wanted)


class FakeExamination:
    """A visit of the doctor that goes on as the test wants."""

    def __init__(self, *findings: Finding, is_over: bool = False, error: MngrError | None = None) -> None:
        self.findings = findings
        self.is_over = is_over
        self.error = error
        self.is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True
