"""What happens when the time is over, and what counts as time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nicegui import ui

from differences import LOCKOUT
from i18n import N_
from speech import TimeOfDay
from timekpr_rules import UserConfig, lockout_types
from ui.child.one_login import OneLogin
from ui.child.switches import Switch
from ui.parts.radios import radio_group, show_chosen
from ui.theme import box, text

EXPLAINED = {
    "terminate": N_("The child is signed out. What is not saved is lost."),
    "lock": N_("The screen is locked and nothing is lost; it can be unlocked again only when there is time."),
    "suspend": N_("Nothing is lost; whoever wakes it without time left sees it go to sleep again."),
    "suspendwake": N_("The same, and it wakes by itself for the next allowed hours. Not every computer can do that."),
    "shutdown": N_("It is shut down for everybody. What is not saved is lost."),
    "kill": N_("The child's programs are ended at once, even those that do not answer. What is not saved is lost."),
}
"""A sentence about each LOCKOUT_TYPE; what it is called is in differences.LOCKOUT."""


class Behaviour:
    """The card; every control in it has only values that are allowed."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice = one.desk.voice
        self._choices: dict[str, ui.element] = {}
        with box("card", "section").mark("behaviour"):
            text("h2", voice.text(N_("When the time is over")))
            self._group = radio_group(voice.text(N_("When the time is over")), "radios")
            self._wake = self._waking()
            self._track = Switch(
                one, N_("Count a locked screen too"), self._of("track_inactive"),
                N_("Time also counts while the screen is locked, or somebody else works in front."),
            ).mark("track-inactive")  # fmt: skip
            self._icon = Switch(
                one, N_("Hide Timekpr from the child"), self._of("hide_tray_icon"),
                N_("No icon and no notices, so nobody is warned before the time is over."),
            ).mark("hide-icon")  # fmt: skip

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        view = self._one.view
        known = lockout_types(view.version if view else None)
        kinds = known if rules.lockout in known else (*known, rules.lockout)
        for gone in [kind for kind in self._choices if kind not in kinds]:
            self._choices.pop(gone).delete()
        with self._group:
            for kind in kinds:
                if kind not in self._choices:
                    self._choices[kind] = self._choice(kind, known=kind in known)
        show_chosen(self._choices.values(), self._choices[rules.lockout])
        for choice in self._choices.values():
            if not self._one.may_edit:
                choice.props["disabled"] = True
        self._waking_area.set_visibility(rules.lockout == "suspendwake")
        for element, hour in zip(self._wake, rules.wakeup_hours, strict=True):
            element.set_value(hour)
        self._track.update(rules.track_inactive)
        self._icon.update(rules.hide_tray_icon)

    def _choice(self, kind: str, *, known: bool) -> ui.element:
        voice = self._one.desk.voice
        with ui.element("button").classes("radio").props("role=radio type=button") as choice:
            if known:
                text("span", _begins_large(voice.text(LOCKOUT[kind])), "radio-name")
                text("span", voice.text(EXPLAINED[kind]), "small muted")
            else:
                text("span", voice.quoted(kind[:40]), "radio-name")
                text(
                    "span",
                    voice.text(N_("This Timekpr does not know it: nothing happens at the end of time.")),
                    "small",
                )
        choice.on("click", lambda: self._change(lockout=kind))
        return choice.mark(f"lockout-{kind}") if known else choice.mark("lockout-unknown")

    def _waking(self) -> tuple[ui.select, ui.select]:
        voice = self._one.desk.voice
        formats = voice.style.time_format

        def hours(*, end: bool) -> dict[int, str]:
            shown = {hour: TimeOfDay(minute=(hour + end) * 60, time_format=formats) for hour in range(24)}
            return {hour: voice.say(one) for hour, one in shown.items()}

        with box("two-fields") as self._waking_area:
            label = N_("May wake up from"), N_("until")
            first = ui.select(hours(end=False), label=voice.text(label[0]), value=0).mark("wake-first")
            last = ui.select(hours(end=True), label=voice.text(label[1]), value=23).mark("wake-last")
            for element in (first, last):
                element.props("outlined behavior=menu")
        first.on_value_change(lambda event: self._wake_at(0, event.value))
        last.on_value_change(lambda event: self._wake_at(1, event.value))
        return first, last

    def _wake_at(self, place: int, hour: int) -> None:
        rules = self._one.rules
        if rules is not None and rules.wakeup_hours[place] != hour:
            first, last = rules.wakeup_hours
            self._change(wakeup_hours=(hour, last) if place == 0 else (first, hour))

    def _of(self, attribute: str) -> Any:  # noqa: ANN401 - a function that takes the switch's new value
        return lambda value: self._change(**{attribute: value})

    def _change(self, **values: object) -> None:
        self._one.change(lambda rules: replace(rules, **values))


def _begins_large(words: str) -> str:
    return words[:1].upper() + words[1:]
