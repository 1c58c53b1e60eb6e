"""Where a Git repository can be: the addresses that are taken, and what each says about the way there."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final, Literal

from i18n import N_
from settings.values import NotBesideError

LONGEST: Final = 500
LONGEST_BRANCH: Final = 100

WITH_PASSWORD: Final = N_(
    "Leave user name and password out of the address: it would stand in logs and lists. The token has a place of its "
    "own, and so has the user name."
)
PLAIN_HTTP: Final = N_(
    "Without encryption anybody on the way could read the token. Take https://; where it has to be, “insecure” allows "
    "it."
)

_HTTP: Final = re.compile(r"(?P<way>https?)://(?P<authority>[^/?#\s]+)(?P<path>/[^?#\s]+)")
_SSH: Final = re.compile(r"ssh://(?P<authority>[^/?#\s]+)(?P<path>/[^\s]+)")
_SCP: Final = re.compile(r"(?P<authority>[^/:@\s]+@[^/:@\s]+):(?!:)(?P<path>[^-:\s][^\s]*)")
_FILE: Final = re.compile(r"(?:file://)?(?P<path>/.+)")
_AUTHORITY: Final = re.compile(
    r"(?:(?P<user>[^@]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
)
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_BRANCH: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*(?:/[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)*"
)

Way = Literal["https", "http", "ssh", "file"]
PORTS: Final = {"https": 443, "http": 80, "ssh": 22, "file": 0}


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository: its address as git takes it, and what it says."""

    url: str
    way: Way
    host: str = ""
    """Empty for a folder of this machine."""
    port: int = 0
    """Also where the address does not name it; 0 for a folder."""
    path: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether the way there does not leave this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.way == "file"

    @property
    def place(self) -> str:
        """Which server it is, for people; the folder where it is none."""
        usual = self.port == PORTS[self.way]
        return self.path if self.way == "file" else self.host if usual else f"{self.host}:{self.port}"


def remote_of(url: str) -> Remote:
    """What an address says. Raises ValueError for one that is not taken, NotBesideError for one with a password."""
    if len(url) > LONGEST or not url.isprintable() or url.startswith("-") or "::" in url.partition("[")[0]:
        raise ValueError("not the address of a repository")
    for pattern, has_user in ((_HTTP, False), (_SSH, True), (_SCP, True)):
        if found := pattern.fullmatch(url):
            named = found.groupdict().get("way") or "ssh"
            way: Way = "https" if named == "https" else "http" if named == "http" else "ssh"
            return _at_host(url, way, found["authority"], found["path"], has_user=has_user)
    found = _FILE.fullmatch(url)
    if not found:
        raise ValueError("not the address of a repository")
    return Remote(url, "file", path=found["path"])


def _at_host(url: str, way: Way, authority: str, path: str, *, has_user: bool) -> Remote:
    user, at, _ = authority.rpartition("@")
    if at and (":" in user or not has_user):
        raise NotBesideError(WITH_PASSWORD)
    found = _AUTHORITY.fullmatch(authority)
    if not found or (at and not _USER.fullmatch(user)):
        raise ValueError("not a host")
    port = int(found["port"] or PORTS[way])
    if not 1 <= port <= 65535:
        raise ValueError("not a port")
    return Remote(url, way, found["host"].lower(), port, path)


def branch_name(name: str) -> str:
    """The same name, if git takes it for a branch. Raises ValueError."""
    parts = name.split("/")
    if len(name) > LONGEST_BRANCH or not _BRANCH.fullmatch(name) or any(one.endswith(".lock") for one in parts):
        raise ValueError("not a branch")
    if name == "HEAD":
        raise ValueError("not a branch")
    return name
