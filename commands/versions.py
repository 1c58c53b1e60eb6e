"""The versions of a user's rules."""

from __future__ import annotations

from typing import Final

import typer

import speech
from commands.asking import known
from commands.frame import AsJson, ServerName, UserName, frame_of, say, show, table
from commands.said import shallow, what
from edit_views import version_views
from errors import NotManaged
from i18n import N_, Message
from plain import Plain
from revisions import Revisions, Source
from servers.values import shown

SOURCES: Final = {
    Source.EDIT: N_("changed by {who}"),
    Source.COMPUTER: N_("changed on the computer"),
    Source.FIRST: N_("as found"),
}


def versions(context: typer.Context, server: ServerName, user: UserName, as_json: AsJson = False) -> None:
    """List the versions of a user's rules, the newest first; “revert” goes back to one."""
    with frame_of(context).core(writer=False) as core:
        one, style = core.fleet.get(server), core.style
        if all(managed.name != user for managed in one.users):
            raise NotManaged(user=shown(user), server=one.name)
        kept = Revisions(core.store).of(one.id, user)
        views = version_views(kept, known(core)(one.id), style)
        if as_json:
            plain = Plain(style.language)
            pairs = zip(views, reversed(kept), strict=True)
            show([plain(shallow(view) | {"texts": version.texts}) for view, version in pairs])
            return
        if not views:
            say(N_("Nothing is known of these rules yet."), core)
        now = core.clock.now().astimezone()
        table(
            [
                (
                    str(view.number),
                    speech.moment(view.at, now, style.language, style.time_format),
                    Message(SOURCES[Source(view.source)], {"who": view.who}).text(style.language),
                    what(view.words, style.language),
                )
                for view in views
            ]
        )
