"""The programs that count as play: a list that is added to, edited, put in order and shortened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nicegui import ui

from errors import InvalidValue
from i18n import N_, Message
from timekpr_rules import Activity, UserConfig
from timekpr_rules.texts import MAX_TEXT, check_description, check_mask
from ui.child.one_login import OneLogin
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, icon_button, text
from ui.voice import Voice


class Activities:
    """The card with the list."""

    def __init__(self, drafting: OneLogin) -> None:
        self._drafting = drafting
        self._shown: tuple[Activity, ...] | None = None
        voice = drafting.desk.voice
        with box("card", "section").mark("activities"):
            text("h2", voice.text(N_("Programs that count as play")))
            self._empty = text("p", voice.text(N_("None yet, so nothing counts as play.")), "muted")
            self._list = box("activities", "ol")
            with box("actions"):
                add = button(voice.text(N_("Add a program")), lambda: _edit(drafting, None))
                add.mark("add-activity")

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        if rules.playtime.activities == self._shown:
            return
        self._shown = rules.playtime.activities
        self._empty.set_visibility(not self._shown)
        self._list.clear()
        with self._list:
            for place, activity in enumerate(self._shown):
                self._row(place, activity, last=place == len(self._shown) - 1)

    def _row(self, place: int, activity: Activity, *, last: bool) -> None:
        voice, drafting = self._drafting.desk.voice, self._drafting
        name = activity.description or activity.mask
        with box("activity", "li").mark("activity"):
            with box("grow"):
                text("p", name, "clamp").mark("activity-name")
                if activity.description:
                    text("p", activity.mask, "mono muted clamp").mark("activity-mask")
            with box("activity-tools"):
                up = icon_button("up", voice.text(N_("{name}: further up"), name=name))
                up.on_click(lambda: _move(drafting, place, -1)).mark(f"up-{place}")
                up.set_enabled(place > 0)
                down = icon_button("down", voice.text(N_("{name}: further down"), name=name))
                down.on_click(lambda: _move(drafting, place, 1)).mark(f"down-{place}")
                down.set_enabled(not last)
                edit = icon_button("edit", voice.text(N_("Edit {name}"), name=name))
                edit.on_click(lambda: _edit(drafting, place)).mark(f"edit-{place}")
                remove = icon_button("cross", voice.text(N_("Remove {name}"), name=name))
                remove.on_click(lambda: _remove(drafting, place)).mark(f"remove-{place}")


def _edit(drafting: OneLogin, place: int | None) -> None:
    """Ask for a program, a new one or another one in its place."""
    voice, rules = drafting.desk.voice, drafting.rules
    before = rules.playtime.activities[place] if rules and place is not None else Activity("")
    title = voice.text(N_("Add a program") if place is None else N_("Edit the program"))
    with sheet(title) as dialog:
        mask = _field(voice.text(N_("Name of the program, or a pattern")), before.mask).mark("mask")
        mask.props("autofocus autocapitalize=none")
        hint = N_(
            "Such as supertuxkart, or minecraft.* for all that begin so. It is compared with the whole name of the "
            "program's file."
        )
        text("p", voice.text(hint), "small muted")
        name = _field(voice.text(N_("What you call it")), before.description).mark("description")
        complaint = Complaint()

        def done() -> None:
            complaint.say("")
            wanted = Activity(str(mask.value or "").strip(), str(name.value or "").strip())
            checks = (mask, check_mask, wanted.mask), (name, check_description, wanted.description)
            wrong = [element for element, check, value in checks if _is_refused(voice, element, check, value)]
            if wrong:
                wrong[0].run_method("focus")
                return
            try:
                drafting.change(lambda rules: _with(rules, place, wanted))
            except InvalidValue as error:
                complaint.say(error.text(voice.language))
                return
            dialog.close()

        mask.on("keydown.enter", done)
        name.on("keydown.enter", done)
        with box("actions"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")
            button(voice.text(N_("Done")), done, "primary").mark("do-it")


def _field(label: str, value: str) -> ui.input:
    return ui.input(label, value=value).props(
        f"outlined no-error-icon autocomplete=off spellcheck=false maxlength={MAX_TEXT:d}"
    )


def _is_refused(voice: Voice, element: ui.input, check: Callable[[Message, str], None], value: str) -> bool:
    """Whether a value is not allowed; then its field says why."""
    element.error = None
    try:
        check(Message(N_("Program")), value)
    except InvalidValue as error:
        element.error = error.text(voice.language)
    return element.error is not None


def _with(rules: UserConfig, place: int | None, wanted: Activity) -> UserConfig:
    activities = list(rules.playtime.activities)
    if place is None or place >= len(activities):
        activities.append(wanted)
    else:
        activities[place] = wanted
    return _having(rules, activities)


def _move(drafting: OneLogin, place: int, by: int) -> None:
    def moved(rules: UserConfig) -> UserConfig:
        activities = list(rules.playtime.activities)
        if 0 <= place + by < len(activities):
            activities[place], activities[place + by] = activities[place + by], activities[place]
        return _having(rules, activities)

    drafting.change(moved)


def _remove(drafting: OneLogin, place: int) -> None:
    def shorter(rules: UserConfig) -> UserConfig:
        return _having(rules, [one for n, one in enumerate(rules.playtime.activities) if n != place])

    drafting.change(shorter)


def _having(rules: UserConfig, activities: list[Activity]) -> UserConfig:
    return replace(rules, playtime=replace(rules.playtime, activities=tuple(activities)))
