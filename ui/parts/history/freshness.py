"""How old figures are: a computer that is not read just now keeps what was known, and says so."""

from __future__ import annotations

from collections.abc import Iterable

from i18n import N_
from ui.child.places import login_of, place_names
from ui.voice import Voice
from views import ChildView, ServerState


def stale_lines(child: ChildView, voice: Voice) -> Iterable[str]:
    """A sentence for each login whose newest figures are old; none for those that were read in the last cycle."""
    names = place_names(child.users)
    for one in child.users:
        if one.server.state is ServerState.ONLINE and one.user.as_of is not None:
            continue
        name = names[login_of(one)]
        if one.user.as_of is None:
            yield voice.text(N_("{computer}: nothing was read yet."), computer=name)
        else:
            as_of = voice.as_of(one.user.as_of)
            yield voice.text(
                N_("{computer}: {as_of}. What came after that is not known yet."), computer=name, as_of=as_of
            )
