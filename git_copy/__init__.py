"""A copy of what was used, and of the configuration without secrets, in a Git repository; and putting it back.

docs/git-copy.md is for people.
"""

from __future__ import annotations

from git_copy.content import content_of
from git_copy.copying import Author, Copied, copy
from git_copy.route import Route, route_of
from git_copy.state import CopyState, in_trouble, load_state, save_state

__all__ = [
    "Author",
    "Copied",
    "CopyState",
    "Route",
    "content_of",
    "copy",
    "in_trouble",
    "load_state",
    "route_of",
    "save_state",
]
