"""What the tabs with rules have in common: they say why rules are not known, and what is so for today alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from i18n import N_
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting
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
    """A tab that edits rules; drawn anew when another computer is looked at, else written into."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._shape: object = None
        self._body: Body | None = None
        self._root = box("stack rules").mark("rules")
        self.update()

    @abstractmethod
    def body(self, rules: UserConfig) -> Body:
        """Draw the controls."""

    def update(self) -> None:
        """Show how things are by now."""
        drafting = self._drafting
        view, rules = drafting.view, drafting.rules
        known = rules is not None
        shape = (
            _unreached(drafting),
            drafting.at,
            drafting.given_up,
            known,
            view and (view.version, view.why, view.today_only, view.playtime_on),
        )
        if shape != self._shape:
            self._shape = shape
            self._root.clear()
            with self._root:
                self._draw()
        elif self._body and rules:
            self._body.update(rules)

    def _draw(self) -> None:
        drafting, voice = self._drafting, self._drafting.desk.voice
        view, rules = drafting.view, drafting.rules
        self._body = None
        if view is None:
            box("skeleton")
            return
        if view.why is not None:
            with box("note warn").mark("not-known"):
                icon("look")
                text("p", voice.say(view.why), "grow")
        elif said := _unreached(drafting):
            with box("note small").mark("unreached"):
                icon("clock")
                text("p", said, "grow")
        if view.today_only:
            with box("note small").mark("today-only"), box("grow"):
                text("p", voice.text(N_("Today is changed for today alone. After midnight:")))
                for one in view.today_only:
                    text("p", voice.say(one), "clamp")
        if rules is not None:
            self._body = self.body(rules)


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
