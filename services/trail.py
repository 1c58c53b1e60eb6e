"""Looking back through the audit: page by page, only what is wanted, in words."""

from __future__ import annotations

from typing import Final

from audit import Audit, Entry, Mark
from audit_views import audit_view, is_wanted, says
from core import Core
from views import AuditPage, AuditQuery

PAGE: Final = 30
"""Entries of one page."""
PEOPLE_OF: Final = 2000
"""Newest entries in which people are looked for."""
MOST_PEOPLE: Final = 200


class Trail:
    """Thread-safe; reads the disk. Anybody may add to the audit meanwhile."""

    def __init__(self, core: Core, audit: Audit) -> None:
        self._core = core
        self._audit = audit

    def page(self, query: AuditQuery, before: Mark | None = None) -> AuditPage:
        """The newest entries that are wanted, or those before a mark; none where nothing was found for long."""
        core = self._core
        logins = frozenset(
            (login.server, login.user)
            for child in core.fleet.children()
            if child.name == query.child
            for login in child.users
        )

        def fits(entry: Entry) -> bool:
            if not is_wanted(entry, query, logins):
                return False
            return not query.text or says(audit_view(entry, core), query.text, core.style.language)

        page = self._audit.page(PAGE, before, fits)
        return AuditPage(tuple(audit_view(entry, core) for entry in page.entries), page.older)

    def people(self) -> tuple[str, ...]:
        """Who has changed something lately, by name."""
        found = {entry.who for entry in self._audit.newest(PEOPLE_OF) if entry.who}
        return tuple(sorted(found, key=str.casefold)[:MOST_PEOPLE])
