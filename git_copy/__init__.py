"""A copy of what was used, and of the configuration without secrets, in a Git repository; and putting it back.

docs/git-copy.md is for people.
"""

from __future__ import annotations

from git_copy.content import content_of
from git_copy.copying import Author, Copied, copy
from git_copy.route import Route, route_of
from git_copy.state import CopyState, ToldCopy, in_trouble, load_state, newer, save_state, saved_state, told_copies

__all__ = [
    "Author",
    "Copied",
    "CopyState",
    "Route",
    "ToldCopy",
    "content_of",
    "copy",
    "in_trouble",
    "load_state",
    "newer",
    "route_of",
    "save_state",
    "saved_state",
    "told_copies",
]
