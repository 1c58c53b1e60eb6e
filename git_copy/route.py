"""The way to a repository: what of the settings is needed there, with the secrets read from their files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from errors import GitCopyOff, GitFileUnreadable
from own_key import PRIVATE
from settings import GitCopySettings, NoSecretError, Remote, read_password

KNOWN_HOSTS: Final = "~/.ssh/known_hosts"


@dataclass(frozen=True, slots=True)
class Route:
    """Where to, and with what."""

    remote: Remote
    branch: str
    username: str = ""
    token: str = field(default="", repr=False)
    ca_cert: str = ""
    key_file: str = ""
    known_hosts: str = KNOWN_HOSTS

    @property
    def ref(self) -> str:
        """The branch as git has it."""
        return f"refs/heads/{self.branch}"

    @property
    def target(self) -> str:
        """What a copy that has arrived is known by."""
        return f"{self.remote.url} {self.branch}"


def route_of(settings: GitCopySettings, data: Path) -> Route:
    """The way there; ``data`` is the data directory, whose key is used if no other is set.

    Raises GitCopyOff, GitFileUnreadable.
    """
    remote = settings.place
    if remote is None:
        raise GitCopyOff
    goes_by_http = remote.way in {"https", "http"}
    return Route(
        remote=remote,
        branch=settings.branch,
        username=settings.username or "git",
        token=_token(settings) if goes_by_http else "",
        ca_cert=settings.ca_cert,
        key_file=settings.ssh_key_file or str(data.joinpath(*PRIVATE)),
        known_hosts=settings.known_hosts_file or KNOWN_HOSTS,
    )


def _token(settings: GitCopySettings) -> str:
    if not settings.token_file:
        return settings.token.get_secret_value()
    try:
        return read_password(settings.token_file)
    except NoSecretError as error:
        raise GitFileUnreadable(key="git_copy.token_file", path=settings.token_file, why=error.why) from error
