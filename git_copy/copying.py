"""Bringing a copy into the repository: on top of what is there, and only where something is new.

Each time in a new repository that is thrown away, with the newest commit of the branch and nothing before it. So a kill
and a power cut leave nothing that could be broken, and nothing grows here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clock import Clock
from errors import GitOvertaken, GitRefused
from git_copy.folder import show
from git_copy.program import SECONDS, Git
from git_copy.route import Route
from git_copy.state import CopyState
from storage.scratch import scratch

TRIES: Final = 4
"""How often it begins again because somebody else was quicker."""
PUSH: Final = ("--no-verify", "--no-follow-tags", "--no-recurse-submodules")
TIP: Final = "refs/copy/tip"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Author:
    """Who has made the commits."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the branch stands now; whether that is new."""

    commit: str
    digest: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What the next commit is to have: our files by their paths, and none any more at the paths in ``gone``."""

    content: Mapping[str, bytes]
    gone: Sequence[str]
    author: Author


def copy(
    root: Path,
    route: Route,
    content: Mapping[str, bytes],
    *,
    before: CopyState,
    author: Author,
    clock: Clock,
    seconds: float = SECONDS,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Copied:
    """See to it that the repository has this content; ``root`` is the data directory.

    ``before`` is what is remembered of this or another repository. Raises GitCopyError, NotSaved, GoingDown.
    """
    digest = digest_of(content)
    known = before if before.target == route.target else CopyState()
    change = Change(content, [path for path in known.paths if path not in content], author)
    with scratch(root) as folder:
        git = Git(folder, route, clock, seconds, is_wanted)
        begin(git)
        for number in range(TRIES):
            tip = tip_of(git)
            if tip and tip == known.commit and digest == known.digest:
                return Copied(tip, digest, is_new=False)
            if tip:
                tip = fetch(git)
            commit = _commit(git, f"refs/copy/{number}", tip, change)
            if tip and _tree(git, tip) == _tree(git, commit):
                return Copied(tip, digest, is_new=False)
            try:
                git("push", *PUSH, "--", git.remote, f"{commit}:{route.ref}")
            except GitOvertaken:
                continue
            return Copied(commit, digest, is_new=True)
    raise GitOvertaken(branch=route.branch)


def may_write(git: Git, author: Author) -> None:
    """Find out whether we may write, and write nothing. Raises GitCopyError where we may not."""
    commit = _commit(git, "refs/copy/try", "", Change({}, (), author))
    git("push", *PUSH, "--dry-run", "--", git.remote, f"{commit}:refs/heads/timekpr-mngr-try")


def begin(git: Git) -> None:
    """Make an empty repository for one use, and find the way to the other one. Raises GitCopyError."""
    git("init", "--quiet", "--bare", "--template=", "--initial-branch=unused", "--", str(git.folder / "repository"))
    if git.route.remote.way == "file":
        show(git)


def tip_of(git: Git) -> str:
    """Where the branch stands in the repository; empty if there is no such branch yet."""
    listed = git("ls-remote", "--quiet", "--", git.remote, git.route.ref)
    for line in listed.decode(errors="replace").split("\n"):
        commit, _, name = line.partition("\t")
        if name == git.route.ref:
            if not _COMMIT.fullmatch(commit):
                raise GitRefused(place=git.route.remote.place, said=f"{commit[:80]}: not SHA-1")
            return commit
    return ""


def fetch(git: Git) -> str:
    """Take the newest commit of the branch, with nothing before it; which it is."""
    spec = f"+{git.route.ref}:{TIP}"
    git("fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--", git.remote, spec)
    return _resolved(git, f"{TIP}^{{commit}}")


def digest_of(content: Mapping[str, bytes]) -> str:
    """By which it is seen whether two contents are the same."""
    digest = hashlib.sha256()
    for path, data in sorted(content.items()):
        digest.update(f"{path}\n{len(data)}\n".encode() + data)
    return digest.hexdigest()


def _commit(git: Git, ref: str, tip: str, change: Change) -> str:
    """Make a commit on top of ``tip``, in which our files are as they are now, and all others as they were."""
    now, author = git.clock.now(), change.author
    seconds, said = int(now.timestamp()), f"As of {now.astimezone():%Y-%m-%d %H:%M %z}\n".encode()
    stream = bytearray(f"feature done\ncommit {ref}\n".encode())
    stream += f"committer {author.name} <{author.email}> {seconds} +0000\n".encode()
    stream += b"data %d\n%b" % (len(said), said)
    if tip:
        stream += f"from {tip}\n".encode()
    for path in change.gone:
        stream += f"D {path}\n".encode()
    for path, data in sorted(change.content.items()):
        stream += f"M 100644 inline {path}\n".encode() + b"data %d\n%b\n" % (len(data), data)
    stream += b"\ndone\n"
    git("fast-import", "--quiet", "--done", given=bytes(stream))
    return _resolved(git, f"{ref}^{{commit}}")


def _tree(git: Git, commit: str) -> str:
    return _resolved(git, f"{commit}^{{tree}}")


def _resolved(git: Git, name: str) -> str:
    return git("rev-parse", "--verify", "--quiet", "--end-of-options", name).decode().strip()
