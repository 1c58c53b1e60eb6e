"""One user of a computer: the ring, the answer, the reason, the small print; what can be done; what is under way."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from timekpr_rules import Grant, Operation
from ui.desk import Desk
from ui.edit_words import closed_from_here
from ui.parts.edit_lines import EditLines
from ui.parts.giving import Giving
from ui.parts.grant_sheet import more_or_less_time
from ui.parts.once import once_button
from ui.parts.removal import ask_to_remove_user
from ui.parts.ring import Ring
from ui.parts.version_list import earlier_rules
from ui.theme import box, icon_button, text
from ui.words import called, used_line
from views import ServerView, UserView

MINUTES = (15, 30)
"""What one tap gives."""


class UserRow:
    """A row that follows its user's figures and edits."""

    def __init__(self, server: ServerView, user: UserView, desk: Desk) -> None:
        self._desk = desk
        self._server = server
        self._user = user
        self._voice = voice = desk.voice
        with box("user").mark("user"):
            with box("figures"):
                self._ring = Ring(user, voice, desk.palette.colour(called(user)))
                with box("grow"):
                    with box("named"):
                        self._name = text("h3").mark("who")
                        self._login = text("span", classes="muted small")
                        self._in_use = text("span", voice.text(N_("in use")), "badge good")
                        self._locked = text("span", voice.text(N_("no more today")), "badge").mark("locked")
                    self._headline = text("p", classes="answer").mark("headline")
                    self._reason = text("p", classes="muted small")
                    self._used = text("p", classes="muted small").mark("used")
            with box("taps"):
                self._gives = [(minutes, self._give_button(minutes)) for minutes in MINUTES]
                self._menu()
            self._edits = EditLines(desk, user.edits)
        self.update(user)

    def update(self, user: UserView) -> None:
        """Show other figures of the same user. A child goes before the login that happens to be its own."""
        self._user = user
        self._name.set_text(called(user))
        self._login.set_text(user.name)
        self._login.set_visibility(bool(user.child) and user.child.casefold() != user.name.casefold())
        self._ring.update(user)
        self._in_use.set_visibility(user.in_use)
        self._headline.set_text(self._voice.say(user.headline))
        reason = self._voice.say(user.reason)
        self._reason.set_text(reason)
        self._reason.set_visibility(bool(reason))
        used = used_line(user, self._voice)
        self._used.set_text(used)
        self._used.set_visibility(bool(used))
        self._edits.update(user.edits)
        closed = closed_from_here(user.edits, locked=user.locked)
        self._locked.set_visibility(user.locked)
        self._close.set_visibility(not closed)
        self._open.set_visibility(closed)
        for minutes, element in self._gives:
            self._name_button(minutes, element)

    def _give_button(self, minutes: int) -> ui.button:
        async def give() -> None:
            if error := await Giving(self._desk, self._server, self._user, grant).start():
                self._desk.mention(error.text(self._voice.language))

        grant = Grant(Operation.ADD, minutes * 60)
        return once_button(f"+{minutes}", give).classes("grow").mark(f"give-{minutes}")

    def _name_button(self, minutes: int, element: ui.button) -> None:
        """Say to a screen reader what the sign stands for, and of whom."""
        label = self._voice.text(
            N_("{minutes} minutes more for {user} on {server}"),
            minutes=minutes,
            user=called(self._user),
            server=self._server.name,
        )
        if element.props.get("aria-label") != label:
            element.props["aria-label"] = label

    def _menu(self) -> None:
        desk, voice, server, name = self._desk, self._voice, self._server, self._user.name
        editing = desk.services.editing
        label = voice.text(N_("More about {user}"), user=name)
        with icon_button("dots", label).classes("soft", remove="bare").mark("user-menu") as more, ui.menu():
            more.props("aria-haspopup=menu")
            ui.menu_item(
                voice.text(N_("More or less time…")), lambda: more_or_less_time(desk, server, self._user)
            ).mark("more-or-less")
            self._close = ui.menu_item(
                voice.text(N_("No more today")),
                lambda: desk.attempt_or_say(editing.lock, server.id, name, desk.asked()),
            ).mark("lock")
            self._open = ui.menu_item(
                voice.text(N_("Open again today")),
                lambda: desk.attempt_or_say(editing.unlock, server.id, name, desk.asked()),
            ).mark("unlock")
            ui.menu_item(voice.text(N_("Earlier rules…")), lambda: earlier_rules(desk, server, self._user)).mark(
                "versions"
            )
            ui.menu_item(voice.text(N_("Take out of this list…")), lambda: ask_to_remove_user(desk, server, name)).mark(
                "remove-user"
            )
