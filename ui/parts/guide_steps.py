"""The five steps of the set-up guide: what to do, the exact commands, and how each step was found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from computer_setup import DEFAULT_ACCOUNT, remove_command, set_up_command
from i18n import N_
from setup_views import Check, Progress, checks
from ui.desk import Desk
from ui.parts.command import command
from ui.parts.found_users import found_users
from ui.parts.host_key import compare_host_key
from ui.parts.server_form import add_server, edit_server
from ui.theme import box, button, text
from ui.voice import Voice
from views import ServerView

INSTALL = "sudo apt install timekpr-next openssh-server"
LEAVE_IT = N_("Leave on the screen what it shows at its end: the host keys.")
SAID = {Progress.GOOD: N_("done"), Progress.WRONG: N_("needs a look")}
"""What ears hear of how a step stands; where it is neither, its number is enough."""


class GuideSteps:
    """Drawn anew only for another computer; for the same one what was found is written into it."""

    def __init__(self, desk: Desk, public_key: str) -> None:
        self._desk = desk
        self._public_key = public_key
        self._server: ServerView | None = None
        self._drawn_for: tuple[str, str] | None = None
        self._offered: tuple[str, ...] = ()
        self._root = box("").mark("steps")

    def show(self, server: ServerView | None) -> None:
        """Show how far this one is; None: it was not entered yet."""
        self._server = server
        drawn_for = (server.id, server.account) if server else ("", DEFAULT_ACCOUNT)
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._root.clear()
            with self._root:
                self._draw(drawn_for[1])
        found = checks(server)
        for step, check in zip(self._steps, found, strict=True):
            step.show(check, self._desk.voice)
        self._compare.set_visibility(self._desk.may_admin and found.compared.progress is Progress.NEXT)
        offered = server.found_users if server else ()
        if offered != self._offered and server:
            self._users.clear()
            with self._users:
                if offered:
                    found_users(self._desk, server, self._desk.voice.text(N_("Timekpr manages there:")))
        self._offered = offered

    def _draw(self, account: str) -> None:
        voice = self._desk.voice
        self._offered = ()
        with box("steps", "ol"):
            self._steps = (
                self._enter(),
                self._install(),
                self._let_in(account),
                self._look_at_key(),
                self._choose(),
            )
        with ui.element("details"):
            text("summary", voice.text(N_("To take all of it away again later")), "muted small")
            _long_command(remove_command(account), voice)

    def _enter(self) -> _Step:
        desk = self._desk
        step = _Step(desk.voice.text(N_("Enter the computer here: its name, and where it is in your network.")))
        if self._server is None:
            with step.work():
                if desk.may_admin:
                    label = desk.voice.text(N_("Enter the computer…"))
                    button(label, lambda: add_server(desk), "primary").mark("add-server")
        elif desk.may_admin:
            with step.always():
                button(desk.voice.text(N_("Edit…")), self._edit, "bare").mark("edit-entered")
        return step

    def _install(self) -> _Step:
        voice = self._desk.voice
        step = _Step(voice.text(N_("On the child's computer, install Timekpr-nExT and the SSH server.")))
        with step.work():
            command(INSTALL, voice)
        return step

    def _let_in(self, account: str) -> _Step:
        voice = self._desk.voice
        if account == "root":
            step = _Step(voice.text(N_("There as well, let this program in with its key.")))
            with step.work():
                command(set_up_command(self._public_key, account), voice)
                text("p", voice.text(LEAVE_IT), "muted small")
            return step
        hint = N_(
            "There as well, make the account that reads and sets the limits: one command, to be pasted as it is. The "
            "account is no administrator, and its key can do nothing but what this program needs."
        )
        step = _Step(voice.text(hint))
        with step.work():
            _long_command(set_up_command(self._public_key, account), voice)
            text("p", voice.text(LEAVE_IT), "muted small")
        return step

    def _look_at_key(self) -> _Step:
        voice = self._desk.voice
        step = _Step(voice.text(N_("Compare: is the host key shown here one of those on its screen?")))
        with step.always():
            self._compare = button(voice.text(N_("Compare and confirm…")), self._ask_about_key, "primary")
            self._compare.mark("compare")
        return step

    def _choose(self) -> _Step:
        step = _Step(self._desk.voice.text(N_("Choose whose time you want to see here.")))
        with step.always():
            self._users = box("")
        return step

    def _edit(self) -> None:
        if self._server:
            edit_server(self._desk, self._server)

    def _ask_about_key(self) -> None:
        if self._server:
            compare_host_key(self._desk, self._server)


class _Step:
    """One step: what to do, how it is done as long as it is not, and what was found."""

    def __init__(self, sentence: str) -> None:
        with box("", "li").mark("step") as self._root:
            with box("named"):
                text("p", sentence, "grow").mark("step-words")
                self._ears = text("span", classes="for-ears")
            self._work = box("")
            with box("").props("aria-live=polite"):
                self._said = text("p", classes="found small").mark("step-found")
                self._cure = text("p", classes="muted small").mark("step-cure")
            self._always = box("")

    def show(self, check: Check, voice: Voice) -> None:
        """Write down what was found."""
        self._root.classes(replace=check.progress.value)
        self._ears.set_text(voice.text(SAID[check.progress]) if check.progress in SAID else "")
        self._work.set_visibility(check.progress is not Progress.GOOD)
        for element, message in ((self._said, check.said), (self._cure, check.cure)):
            element.set_text(voice.say(message) if message else "")
            element.set_visibility(message is not None)

    @contextmanager
    def work(self) -> Iterator[None]:
        """Into it goes what is to be done as long as the step is not good."""
        with self._work:
            yield

    @contextmanager
    def always(self) -> Iterator[None]:
        """Into it goes what stays."""
        with self._always:
            yield


def _long_command(lines: str, voice: Voice) -> None:
    """One of many lines, seen through a window of a few: it can be read, and the button stays beside it."""
    with box("long"):
        command(lines, voice)
