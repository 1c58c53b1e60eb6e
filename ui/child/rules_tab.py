"""What the tabs with rules have in common: they say why rules are not known, and what is so for today alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from nicegui import ui
from nicegui.elements.mixins.disableable_element import DisableableElement

from i18n import N_, Message
from rules_views import RulesView
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting
from ui.child.one_login import OneLogin
from ui.theme import box, icon, text
from ui.words import state_line
from views import ServerState

KEYS = (ServerState.KEY_UNKNOWN, ServerState.KEY_CHANGED)


class Body(Protocol):
    """The controls of a tab, for rules that are known."""

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        ...


class RulesTab(ABC):
    """A tab that edits rules. It is written into, so that what was typed, tried and undone on it stays.

    Other controls are drawn only where those that stand there would be wrong: for another login, where rules become
    known or unknown, and where somebody may edit them no more.
    """

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._shape: object = None
        self._body: Body | None = None
        with box("rules").mark("rules"):
            self._why = _Note("warn", "look", "not-known")
            self._unreached = _Note("small", "clock", "unreached")
            self._today = _TodayOnly(drafting)
            self._area = box("stack")
        self.update()

    @abstractmethod
    def body(self, one: OneLogin, rules: UserConfig) -> Body:
        """Draw the controls."""

    def update(self) -> None:
        """Show how things are by now."""
        drafting = self._drafting
        view, rules, may_edit = drafting.view, drafting.rules, drafting.desk.may_edit
        self._notes(view)
        shape = drafting.at, view is None, rules is None, may_edit
        if shape != self._shape:
            self._shape = shape
            self._area.clear()
            with self._area:
                if view is None:
                    box("skeleton")
                self._body = None if rules is None else self.body(OneLogin(drafting), rules)
        elif self._body and rules:
            self._body.update(rules)
        self._area.set_visibility(view is None or rules is not None)
        if not may_edit:
            _only_to_look_at(self._area)

    def _notes(self, view: RulesView | None) -> None:
        drafting, voice = self._drafting, self._drafting.desk.voice
        why = voice.say(view.why) if view and view.why else ""
        self._why.say(why)
        self._unreached.say("" if why or view is None or not drafting.desk.may_edit else _unreached(drafting))
        self._today.show(view.today_only if view else ())


class _Note:
    """A sentence above the controls; it is not there while there is nothing to say."""

    def __init__(self, look: str, drawing: str, mark: str) -> None:
        with box(f"note {look}").mark(mark) as self._root:
            icon(drawing)
            self._text = text("p", classes="grow").mark(f"{mark}-says")
        self.say("")

    def say(self, sentence: str) -> None:
        if sentence != self._text.text:
            self._text.set_text(sentence)
        for element in (self._root, self._text):
            element.set_visibility(bool(sentence))


class _TodayOnly:
    """What of the rules is so for today alone."""

    def __init__(self, drafting: Drafting) -> None:
        self._voice = drafting.desk.voice
        self._shown: tuple[Message, ...] = ()
        with box("note small").mark("today-only") as self._root, box("grow"):
            text("p", self._voice.text(N_("Today is changed for today alone. After midnight:")))
            self._lines = box("stack")
        self._root.set_visibility(False)

    def show(self, words: tuple[Message, ...]) -> None:
        if words == self._shown:
            return
        self._shown = words
        self._root.set_visibility(bool(words))
        self._lines.clear()
        with self._lines:
            for one in words:
                text("p", self._voice.say(one), "clamp")


def _only_to_look_at(area: ui.element) -> None:
    """Let nothing in it be used: what is drawn anew or written into may have become usable again."""
    for element in area.descendants():
        if isinstance(element, DisableableElement):
            element.disable()


def _unreached(drafting: Drafting) -> str:
    """What becomes of a change, where it cannot be sent at once; empty where it can."""
    voice, server = drafting.desk.voice, drafting.user.server
    if server.state in {ServerState.ONLINE, ServerState.NEW}:
        return ""
    if server.state is ServerState.DISABLED:
        template = N_("{server} is switched off here. What is saved waits until it is switched on again.")
        return voice.text(template, server=server.name)
    if server.state in KEYS:
        template = N_("Nothing is sent to {server} until its host key is confirmed, under Computers.")
        return voice.text(template, server=server.name)
    if server.state is ServerState.OFF:
        template = N_("{server}: {what}. What is saved waits until it is on.")
        return voice.text(template, server=server.name, what=state_line(server, voice))
    return voice.text(N_("{server} cannot be read. What is saved waits until that is mended."), server=server.name)
