"""PlayTime: whether there is any, how much on each day, which programs count as play, and a place to try that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from errors import NothingToChange
from i18n import N_
from timekpr_rules import Feature, UserConfig, has
from ui.child.activities import Activities
from ui.child.limit_rows import LimitRows, day_limits
from ui.child.one_login import OneLogin
from ui.child.rules_tab import RulesTab
from ui.child.switches import Switch
from ui.child.tester import Tester
from ui.parts.once import once_button
from ui.theme import box, icon, text


class PlayTimeTab(RulesTab):
    """Everything of PlayTime."""

    def body(self, one: OneLogin, rules: UserConfig) -> PlayTime:
        """Draw the controls."""
        return PlayTime(one, rules)


class PlayTime:
    """Switches, limits, programs and the tester."""

    def __init__(self, one: OneLogin, rules: UserConfig) -> None:
        self._one = one
        self._master = _Master(one)
        with box("cards two"):
            with box("stack"):
                self._switches = _Switches(one)
                self._limits = _Limits(one)
            with box("stack"):
                self._activities = Activities(one)
                self._tester = Tester(one)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._master.update()
        self._switches.update(rules)
        self._limits.update(rules)
        self._activities.update(rules)


class _Master:
    """Where the computer's own switch is off, nothing here works until it is on; an admin can switch it on."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice = one.desk.voice
        with box("note warn").mark("master-off") as self._root:
            icon("look")
            self._text = text("p", classes="grow")
            self._switch = once_button(voice.text(N_("Switch it on there")), self._turn_on).mark("master-on")

    def update(self) -> None:
        """Say it, or no more."""
        view, voice = self._one.view, self._one.desk.voice
        sentence = N_("PlayTime is switched off on {server} for everybody, so nothing here works yet.")
        self._text.set_text(voice.text(sentence, server=self._one.user.server.name))
        self._root.set_visibility(view is not None and view.playtime_on is False)
        self._switch.set_visibility(self._one.desk.may_admin)

    async def _turn_on(self) -> None:
        desk = self._one.desk
        changes = {"TIMEKPR_PLAYTIME_ENABLED": "True"}
        error = await desk.attempt(desk.services.editing.main, self._one.login[0], changes, desk.asked())
        if error and not isinstance(error, NothingToChange):
            desk.mention(error.text(desk.voice.language))


class _Switches:
    """The card with the three switches."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice = one.desk.voice
        with box("card", "section").mark("playtime-switches"):
            text("h2", voice.text(N_("PlayTime")))
            explained = N_("A part of the day's time for games: when it is over they are closed, the rest may go on.")
            text("p", voice.text(explained), "small muted")
            self._enabled = Switch(
                one, N_("PlayTime for this child"), self._of("enabled"),
                N_("The programs below may run only as long as there is PlayTime."),
            ).mark("playtime-enabled")  # fmt: skip
            self._override = Switch(
                one, N_("Only these programs use up time"), self._of("override"),
                N_("All other use is not counted at all. The limits of PlayTime below mean nothing then."),
            ).mark("playtime-override")  # fmt: skip
            self._free = Switch(
                one, N_("Allow play in free hours"), self._of("in_unaccounted"),
                N_("In hours that are not counted these programs may run too."),
            ).mark("playtime-free")  # fmt: skip

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._enabled.update(rules.playtime.enabled)
        self._override.update(rules.playtime.override)
        self._free.update(rules.playtime.in_unaccounted)
        view = self._one.view
        self._free.set_visibility(has(view.version if view else None, Feature.PLAYTIME_IN_UNACCOUNTED))

    def _of(self, attribute: str) -> Any:  # noqa: ANN401 - a function that takes the switch's new value
        return lambda value: self._one.change(
            lambda rules: replace(rules, playtime=replace(rules.playtime, **{attribute: value}))
        )


class _Limits:
    """The card with the PlayTime of each day."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice = one.desk.voice
        with box("card", "section").mark("playtime-limits"):
            text("h2", voice.text(N_("PlayTime on each day")))
            self._rows = LimitRows(one.desk, day_limits(one.desk, voice.text(N_("none"))), self._set, days=True)
            self._unused = text("p", classes="small muted")

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        voice = self._one.desk.voice
        self._rows.update(rules.playtime.limits)
        said = ""
        if rules.playtime.override:
            said = voice.text(N_("These limits mean nothing while only these programs use up time."))
        elif not rules.playtime.enabled:
            said = voice.text(N_("These limits hold once PlayTime is switched on."))
        self._unused.set_text(said)
        self._unused.set_visibility(bool(said))

    def _set(self, places: Sequence[int], seconds: int) -> None:
        def changed(rules: UserConfig) -> UserConfig:
            limits = tuple(seconds if n in places else limit for n, limit in enumerate(rules.playtime.limits))
            return replace(rules, playtime=replace(rules.playtime, limits=limits))

        self._one.change(changed)
