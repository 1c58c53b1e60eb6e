"""How old figures are: a computer that is not read just now keeps what was known, and says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from history_views import HistoryView
from i18n import N_
from ui.child.places import login_of, place_names
from ui.voice import Voice
from views import ChildUser, ChildView, ServerState

LATE = timedelta(minutes=10)
"""So much older than the last visit a figure may be: a computer is visited in one go."""


def stale_lines(child: ChildView, history: HistoryView, voice: Voice) -> Iterable[str]:
    """A sentence for each login whose newest figures are old; none for those that were read in the last cycle.

    The history of a login may be older than what is known of its computer: a backup has the one and not the other.
    """
    names, kept = place_names(child.users), dict(history.read)
    for one in child.users:
        if _is_fresh(one):
            continue
        login = login_of(one)
        name, read = names[login], one.user.as_of or kept.get(login)
        if read is None:
            yield voice.text(N_("{computer}: nothing was read yet."), computer=name)
        else:
            as_of = voice.as_of(read)
            yield voice.text(
                N_("{computer}: {as_of}. What came after that is not known yet."), computer=name, as_of=as_of
            )


def _is_fresh(one: ChildUser) -> bool:
    """Whether a login was read in the last cycle: its computer answers, and its own file could be read too."""
    seen, read = one.server.last_seen, one.user.as_of
    return one.server.state is ServerState.ONLINE and read is not None and (seen is None or seen - read <= LATE)
