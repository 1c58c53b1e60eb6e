"""The name of a child, leading to the child's own page."""

from __future__ import annotations

from urllib.parse import quote

from nicegui import ui


def child_path(key: str) -> str:
    """The address of the page of a child, by the key of its view."""
    return f"/child/{quote(key, safe='~')}"


def child_link(name: str, key: str, classes: str = "") -> ui.link:
    """A name to tap; it opens without loading the page anew."""
    return ui.link(name, child_path(key)).classes(f"child-link {classes}", remove="nicegui-link").mark("who")
