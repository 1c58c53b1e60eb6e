"""How far a computer is on its way under control, step by step as the set-up guide has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final, NamedTuple

from errors import ConnectionRefused, FileMissing, KeyNotAccepted, NameNotFound, Unreachable
from i18n import N_, Message
from views import ServerState, ServerView

KEY_STATES: Final = (ServerState.KEY_UNKNOWN, ServerState.KEY_CHANGED)


class Progress(StrEnum):
    """How a step stands."""

    LATER = "later"
    """An earlier step has to be done before anything is known of this one."""
    NEXT = "next"
    """It is this one's turn."""
    WRONG = "wrong"
    """It was tried and does not work."""
    GOOD = "good"
    """It is done: this was looked at and not only said."""


@dataclass(frozen=True, slots=True)
class Check:
    """A step as it was found."""

    progress: Progress
    said: Message | None = None
    cure: Message | None = None
    """What helps against what is WRONG."""


class Checks(NamedTuple):
    """The five steps, in order."""

    entered: Check
    installed: Check
    """The SSH server and Timekpr."""
    let_in: Check
    compared: Check
    """The host key."""
    chosen: Check
    """Somebody whose time is shown here."""


SAYS_ITSELF: Final = frozenset({NameNotFound.template, ConnectionRefused.template, FileMissing.template})
"""What helps against these stands in their sentence, or as the command of the step."""
CURES: Final = {Unreachable.template: Message(N_("If it is on, look whether its address is right: Edit… above."))}
"""What helps here in other words than elsewhere."""
MOST_NAMES: Final = 5

NOTHING = Checks(Check(Progress.NEXT), *(Check(Progress.LATER),) * 4)
"""No computer was entered yet."""

AFTER_KEY: Final = Check(Progress.LATER, Message(N_("Looked at as soon as its host key is confirmed.")))
AFTER_ANSWER: Final = Check(Progress.LATER, Message(N_("Looked at as soon as the computer answers.")))
AFTER_READING: Final = Check(Progress.LATER, Message(N_("Looked at as soon as Timekpr's files were read.")))
AGAIN: Final = Message(N_("Paste the command there; once more does no harm."))
NOBODY: Final = Message(
    N_("Timekpr manages nobody there yet. It takes somebody in as soon as that person has signed in there once.")
)


def is_finished(server: ServerView) -> bool:
    """Whether the guide has nothing more to do with it."""
    return bool(server.users) or server.state is ServerState.DISABLED


class _Stop(Enum):
    """Where the way to a computer ends for now."""

    ANSWER = auto()
    KEY = auto()
    SIGN_IN = auto()
    FILES = auto()
    NOWHERE = auto()


def checks(server: ServerView | None) -> Checks:
    """How each step stands for a computer; None: it was not entered yet."""
    if server is None:
        return NOTHING
    if server.state is ServerState.DISABLED:
        off = Message(N_("{name} is switched off here: Edit… in its menu."), {"name": server.name})
        return Checks(Check(Progress.NEXT, off), *NOTHING[1:])
    said = Message(N_("{name} is on the list, at {host}."), {"name": server.name, "host": server.host})
    stop = _stop(server)
    return Checks(
        Check(Progress.GOOD, said), _installed(server, stop), _let_in(server, stop), _compared(server, stop),
        _chosen(server) if stop is _Stop.NOWHERE else AFTER_READING,
    )  # fmt: skip


def _stop(server: ServerView) -> _Stop:
    if server.state in KEY_STATES:
        return _Stop.KEY
    if server.state is ServerState.NEW or (server.error and server.step in {"resolve", "connect", "key_exchange"}):
        return _Stop.ANSWER
    if server.error is None:
        return _Stop.NOWHERE
    return _Stop.SIGN_IN if server.step == "auth" else _Stop.FILES


def _installed(server: ServerView, stop: _Stop) -> Check:
    if server.state is ServerState.NEW:
        return Check(Progress.NEXT, Message(N_("Looking for it…")))
    if stop in {_Stop.ANSWER, _Stop.FILES}:
        said = server.error.template if server.error else ""
        return Check(Progress.WRONG, server.error, None if said in SAYS_ITSELF else CURES.get(said, server.cure))
    there = stop is _Stop.NOWHERE
    return Check(Progress.GOOD, Message(N_("It answers, and Timekpr is there.") if there else N_("It answers.")))


def _let_in(server: ServerView, stop: _Stop) -> Check:
    if stop in {_Stop.ANSWER, _Stop.KEY}:
        return AFTER_KEY
    if stop is _Stop.SIGN_IN:
        refused = server.error is not None and server.error.template == KeyNotAccepted.template
        return Check(Progress.WRONG, _not_yet(server) if refused else server.error, AGAIN)
    return Check(Progress.GOOD, Message(N_("It lets this program in as {account}."), {"account": server.account}))


def _not_yet(server: ServerView) -> Message:
    """What the error says as well, without the commands of this program."""
    return Message(N_("It does not take this program's key for {account} yet."), {"account": server.account})


def _compared(server: ServerView, stop: _Stop) -> Check:
    if stop is _Stop.ANSWER:
        return AFTER_ANSWER
    if stop is _Stop.KEY:
        return Check(Progress.NEXT)
    return Check(Progress.GOOD, Message(N_("Confirmed: nothing else is taken for {name}."), {"name": server.name}))


def _chosen(server: ServerView) -> Check:
    if server.users:
        names = [user.child or user.name for user in server.users]
        said = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        return Check(Progress.GOOD, Message(N_("Done: {names} can be seen on Home."), {"names": said}))
    return Check(Progress.NEXT, None if server.found_users else NOBODY)
