"""Edits as the commands print them: in words, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from core import Core
from edit_views import edit_view
from i18n import N_, FieldValue, Message
from pending import Edit, EditKind, EditState
from plain import Plain
from state import ServerStatus
from views import EditView, VersionView


def whom(core: Core, edit: Edit) -> Message:
    """Who an edit is for."""
    return place(core, edit.server, edit.user)


def place(core: Core, server_id: str, user: str) -> Message:
    """A user or a computer: "anna on PC-Anna", "PC-Anna"; by its id if it is none of ours any more."""
    server = core.fleet.find(server_id)
    said = {"user": user, "server": server.name if server else server_id}
    return Message(N_("{user} on {server}"), said) if user else Message(N_("{server}"), said)


def what(words: Iterable[Message], language: str) -> str:
    """What it does, in one line."""
    return " · ".join(one.text(language).rstrip(".") for one in words)


def line(edit: Edit, view: EditView) -> Message:
    """Where it is. Nobody knows here whether a program runs that sends it."""
    waits = edit.state is EditState.QUEUED and edit.kind is not EditKind.RETURN
    return Message(N_("waits")) if waits else view.line


def edit_sentence(core: Core, edit: Edit, status: ServerStatus) -> Message:
    """One edit in one line, with where it is and why."""
    view = edit_view(edit, status, core.style)
    said: dict[str, FieldValue] = {
        "whom": whom(core, edit),
        "what": what(view.words, core.style.language),
        "id": edit.id,
        "line": line(edit, view),
    }
    if view.why is not None:
        return Message(N_("{whom}: {what} ({id}): {line}. {why}"), {**said, "why": view.why})
    return Message(N_("{whom}: {what} ({id}): {line}."), said)


def edit_json(core: Core, edit: Edit, status: ServerStatus) -> object:
    """One edit with all that a script may want to know: what a page shows of it, and its values."""
    view = edit_view(edit, status, core.style)
    server = core.fleet.find(edit.server)
    values = {
        "server": server.name if server else edit.server,
        "line": line(edit, view),
        "through": edit.through.value,
        "day": edit.day,
        "operation": edit.operation,
        "seconds": edit.seconds,
        "playtime": edit.playtime,
        "changes": [part.model_dump() for part in edit.changes],
    }
    return Plain(core.style.language)(shallow(view) | values)


def shallow(view: EditView | VersionView) -> dict[str, Any]:
    """The fields of a view, so that others can be put beside them."""
    return {one.name: getattr(view, one.name) for one in fields(view)}
