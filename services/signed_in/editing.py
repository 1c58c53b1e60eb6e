"""Edits in the name of whoever is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from accounts import Access, Account
from editing import Accepted, Asked, Plan, Today
from editing.scopes import SCOPE_OF
from pending import Edit
from services import Services
from services.signed_in.needs import need_all, need_for
from timekpr_rules import Doubt, Grant
from tokens import Scope


class SignedInEditing:
    """See editing.Editing; raises SignedOut and NotAllowed besides."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._editing = services.editing
        self._access = access

    def grant(self, server: str, user: str, grant: Grant, asked: Asked) -> Accepted:
        """Give or take time of today."""
        return self._editing.grant(server, user, grant, self._asked(Scope.GRANT, server, user, asked))

    def doubts_about(self, server: str, user: str, grant: Grant) -> tuple[Doubt, ...]:
        """What may keep a grant from doing what it is for."""
        self._need(Scope.READ, server, user)
        return self._editing.doubts_about(server, user, grant)

    def today(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change hours or limits for today alone."""
        return self._editing.today(server, user, changes, self._asked(Scope.GRANT, server, user, asked))

    def config(
        self, server: str, user: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a user's rules for good."""
        return self._editing.config(server, user, changes, self._asked(Scope.EDIT, server, user, asked), seen=seen)

    def lock(self, server: str, user: str, asked: Asked) -> Accepted:
        """No more today."""
        return self._editing.lock(server, user, self._asked(Scope.GRANT, server, user, asked))

    def unlock(self, server: str, user: str, asked: Asked) -> Accepted:
        """Open again what a lock has closed."""
        return self._editing.unlock(server, user, self._asked(Scope.GRANT, server, user, asked))

    def revert(self, server: str, user: str, number: int, asked: Asked) -> Accepted:
        """Go back to an earlier version of a user's rules."""
        return self._editing.revert(server, user, number, self._asked(Scope.EDIT, server, user, asked))

    def of_today(self, server: str, user: str) -> Today | None:
        """What the rules say of today."""
        self._need(Scope.READ, server, user)
        return self._editing.of_today(server, user)

    def plan_limit(self, server: str, user: str, seconds: int) -> Plan | None:
        """What another limit of today would come to."""
        self._need(Scope.READ, server, user)
        return self._editing.plan_limit(server, user, seconds)

    def plan_open_until(self, server: str, user: str, minute: int) -> Plan | None:
        """What it would come to if it were open from now until a minute of today."""
        self._need(Scope.READ, server, user)
        return self._editing.plan_open_until(server, user, minute)

    def main(
        self, server: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a server's timekpr.conf."""
        account = self._access.need(Scope.ADMIN)
        return self._editing.main(server, changes, replace(asked, who=account.name), seen=seen)

    def decide(self, edit_id: str, ask: str) -> Edit:
        """Do what was decided about an edit."""
        self._access.account()  # first of all: whoever is signed out learns nothing, not even which edits there are
        account = self._need_of(self._services.queue.get(edit_id))
        return self._editing.decide(edit_id, ask, account.name)

    def retry(self, edit_id: str, asked: Asked) -> Edit:
        """Try again an edit that has ended."""
        self._access.account()
        account = self._need_of(self._services.queue.get(edit_id))
        return self._editing.retry(edit_id, replace(asked, who=account.name))

    # --- helpers ---

    def _asked(self, scope: Scope, server: str, user: str, asked: Asked) -> Asked:
        return replace(asked, who=self._need(scope, server, user).name)

    def _need(self, scope: Scope, server: str, user: str) -> Account:
        return need_for(self._services.core, self._access, scope, server, user)

    def _need_of(self, edit: Edit) -> Account:
        scope = SCOPE_OF[edit.kind]
        return self._need(scope, edit.server, edit.user) if edit.user else need_all(self._access, scope)
