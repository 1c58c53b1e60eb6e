"""The card of a child: how much is left, why, and until when; what can be given; what is under way."""

from __future__ import annotations

from nicegui import ui

from i18n import N_, Message
from speech import duration_message
from timekpr_rules import Grant, Operation
from timekpr_rules.grant import WORDS
from ui.desk import Desk
from ui.parts.child_link import child_link
from ui.parts.edit_lines import EditLines
from ui.parts.giving import give
from ui.parts.once import once_button
from ui.parts.ring import Ring
from ui.parts.running_text import Countdown, RunningText, words_for_time_left
from ui.parts.user_menu import UserMenu
from ui.parts.where import Users, where
from ui.theme import Text, box, text
from ui.words import BETWEEN, child_badge, place_line, used_line, whereabouts
from views import ChildView

MINUTES = (15, 30)
"""What one tap gives."""


class ChildCard:
    """A card that follows its child. Figures are written into it; nothing is drawn anew."""

    def __init__(self, desk: Desk, child: ChildView) -> None:
        self._desk = desk
        self._child = child
        self._said_in = desk.voice.hour()
        self._countdown = Countdown(desk)
        self._locked: Text | None = None
        self.root = box("card child", "section").mark("child", f"child-{child.key}").props("tabindex=-1")
        with self.root:
            with box("figures"):
                self._ring = Ring(child.now.user, desk.voice, desk.palette.colour(child.key))
                with box("grow"):
                    self._answer()
            self._others = text("p", classes="others muted small").mark("others")
            with box("taps") as taps:
                self._gives = [(minutes, self._give_button(minutes)) for minutes in MINUTES]
                self._menu = UserMenu(desk, child)
            taps.set_visibility(desk.may_grant)
            self._edits = EditLines(desk, ())
        self._write()

    def update(self, child: ChildView) -> None:
        """Show another state of the same child."""
        before, self._child = self._child, child
        said_in, self._said_in = self._said_in, self._desk.voice.hour()
        if before != child or said_in != self._said_in:
            self._write()

    def _answer(self) -> None:
        voice = self._desk.voice
        with box("named") as self._named:
            with box("", "h2"):
                self._name = child_link("", self._child.key)
            self._badge = text("span", classes="badge").mark("where-now")
        self._headline = RunningText("p", "answer", words_for_time_left(voice)).mark("headline")
        self._prints = [text("p", classes="muted small").mark(mark) for mark in ("reason", "used", "whereabouts")]

    def _write(self) -> None:
        child, voice = self._child, self._desk.voice
        user, runs = child.now.user, self._countdown.of(child.now.user)
        if self.root.props.get("aria-label") != child.name:
            self.root.props["aria-label"] = child.name
        self._name.set_text(child.name)
        self._ring.show(user, self._desk.palette.colour(child.key), runs)
        badge, tone = child_badge(child, voice)
        self._badge.set_text(badge)
        self._badge.classes(replace=f"badge {tone}")
        self._say_locked(locked=user.locked)
        self._headline.set_text(voice.say(user.headline))
        self._headline.run(runs)
        prints = voice.say(user.reason), used_line(user, voice), whereabouts(child, voice)
        for element, said in zip(self._prints, prints, strict=True):
            element.set_text(said)
            element.set_visibility(bool(said))
        self._write_others()
        edits = tuple(edit for one in child.users for edit in one.user.edits)
        places = {edit.id: one.server.name for one in child.users for edit in one.user.edits} if child.others else None
        self._edits.update(edits, places)
        for minutes, element in self._gives:
            label = self._give_label(minutes)
            if element.props.get("aria-label") != label:
                element.props["aria-label"] = label
        self._menu.update(child)

    def _write_others(self) -> None:
        """A line for each of the other computers."""
        others, voice = self._child.others, self._desk.voice
        self._others.set_text("\n".join(BETWEEN.join((one.server.name, place_line(one, voice))) for one in others))
        self._others.set_visibility(bool(others))

    def _say_locked(self, *, locked: bool) -> None:
        if locked and self._locked is None:
            with self._named:
                self._locked = text("span", self._desk.voice.text(N_("no more today")), "badge").mark("locked")
        elif self._locked and not locked:
            self._locked.delete()
            self._locked = None

    # --- giving ---

    def _meant(self) -> Users:
        """Where a tap gives: on the one computer that is in use; of several in use, or none, it has to be asked."""
        users = self._child.users
        return tuple(one for one in users if one.user.in_use) or users

    def _give_button(self, minutes: int) -> ui.button:
        grant = Grant(Operation.ADD, minutes * 60)

        async def tapped() -> None:
            words = Message(WORDS[grant.operation, grant.playtime], {"duration": duration_message(grant.seconds)})
            title = self._desk.voice.text(N_("{grant} for {user}: where?"), grant=words, user=self._child.name)
            await where(self._desk, title, self._meant(), lambda users: give(self._desk, users, grant))

        return once_button(f"+{minutes}", tapped).classes("grow").mark(f"give-{minutes}")

    def _give_label(self, minutes: int) -> str:
        """What the sign stands for, for whom and where, for a screen reader."""
        voice, child, meant = self._desk.voice, self._child, self._meant()
        if len(meant) > 1:
            return voice.text(N_("{minutes} minutes more for {user}"), minutes=minutes, user=child.name)
        template = N_("{minutes} minutes more for {user} on {server}")
        return voice.text(template, minutes=minutes, user=child.name, server=meant[0].server.name)
