"""How far a computer is on its way under control, from what the last visit found."""

from __future__ import annotations

import pytest

from clock import SystemClock
from errors import (
    ConnectionLost,
    ConnectionRefused,
    FileMissing,
    HostKeyChanged,
    HostKeyUnknown,
    KeyNotAccepted,
    MngrError,
    NameNotFound,
    ProtocolTooOld,
    Unreachable,
)
from fleet_views import server_view
from headlines import Style
from i18n import Message
from servers import Server
from setup_views import NOTHING, Check, Progress, checks, is_finished
from ssh_client.watch import STAGES
from state import ServerStatus
from tests.ui.fleets import NOW, server, user
from views import ServerState, ServerView

GOOD, WRONG, NEXT, LATER = Progress.GOOD, Progress.WRONG, Progress.NEXT, Progress.LATER


def visited(error: MngrError | None, stage: str, offered: str = "", **more: object) -> ServerView:
    """A computer after a visit that ended so."""
    status = ServerStatus(tried_at=NOW, error=error, stage=stage, offered_key=offered, **more)
    return server_view(Server(id="pc", name="PC", host="pc.lan"), status, {}, SystemClock(), Style("en", "24h"))


def progress(view: ServerView | None) -> list[Progress]:
    return [check.progress for check in checks(view)]


def test_before_a_computer_is_entered_it_is_the_first_step_s_turn():
    assert progress(None) == [NEXT, LATER, LATER, LATER, LATER]
    assert checks(None) == NOTHING


def test_a_computer_that_was_just_entered_is_looked_for():
    new = server("PC", state=ServerState.NEW)
    assert progress(new) == [GOOD, NEXT, LATER, LATER, LATER]
    assert str(checks(new).installed.said) == "Looking for it…"


OFFERED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j"


SILENT = Unreachable(host="pc.lan", port=22)
FIRST_CONTACT = HostKeyUnknown(key_type="ssh-ed25519", fingerprint="SHA256:x")


@pytest.mark.parametrize(
    ("error", "stage", "steps"),
    [
        (NameNotFound(host="pc.lan"), "resolve", [GOOD, WRONG, LATER, LATER, LATER]),
        (Unreachable(host="pc.lan", port=22), "connect", [GOOD, WRONG, LATER, LATER, LATER]),
        (ConnectionRefused(host="pc.lan", port=22), "connect", [GOOD, WRONG, LATER, LATER, LATER]),
        (ProtocolTooOld(why="SSH-1.99"), "banner", [GOOD, WRONG, LATER, LATER, LATER]),
        (
            HostKeyUnknown(key_type="ssh-ed25519", fingerprint="SHA256:x"),
            "key_exchange",
            [GOOD, GOOD, LATER, NEXT, LATER],
        ),
        (HostKeyChanged(pinned="SHA256:x", offered="SHA256:y"), "key_exchange", [GOOD, GOOD, LATER, NEXT, LATER]),
        (KeyNotAccepted(account="timekpr-mngr"), "auth", [GOOD, GOOD, WRONG, GOOD, LATER]),
        (FileMissing(path="/etc/timekpr/timekpr.conf"), "read", [GOOD, WRONG, GOOD, GOOD, LATER]),
        (FileMissing(path="/etc/timekpr/timekpr.conf"), "list", [GOOD, WRONG, GOOD, GOOD, LATER]),
    ],
)
def test_each_step_stands_as_the_visit_found_it(error: MngrError, stage: str, steps: list[Progress]):
    view = visited(error, stage, OFFERED)
    assert progress(view) == steps
    for check in checks(view):
        if check.progress is WRONG:
            assert check.said == error.message or isinstance(error, KeyNotAccepted)


@pytest.mark.parametrize(
    ("error", "stage", "cure"),
    [
        (SILENT, "connect", "If it is on, look whether its address is right: Edit… above."),
        (NameNotFound(host="pc.lan"), "resolve", None),
        (ConnectionRefused(host="pc.lan", port=22), "connect", None),
        (FileMissing(path="/etc/timekpr/timekpr.conf"), "read", None),
        (
            ConnectionLost(stage=Message(STAGES["banner"])),
            "banner",
            "Look whether its SSH server listens at this port. If it does, try again in a moment.",
        ),
        (
            ConnectionLost(stage=Message(STAGES["read"])),
            "read",
            "Try again; if it stays so, the computer or its network is overloaded.",
        ),
    ],
)
def test_what_helps_is_said_once_and_for_somebody_who_has_the_guide_at_hand(
    error: MngrError, stage: str, cure: str | None
):
    said = checks(visited(error, stage)).installed.cure
    assert (str(said) if said else None) == cure


def test_a_key_that_is_not_taken_is_said_without_a_command_of_ours():
    said = checks(visited(KeyNotAccepted(account="timekpr-mngr"), "auth")).let_in.said
    assert str(said) == "It does not take this program's key for timekpr-mngr yet."


def test_once_it_was_read_whoever_is_found_can_be_chosen():
    assert progress(visited(None, "done", found=("anna",))) == [GOOD, GOOD, GOOD, GOOD, NEXT]
    assert checks(visited(None, "done", found=("anna",))).chosen.said is None


def test_where_timekpr_manages_nobody_it_is_said_when_it_will():
    said = checks(visited(None, "done")).chosen.said
    assert str(said).startswith("Timekpr manages nobody there yet. It takes somebody in as soon as")


def test_with_somebody_chosen_it_is_finished():
    ready = server("PC", user("anna"), found_users=("ben",))
    assert progress(ready) == [GOOD] * 5
    assert str(checks(ready).chosen.said) == "Done: Anna can be seen on Home."
    assert is_finished(ready)


def test_of_a_whole_class_only_some_are_named():
    said = checks(server("Lab", *(user(f"pupil{number}") for number in range(1, 8)))).chosen.said
    assert str(said) == "Done: Pupil1, Pupil2, Pupil3, Pupil4, Pupil5 … can be seen on Home."


@pytest.mark.parametrize(
    ("view", "finished"),
    [
        (server("PC", state=ServerState.DISABLED), True),
        (server("PC", state=ServerState.NEW), False),
        (server("PC", found_users=("anna",)), False),
    ],
)
def test_the_guide_is_done_with_a_computer_that_has_somebody_or_is_switched_off(view: ServerView, finished: bool):
    assert is_finished(view) is finished


def test_a_computer_that_is_switched_off_here_is_not_promised_a_look():
    off = checks(server("PC", state=ServerState.DISABLED))
    assert off.entered == Check(NEXT, off.entered.said)
    assert "is switched off here" in str(off.entered.said)
    assert [check.progress for check in off[1:]] == [LATER] * 4
