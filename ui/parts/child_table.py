"""Many children, as rows of a paged table."""

from __future__ import annotations

from collections.abc import Callable

from i18n import N_
from ui.parts.paged_table import PagedTable, Row, column, wide_column
from ui.voice import Voice
from ui.words import child_badge, used_line
from views import ChildView


def child_table(voice: Voice, look: Callable[[str], None]) -> PagedTable[ChildView]:
    """A table of children; ``look`` is called with the key of the one that was chosen."""
    columns = [
        column("name", voice.text(N_("Child"))),
        column("left", voice.text(N_("Today"))),
        wide_column("state", voice.text(N_("State"))),
        wide_column("used", voice.text(N_("Used"))),
        wide_column("servers", voice.text(N_("Computers"))),
    ]
    table = PagedTable[ChildView](
        voice,
        columns,
        search=voice.text(N_("Search children and computers")),
        row=lambda child: _row(child, voice),
        searched=_searched,
        counted=lambda count: voice.count(N_("{count} child"), N_("{count} children"), count),
        look=look,
    )
    table.table.mark("children")
    return table


def _row(child: ChildView, voice: Voice) -> Row:
    badge, tone = child_badge(child, voice)
    return {
        "id": child.key,
        "name": child.name,
        "left": voice.say(child.now.user.headline),
        "state": badge,
        "tone": tone,
        "used": used_line(child.now.user, voice),
        "servers": ", ".join(one.server.name for one in child.users),
    }


def _searched(child: ChildView) -> str:
    """Names of the child, its logins and computers; a line break, which nobody can enter, keeps them apart."""
    return "\n".join([child.name, *(part for one in child.users for part in (one.user.name, one.server.name))])
