"""A repository in a folder, used without doing what its settings say.

Over a network the other side runs git. In a folder we do, and git runs what a repository names: hooks, filters,
programs that list references. Whoever may write to a NAS could so run programs under our account, which has the key to
all computers. So git is shown a repository of our own, of which only objects and references are those of the folder.
"""

from __future__ import annotations

import os
import re
import shutil
from itertools import islice
from pathlib import Path
from typing import Final

from errors import GitFolderLink, GitNoRepository, GitRefused, GitTooSlow
from git_copy.program import Git
from git_copy.verdict import verdict
from patience import Look

SHARED: Final = ("objects", "refs", "packed-refs", "shallow")
"""What is that of the folder, also if it comes into being while we are at it: somebody may tidy up there. Nothing that
we run writes a new ``packed-refs``: only tidying up does."""
WHOLE: Final = ("HEAD", "config")
"""What is read of the folder besides."""
MOST_LOOKED_AT: Final = 10_000
"""Entries of a folder: git has 258 in objects/ and a handful in most others."""
SETTINGS: Final = {"gc.auto": "0", "maintenance.auto": "false", "receive.autogc": "false"}
"""Those that git heeds when it takes a copy in; what is given with a command does not get so far."""
_SHARES: Final = re.compile(r"umask|group|all|world|everybody|true|false|0?[0-7]{3}|[0-2]")
_FORMATS: Final = {"extensions.objectformat": "sha1", "extensions.refstorage": "files"}
"""What is the usual format of a repository anyway; another one is refused, whatever it means."""


_LOOK: Final[Look[bool | str | None]] = Look()


def show(git: Git) -> None:
    """Put a repository where git looks for the folder's, with its objects and references. Raises GitCopyError."""
    path = Path(git.route.remote.path)
    try:
        has_settings = _LOOK.at(str(path), lambda: _find(path))
    except TimeoutError:
        raise GitTooSlow(place=str(path), seconds=int(Look.LONGEST)) from None
    except OSError as error:
        raise verdict(str(error), git.route) from error
    if has_settings is None:
        raise GitNoRepository(place=str(path))
    if isinstance(has_settings, str):
        raise GitFolderLink(place=str(path / has_settings))
    settings = SETTINGS | (_settings(git, path) if has_settings else {})
    there = git.there
    git(f"--git-dir={there}", "init", "--quiet", "--bare", "--template=", "--initial-branch=unused")
    for key, value in settings.items():
        git("config", "--file", str(there / "config"), key, value)
    for name in SHARED:
        if (there / name).is_dir():
            shutil.rmtree(there / name)
        (there / name).symlink_to(path / name)


def _find(path: Path) -> bool | str | None:
    """Whether a repository has settings; None if there is none (``git init --bare``), or what in it is a link.

    Git would follow a link: name a line of whatever file we may read, write wherever we may. Raises OSError.
    """
    for name in (*WHOLE, *SHARED):
        if (path / name).is_symlink():
            return name
    if not (path / "HEAD").is_file() or not all((path / name).is_dir() for name in SHARED[:2]):
        return None
    for name in ("objects", "refs", "refs/heads", "objects/info", "objects/pack"):
        if link := _link_in(path, name):
            return link
    return (path / "config").exists()


def _link_in(path: Path, name: str) -> str:
    """The first link that lies directly in a folder of a repository; empty if there is none."""
    try:
        with os.scandir(path / name) as entries:
            return next((f"{name}/{one.name}" for one in islice(entries, MOST_LOOKED_AT) if one.is_symlink()), "")
    except FileNotFoundError:
        return ""


def _settings(git: Git, path: Path) -> dict[str, str]:
    """Those that say what the files have to be like. Raises GitRefused for a format that is not the usual one.

    Files that somebody works with would not become those of a new commit.
    """
    listed = git("config", "--file", str(path / "config"), "--no-includes", "--null", "--list")
    found = {}
    for entry in listed.decode(errors="replace").split("\0"):
        key, _, value = entry.partition("\n")
        if (key.startswith("extensions.") and _FORMATS.get(key) != value) or (key, value) == ("core.bare", "false"):
            raise GitRefused(place=str(path), said=f"{key} = {value}"[:80])
        if key == "core.sharedrepository" and _SHARES.fullmatch(value):
            found[key] = value
    return found
