"""The steps that make a computer ready to be managed, with the exact commands."""

from __future__ import annotations

from nicegui import ui

from computer_setup import DEFAULT_ACCOUNT, remove_command, set_up_command
from i18n import N_
from ui.parts.command import command
from ui.theme import box, text
from ui.voice import Voice


def guide(voice: Voice, public_key: str, account: str = DEFAULT_ACCOUNT) -> None:
    """Steps for somebody who sits at the computer and may use ``sudo`` there."""
    with ui.element("ol").classes("steps"):
        with _step(voice.text(N_("On the child's computer, install Timekpr-nExT and the SSH server."))):
            command("sudo apt install timekpr-next openssh-server", voice)
        if account == "root":
            with _step(voice.text(N_("Let this program in with its key."))):
                command(set_up_command(public_key, account), voice)
        else:
            hint = N_(
                "Make the account that reads and sets the limits: one command, to be pasted as it is. The account is "
                "no administrator, and its key can do nothing but what this program needs."
            )
            with _step(voice.text(hint)):
                _long_command(set_up_command(public_key, account), voice)
            _step(
                voice.text(N_("Leave on the screen what it shows at its end: the host keys, one of which you compare."))
            )
    with ui.element("details"):
        summary = text("summary", voice.text(N_("To take all of it away again later")), "muted small")
        summary.style("cursor: pointer; padding: 12px 0; list-style: revert")
        _long_command(remove_command(account), voice)


def _step(sentence: str) -> ui.element:
    with box("", "li") as step:
        text("p", sentence)
    return step


def _long_command(lines: str, voice: Voice) -> None:
    """One of many lines, seen through a window of a few: it can be read, and the button stays beside it."""
    with box("") as place:
        command(lines, voice)
    for part in place.descendants():
        if part.tag == "code":
            part.style("max-height: 11rem; overflow: auto")
