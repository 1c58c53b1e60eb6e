"""A copy to Git that is played: what was asked of it, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from editing import Asked
from git_copy_views import GitCopyView, GitSettingsView, git_settings_view
from settings import GitCopySettings, Settings
from tests.ui.technical import FakeExamination

NIGHT = datetime(2026, 11, 21, 3, 10, tzinfo=UTC)
REMOTE = "https://git.example.org/anna/times.git"


class FakeGitCopies:
    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        self.settings = GitCopySettings(remote=REMOTE, token=SecretStr("otters"), enabled=True)
        self.fixed: frozenset[str] = frozenset()
        self.examination = FakeExamination()
        self.now = GitCopyView(
            is_on=True, place="git.example.org", commit="879eb629", pushed=NIGHT, done=NIGHT, error=None,
            failing_since=None, next=NIGHT + timedelta(days=1), is_running=False,
        )  # fmt: skip

    def view(self) -> GitCopyView:
        return self.now

    def settings_view(self) -> GitSettingsView:
        return git_settings_view(self.settings, self.fixed)

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        self._ask("change_git", dict(changes))
        self.settings = self._changed(changes)

    def begin_test(self, changes: Mapping[str, object], asked: Asked) -> FakeExamination:
        self._ask("begin_git_test", dict(changes))
        self._changed(changes)
        return self.examination

    def push_now(self, asked: Asked) -> GitCopyView:
        self._ask("push_now")
        self.now = replace(self.now, commit="1a2b3c4d", done=NIGHT + timedelta(hours=9), error=None, failing_since=None)
        return self.now

    def _changed(self, changes: Mapping[str, object]) -> GitCopySettings:
        return (
            Settings(git_copy=self.settings)
            .changed(**{f"git_copy.{key}": one for key, one in changes.items()})
            .git_copy
        )
