"""One user on the card of a computer, in short: the answer, the small print, and what is under way. Home has it all."""

from __future__ import annotations

from child_views import alone
from i18n import N_
from ui.desk import Desk
from ui.parts.child_link import child_link
from ui.parts.edit_lines import EditLines
from ui.parts.running_text import Countdown, RunningText, words_for_time_left
from ui.parts.user_menu import UserMenu
from ui.theme import box, text
from ui.words import called, used_line
from views import ServerView, UserView


class UserRow:
    """A row that follows its user's figures and edits."""

    def __init__(self, server: ServerView, user: UserView, desk: Desk) -> None:
        self._voice = voice = desk.voice
        self._countdown = Countdown(desk)
        with box("user").mark("user"):
            with box("head"):
                with box("grow"):
                    with box("named"):
                        with box("", "h3"):
                            self._name = child_link(called(user), alone(server, user).key)
                        self._login = text("span", classes="muted small")
                        self._in_use = text("span", voice.text(N_("in use")), "badge good")
                        self._locked = text("span", voice.text(N_("no more today")), "badge").mark("locked")
                    self._headline = RunningText("p", "strong", words_for_time_left(voice)).mark("headline")
                    self._used = text("p", classes="muted small").mark("used")
                self._menu = UserMenu(desk, alone(server, user), look="bare", removable=True)
            self._edits = EditLines(desk, user.edits)
        self.update(server, user)

    def update(self, server: ServerView, user: UserView) -> None:
        """Show other figures of the same user. A child goes before the login that happens to be its own."""
        child = alone(server, user)
        self._name.set_text(child.name)
        self._login.set_text(user.name)
        self._login.set_visibility(bool(user.child) and user.child.casefold() != user.name.casefold())
        self._in_use.set_visibility(user.in_use)
        self._headline.set_text(self._voice.say(user.headline))
        self._headline.run(self._countdown.of(user))
        used = used_line(user, self._voice)
        self._used.set_text(used)
        self._used.set_visibility(bool(used))
        self._edits.update(user.edits)
        self._locked.set_visibility(user.locked)
        self._menu.update(child)
