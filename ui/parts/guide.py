"""The steps that make a computer ready to be managed, with the exact commands."""

from __future__ import annotations

import shlex

from nicegui import ui

from i18n import N_
from ui.parts.command import command
from ui.theme import box, text
from ui.voice import Voice

DEFAULT_ACCOUNT = "timekpr-mngr"


def guide(voice: Voice, public_key: str, account: str = DEFAULT_ACCOUNT) -> None:
    """Steps for somebody who sits at the computer and may use ``sudo`` there."""
    with ui.element("ol").classes("steps"):
        with _step(voice.text(N_("On the child's computer, install Timekpr-nExT and the SSH server."))):
            command("sudo apt install timekpr-next openssh-server", voice)
        if account != "root":
            hint = N_(
                "Make the account that reads and sets the limits. It is in the group timekpr and no administrator."
            )
            with _step(voice.text(hint)):
                command(make_account(account), voice)
        with _step(voice.text(N_("Let this program in with its key."))):
            command(let_in(public_key, account), voice)


def make_account(account: str) -> str:
    """The commands that make the account.

    Its number is below 999, or Timekpr takes it for a child; its password is ``*`` and not locked, or sshd refuses it.
    """
    name = shlex.quote(account)
    return f"sudo useradd --system --uid 940 -m -s /bin/sh {name}\nsudo usermod -p '*' -aG timekpr {name}"


def let_in(public_key: str, account: str) -> str:
    """The commands that add our key to the account: ``restrict`` leaves it nothing but commands and files."""
    name = shlex.quote(account)
    folder = shlex.quote("/root/.ssh" if account == "root" else f"/home/{account}/.ssh")
    line = shlex.quote(f"restrict {public_key.strip()}")
    return f"sudo install -d -m 700 -o {name} -g {name} {folder}\necho {line} | sudo tee -a {folder}/authorized_keys"


def _step(sentence: str) -> ui.element:
    with box("", "li") as step:
        text("p", sentence)
    return step
