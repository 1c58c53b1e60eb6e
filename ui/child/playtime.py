"""PlayTime: whether there is any, how much on each day, which programs count as play, and a place to try that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from errors import NothingToChange
from i18n import N_
from timekpr_rules import Feature, UserConfig, has
from ui.child.activities import Activities
from ui.child.drafting import Drafting
from ui.child.limit_rows import LimitRows, day_limits
from ui.child.rules_tab import RulesTab
from ui.child.switches import Switch
from ui.child.tester import Tester
from ui.parts.once import once_button
from ui.theme import box, icon, text


class PlayTimeTab(RulesTab):
    """Everything of PlayTime."""

    def body(self, rules: UserConfig) -> PlayTime:
        """Draw the controls."""
        return PlayTime(self._drafting, rules)


class PlayTime:
    """Switches, limits, programs and the tester."""

    def __init__(self, drafting: Drafting, rules: UserConfig) -> None:
        self._drafting = drafting
        view = drafting.view
        if view and view.playtime_on is False:
            _master_is_off(drafting)
        with box("cards two"):
            with box("stack"):
                self._switches = _Switches(drafting)
                self._limits = _Limits(drafting)
            with box("stack"):
                self._activities = Activities(drafting)
                self._tester = Tester(drafting)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._switches.update(rules)
        self._limits.update(rules)
        self._activities.update(rules)


def _master_is_off(drafting: Drafting) -> None:
    """Nothing here works until the computer's own switch is on."""
    desk, one = drafting.desk, drafting.user
    voice = desk.voice

    async def turn_on() -> None:
        changes = {"TIMEKPR_PLAYTIME_ENABLED": "True"}
        error = await desk.attempt(desk.services.editing.main, one.server.id, changes, desk.asked())
        if error and not isinstance(error, NothingToChange):
            desk.mention(error.text(voice.language))

    with box("note warn").mark("master-off"):
        icon("look")
        sentence = N_("PlayTime is switched off on {server} for everybody, so nothing here works yet.")
        text("p", voice.text(sentence, server=one.server.name), "grow")
        once_button(voice.text(N_("Switch it on there")), turn_on).mark("master-on")


class _Switches:
    """The card with the three switches."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        voice = drafting.desk.voice
        with box("card", "section").mark("playtime-switches"):
            text("h2", voice.text(N_("PlayTime")))
            explained = N_("A part of the day's time for games: when it is over they are closed, the rest may go on.")
            text("p", voice.text(explained), "small muted")
            self._enabled = Switch(
                drafting, N_("PlayTime for this child"), self._of("enabled"),
                N_("The programs below may run only as long as there is PlayTime."),
            ).mark("playtime-enabled")  # fmt: skip
            self._override = Switch(
                drafting, N_("Only these programs use up time"), self._of("override"),
                N_("All other use is not counted at all. The limits of PlayTime below mean nothing then."),
            ).mark("playtime-override")  # fmt: skip
            view = drafting.view
            self._free: Switch | None = None
            if has(view.version if view else None, Feature.PLAYTIME_IN_UNACCOUNTED):
                self._free = Switch(
                    drafting, N_("Allow play in free hours"), self._of("in_unaccounted"),
                    N_("In hours that are not counted these programs may run too."),
                ).mark("playtime-free")  # fmt: skip

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._enabled.update(rules.playtime.enabled)
        self._override.update(rules.playtime.override)
        if self._free:
            self._free.update(rules.playtime.in_unaccounted)

    def _of(self, attribute: str) -> Any:  # noqa: ANN401 - a function that takes the switch's new value
        return lambda value: self._drafting.change(
            lambda rules: replace(rules, playtime=replace(rules.playtime, **{attribute: value}))
        )


class _Limits:
    """The card with the PlayTime of each day."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        voice = drafting.desk.voice
        with box("card", "section").mark("playtime-limits"):
            text("h2", voice.text(N_("PlayTime on each day")))
            self._rows = LimitRows(
                drafting.desk, day_limits(drafting.desk, voice.text(N_("none"))), self._set, days=True
            )
            self._unused = text("p", classes="small muted")

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        voice = self._drafting.desk.voice
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

        self._drafting.change(changed)
