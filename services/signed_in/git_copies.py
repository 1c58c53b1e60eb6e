"""The copy to Git, as somebody has it who is signed in: it is about everybody, so it is for admins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from accounts import Access
from editing import Asked
from git_copy_views import GIT, GitCopyView, GitSettingsView
from services import Services
from services.examination import Examination
from services.signed_in.needs import need_to_set
from tokens import Scope


class SignedInGitCopies:
    """See services.git_copies.GitCopies; raises SignedOut, NotAllowed, PasswordNeeded besides."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access

    def view(self) -> GitCopyView:
        """How it stands."""
        self._access.need(Scope.ADMIN)
        return self._services.git_copies.view()

    def settings_view(self) -> GitSettingsView:
        """Its settings."""
        self._access.need(Scope.ADMIN)
        return self._services.house.git_view()

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of the settings, all or none."""
        settings = {f"{GIT}{name}": value for name, value in changes.items()}
        who = need_to_set(self._services, self._access, settings).name
        self._services.house.change(replace(asked, who=who), **settings)

    def begin_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Try the way there with some changes that are not saved."""
        return self._services.connection_trials.git(changes, self._admin(asked, fresh=True))

    def push_now(self, asked: Asked) -> GitCopyView:
        """Make a copy at once."""
        return self._services.git_copies.push_now(self._admin(asked))

    def _admin(self, asked: Asked, *, fresh: bool = False) -> Asked:
        return replace(asked, who=self._access.need(Scope.ADMIN, fresh=fresh).name)
