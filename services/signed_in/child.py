"""What the page of a child needs, for whoever is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from accounts import Access
from child_log import LogLine
from day_views import DayView
from editing import Asked
from rules_views import RulesView
from services import Services
from services.signed_in.needs import need_for
from tokens import Scope


class SignedInChild:
    """A part of :class:`services.signed_in.SignedIn`."""

    _services: Services
    _access: Access

    def rules(self, server_id: str, user: str) -> RulesView:
        """A user's rules as they will be, to be edited."""
        need_for(self._services.core, self._access, Scope.READ, server_id, user)
        return self._services.rules(server_id, user)

    def day(self, server_id: str, user: str) -> DayView:
        """A user's today."""
        need_for(self._services.core, self._access, Scope.READ, server_id, user)
        return self._services.day(server_id, user)

    def log(self, logins: Sequence[tuple[str, str]], most: int) -> tuple[LogLine, ...]:
        """What was changed for these logins."""
        for server_id, user in logins:
            need_for(self._services.core, self._access, Scope.READ, server_id, user)
        self._access.need(Scope.READ)
        return self._services.log(logins, most)

    def try_masks(self, masks: Sequence[str], text: str, *, by_command_line: bool) -> list[tuple[str, list[int]]]:
        """For each program in a text the masks that mean it. It starts a process, so it is not for those who look."""
        self._access.need(Scope.EDIT)
        return self._services.try_masks(masks, text, by_command_line=by_command_line)

    def make_child(self, name: str, server_id: str, user: str, *, asked: Asked) -> str:
        """Take in a child whose login this is; its id."""
        return self._services.make_child(name, server_id, user, asked=self._admin(asked))

    def update_child(self, child_id: str, *, asked: Asked, **changes: object) -> None:
        """Change a child's name or colour."""
        self._services.update_child(child_id, asked=self._admin(asked), **changes)

    def remove_child(self, child_id: str, *, asked: Asked) -> None:
        """Let a child go."""
        self._services.remove_child(child_id, asked=self._admin(asked))

    def assign(self, child_id: str, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a login be this child's."""
        self._services.assign(child_id, server_id, user, asked=self._admin(asked))

    def unassign(self, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a login be no child's."""
        self._services.unassign(server_id, user, asked=self._admin(asked))

    def _admin(self, asked: Asked, *, fresh: bool = False) -> Asked:
        return replace(asked, who=self._access.need(Scope.ADMIN, fresh=fresh).name)
