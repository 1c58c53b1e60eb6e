"""The copy to Git as pages and commands show it: its settings but the token, and how it stands."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from i18n import Message
from settings import GitCopySettings

GIT: Final = "git_copy."
"""What the keys of these settings begin with."""
GIT_KEYS: Final = tuple(f"{GIT}{name}" for name in GitCopySettings.model_fields)
GIT_COPY_FAILED: Final = "git_copy_failed"
"""Code of the Problem: nothing has been copied for a while."""
SHORT: Final = 8
"""Characters of a commit that are shown."""


@dataclass(frozen=True, slots=True)
class GitSettingsView:
    """As settings.GitCopySettings has them. ``fixed``: the keys, such as ``git_copy.at``, that the environment sets."""

    enabled: bool
    remote: str
    branch: str
    insecure: bool
    username: str
    has_token: bool
    token_file: str
    ca_cert: str
    ssh_key_file: str
    known_hosts_file: str
    at: str
    author_name: str
    author_email: str
    fixed: tuple[str, ...]


def git_settings_view(settings: GitCopySettings, set_by_environment: AbstractSet[str]) -> GitSettingsView:
    """What is in force, and which of it the environment has fixed."""
    return GitSettingsView(
        **settings.model_dump(exclude={"token"}),
        has_token=bool(settings.token.get_secret_value()),
        fixed=tuple(key for key in GIT_KEYS if key in set_by_environment),
    )


@dataclass(frozen=True, slots=True)
class GitCopyView:
    """How the copy stands; moments are UTC."""

    is_on: bool
    place: str
    """Server or folder; empty if none is entered."""
    commit: str
    """Where the branch stood after our last copy, shortened; empty if there was none yet."""
    pushed: datetime | None
    """When there was something new last."""
    done: datetime | None
    """When it was last seen to that everything is there."""
    error: Message | None
    """Why the last try did not work."""
    failing_since: datetime | None
    next: datetime | None
    """When it is done by itself again; None if it is not."""
    is_running: bool
