"""What git's words mean. They are read where git has nothing better: it ends with 128 for whatever it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from errors import (
    GitCopyError,
    GitElsewhere,
    GitHostKeyChanged,
    GitHostKeyUnknown,
    GitHostNotFound,
    GitKeyRefused,
    GitKeyUnreadable,
    GitMayNotWrite,
    GitNoRepository,
    GitNoRoom,
    GitNoRoomThere,
    GitNotTrusted,
    GitOvertaken,
    GitRefused,
    GitTokenMissing,
    GitTokenRefused,
    GitTooLarge,
    GitUnreachable,
)
from git_copy.route import Route
from masking import masked

LONGEST: Final = 300

Rule = tuple[str, Callable[[Route], GitCopyError]]

OWN_RULES: Final[tuple[Rule, ...]] = (
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed",
        lambda route: GitHostKeyChanged(host=route.remote.place, path=route.known_hosts),
    ),
    (
        r"Host key verification failed|No \S+ host key is known",
        lambda route: GitHostKeyUnknown(host=route.remote.place, path=route.known_hosts),
    ),
    (
        (
            r"Load key \S.*(?:incorrect passphrase|error in libcrypto|invalid format|bad permissions)"
            r"|Identity file .* not accessible|UNPROTECTED PRIVATE KEY"
        ),
        lambda route: GitKeyUnreadable(path=route.key_file),
    ),
    (r"Permission denied \(|Too many authentication failures", lambda route: GitKeyRefused(host=route.remote.place)),
    (
        (
            r"Could not resolve host|Name or service not known|nodename nor servname"
            r"|Temporary failure in name resolution|No address associated"
        ),
        lambda route: GitHostNotFound(host=route.remote.host),
    ),
    (
        (
            r"SSL certificate problem|certificate verify failed|server certificate verification failed"
            r"|no alternative certificate subject name|certificate subject name|error setting certificate"
        ),
        lambda route: GitNotTrusted(host=route.remote.place),
    ),
)
"""What git and ssh say here: a server could say the same in its lines, and tell people to distrust a good key."""

RULES: Final[tuple[Rule, ...]] = (
    (r"could not read (?:Username|Password)", lambda route: GitTokenMissing(host=route.remote.place)),
    (r"Authentication failed|returned error: 401|HTTP 401", lambda route: GitTokenRefused(host=route.remote.place)),
    (r"returned error: 30[1-8]|HTTP 30[1-8]", lambda route: GitElsewhere(host=route.remote.place)),
    (
        (
            r"returned error: 403|HTTP 403|[Ww]rite access to repository not granted|marked as read only"
            r"|[Rr]ead-only|not allowed to push|protected branch|insufficient permission"
            r"|unable to create temporary object directory|unable to (?:create|write).*Permission"
            r"|Permission to \S+ denied"
        ),
        lambda route: GitMayNotWrite(place=route.remote.place),
    ),
    (
        (
            r"does not appear to be a git repository|repository .*not found|Repository not found|returned error: 404"
            r"|HTTP 404|not valid: is this a git repository|not a git repository"
        ),
        lambda route: GitNoRepository(place=_whole(route)),
    ),
    (r"(?m)^remote: .*(?:No space left|quota exceeded)", lambda route: GitNoRoomThere(place=route.remote.place)),
    (
        (
            r"(?m)^\s*!.*\((?:fetch first|non-fast-forward|stale info|failed to (?:lock|update ref)|incorrect old value"
            r"|cannot lock ref|reference already exists)"
        ),
        lambda route: GitOvertaken(branch=route.branch),
    ),
    (r"No space left on device|Out of diskspace|Disk quota exceeded", lambda _: GitNoRoom()),
    (
        r"died of signal 25|[Oo]ut of memory|mmap failed|cannot allocate memory",
        lambda route: GitTooLarge(place=route.remote.place),
    ),
    (
        (
            r"Connection refused|Connection timed out|No route to host|Failed to connect|Network is unreachable"
            r"|Couldn't connect|Connection reset|Connection closed by|Operation timed out|too slow|Recv failure"
            r"|Empty reply"
        ),
        lambda route: GitUnreachable(host=route.remote.place),
    ),
)
"""The first that fits: special ones stand before those that could be about many things."""


def verdict(said: str, route: Route) -> GitCopyError:
    """The error that git's words stand for."""
    own = "\n".join(line for line in said.splitlines() if not line.lstrip().startswith("remote:"))
    for rules, text in ((OWN_RULES, own), (RULES, said)):
        for pattern, error in rules:
            if re.search(pattern, text):
                return error(route)
    return GitRefused(place=_whole(route), said=harmless(said, route))


def harmless(said: str, route: Route) -> str:
    """Words of others as they may be shown: the last lines in one, cut off, and without the token in any form."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    text = " ".join(line for line in lines if not line.startswith(("hint:", "To ", "Done"))) or "?"
    text = masked(text, route.token)
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= LONGEST else f"…{text[-LONGEST:]}"


def _whole(route: Route) -> str:
    """Server and path."""
    remote = route.remote
    return remote.place if remote.way == "file" else f"{remote.place}/{remote.path.lstrip('/')}"
