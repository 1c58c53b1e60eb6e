"""The programs that count as play: a list that is added to, edited, put in order and shortened."""

from __future__ import annotations

from collections.abc import Callable

from errors import InvalidValue
from i18n import N_
from timekpr_rules import Activity, UserConfig
from ui.child.drafting import Drafting
from ui.child.program_sheet import ProgramSheet
from ui.child.programs import moved, removed
from ui.theme import box, button, icon_button, text


class Activities:
    """The card with the list."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._shown: tuple[Activity, ...] | None = None
        voice = drafting.desk.voice
        with box("card", "section").mark("activities"):
            text("h2", voice.text(N_("Programs that count as play")))
            self._empty = text("p", voice.text(N_("None yet, so nothing counts as play.")), "muted")
            self._list = box("activities", "ol")
            with box("actions"):
                add = button(voice.text(N_("Add a program")), lambda: ProgramSheet(drafting))
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
        voice = self._drafting.desk.voice
        name = activity.description or activity.mask
        with box("activity", "li").mark("activity"):
            with box("grow"):
                text("p", name, "clamp").mark("activity-name")
                if activity.description:
                    text("p", activity.mask, "mono muted clamp").mark("activity-mask")
            with box("activity-tools"):
                up = icon_button("up", voice.text(N_("{name}: further up"), name=name))
                up.on_click(lambda: self._change(lambda rules: moved(rules, activity, place, -1)))
                up.mark(f"up-{place}").set_enabled(place > 0)
                down = icon_button("down", voice.text(N_("{name}: further down"), name=name))
                down.on_click(lambda: self._change(lambda rules: moved(rules, activity, place, 1)))
                down.mark(f"down-{place}").set_enabled(not last)
                edit = icon_button("edit", voice.text(N_("Edit {name}"), name=name))
                edit.on_click(lambda: ProgramSheet(self._drafting, activity, place)).mark(f"edit-{place}")
                remove = icon_button("cross", voice.text(N_("Remove {name}"), name=name))
                remove.on_click(lambda: self._change(lambda rules: removed(rules, activity, place)))
                remove.mark(f"remove-{place}")

    def _change(self, make: Callable[[UserConfig], UserConfig]) -> None:
        try:
            self._drafting.change(make)
        except InvalidValue as error:
            self._drafting.desk.mention(error.text(self._drafting.desk.voice.language))
