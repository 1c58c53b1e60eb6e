"""Asking for a change on the command line: the data are opened here, beside a running program or without one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import typer

from audit import Audit
from commands.frame import frame_of, say, show, status_of
from commands.said import edit_json, edit_sentence, what, whom
from core import Core
from edit_views import edit_words
from editing import Accepted, Asked, Editing
from i18n import N_
from pending import Edit, Edits, EditState, Queue, Through, Visitor
from plain import Plain
from revisions import Revisions
from state import ServerStatus

Reason = Annotated[str, typer.Option(help="Why; kept in the audit.")]
Key = Annotated[str, typer.Option(help="The same request under the same key is accepted once.")]


@dataclass(frozen=True, slots=True)
class Asking:
    """Accepts edits. ``alone``: no other program has these data, so decisions are carried out here and now."""

    core: Core
    editing: Editing
    edits: Edits
    status: Callable[[str], ServerStatus]
    alone: bool

    def tell_accepted(self, accepted: Accepted, *, as_json: bool) -> None:
        """Print what was accepted and what may be in its way."""
        core, edit, language = self.core, accepted.edit, self.core.settings.language
        status = self.status(edit.server)
        if as_json:
            doubts = Plain(language)(accepted.doubts)
            show({"edit": edit_json(core, edit, status), "doubts": doubts, "again": accepted.again})
            return
        if accepted.again or edit.state is not EditState.QUEUED:
            self.tell_decided(edit)
            return
        said = {"whom": whom(core, edit).text(language), "what": what(edit_words(edit, status, core.style), language)}
        if self.alone:
            text = N_("Accepted for {whom}: {what} ({id}). It waits until the program runs, or for “sync”.")
        else:
            text = N_("Accepted for {whom}: {what} ({id}). The running program sends it in a moment.")
        say(text, core, id=edit.id, **said)
        for doubt in accepted.doubts:
            say(N_("But: {what}"), core, what=doubt.message.text(language))
            for offer in doubt.offers:
                say(N_("Would help: {what}"), core, what=offer.message.text(language))

    def tell_decided(self, edit: Edit) -> None:
        """Print how an edit stands, or will stand as soon as the running program has done what was asked."""
        print(edit_sentence(self.core, edit, self.status(edit.server)).text(self.core.settings.language))
        if edit != self.edits.get(edit.id):
            say(N_("The running program does it in a moment."), self.core)


@contextmanager
def asking(context: typer.Context) -> Iterator[Asking]:
    """Everything to ask for changes with. An error becomes one sentence and an exit code."""
    with frame_of(context).beside() as (core, alone):
        edits: Edits = Visitor(core.store, login(), Through.COMMAND)
        if alone:
            edits = queue = Queue(core.store, Audit(core.store))
            queue.load()
        status = known(core)
        yield Asking(core, Editing(core, edits, Revisions(core.store), status), edits, status, alone)


def asked(reason: str = "", key: str = "") -> Asked:
    """A request of whoever has started this command."""
    return Asked(login(), Through.COMMAND, reason=reason, key=key)


def known(core: Core) -> Callable[[str], ServerStatus]:
    """What is known of each server by its id, read once; nothing of one that is not ours any more."""
    return cache(lambda server: status_of(core, server) if core.fleet.find(server) else ServerStatus())


def login() -> str:
    """Who has started this command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return "command line"
