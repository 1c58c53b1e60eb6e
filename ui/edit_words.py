"""What the pages say about edits: pure sentences from views."""

from __future__ import annotations

from i18n import N_, Message
from timekpr_rules import Doubt, Grant, Operation
from ui.voice import Voice
from ui.words import Tone, called
from views import EditView, FleetView, ServerView, VersionView

MOST_WORDS = 4
"""Changes of one edit that are named; the others are counted."""

ICONS = {
    "queued": "clock",
    "sending": "send",
    "conflict": "look",
    "unclear": "look",
    "confirmed": "check",
    "refused": "look",
    "cancelled": "cross",
    "expired": "cross",
}
"""By the state of an edit."""

DECIDE = {
    "cancel": N_("Cancel"),
    "ours": N_("Take ours"),
    "theirs": N_("Keep theirs"),
    "arrived": N_("It arrived"),
    "again": N_("Send again"),
    "retry": N_("Try again"),
}
"""What a parent may decide, in words."""

RETURN = "return"
"""The kind of edit that takes back what was for a day."""
RETRY = "retry"
"""The one that is about an edit that has ended; see Editing.retry."""

INFORMS = frozenset({"opens_later", "unaccounted_now", "days_written_out", "leaves_less"})
"""Doubts about what will do all that is asked, only not at once or not in the way one might expect."""
IN_PASSING = INFORMS - {"days_written_out"}
"""Those of them that a parent would miss."""

GIVE_ANYWAY = {Operation.ADD: N_("Give it anyway"), Operation.TAKE: N_("Take it anyway")}
"""What goes on in spite of doubts, by what is asked."""


def edit_icon(edit: EditView) -> str:
    """The drawing beside an edit."""
    return ICONS[edit.state]


def edit_tone(edit: EditView) -> Tone:
    """Amber while somebody has to look, or while it waits for a reason that is worth one."""
    if edit.state == "confirmed":
        return "good"
    waits = edit.state == "queued" and edit.why is not None
    return "warn" if waits or edit.state in {"conflict", "unclear", "refused"} else "rest"


def words_of(edit: EditView, voice: Voice) -> str:
    """What an edit does: "30 min more"."""
    return listed(edit.words, voice)


def listed(words: tuple[Message, ...], voice: Voice) -> str:
    """Some changes in one line."""
    said = [voice.say(one) for one in words[:MOST_WORDS]]
    rest = len(words) - MOST_WORDS
    if rest > 0:
        said.append(voice.count(N_("and {count} more change"), N_("and {count} more changes"), rest))
    return " · ".join(said)


def closed_from_here(edits: tuple[EditView, ...], *, locked: bool) -> bool:
    """Whether today is closed, or will be as soon as what waits has arrived."""
    for edit in edits:
        if edit.is_open and edit.kind in {"lock", "unlock"}:
            locked = edit.kind == "lock"
    return locked


def stops(doubts: tuple[Doubt, ...]) -> bool:
    """Whether a parent has to be asked before this is given."""
    return any(doubt.code not in INFORMS for doubt in doubts)


def anyway(grant: Grant, voice: Voice) -> str:
    """The label of the button that does it in spite of all doubts."""
    return voice.text(GIVE_ANYWAY.get(grant.operation, N_("Set it anyway")))


def version_line(version: VersionView, voice: Voice) -> str:
    """When a version came to be, and by whom."""
    moment = voice.moment_there(version.at)
    if version.source == "computer":
        return voice.text(N_("{moment} · on the computer"), moment=moment)
    if version.source == "first":
        return voice.text(N_("{moment} · the first that were read"), moment=moment)
    return voice.text(N_("{moment} · {who}"), moment=moment, who=version.who)


def whose(edit: EditView, server: ServerView | None) -> str:
    """The child or the login that an edit is for; empty for the computer itself."""
    users = server.users if server else ()
    return next((called(user) for user in users if user.name == edit.user), edit.user)


def asked_line(edit: EditView, voice: Voice) -> str:
    """Who wanted it and when: "parent, 13:31"."""
    return voice.text(N_("{who}, {moment}"), who=edit.who, moment=voice.moment_there(edit.created))


def waiting(server: ServerView) -> tuple[EditView, ...]:
    """Everything that waits for a computer, in the order in which it was asked for."""
    found = (*server.edits, *(edit for user in server.users for edit in user.edits), *server.returns)
    return tuple(sorted((edit for edit in found if edit.is_open), key=lambda edit: edit.id))


def edit_states(fleet: FleetView) -> frozenset[tuple[str, str]]:
    """Every edit that is shown somewhere, with its state: while these stay the same, no edit has begun or ended."""
    return frozenset(
        (edit.id, edit.state)
        for server in fleet.servers
        for edits in (server.edits, server.returns, *(user.edits for user in server.users))
        for edit in edits
    )
