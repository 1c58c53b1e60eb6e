"""The programs that count as play: a list that is added to, edited, put in order and shortened."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from errors import InvalidValue
from i18n import N_
from timekpr_rules import Activity, UserConfig
from ui.child.one_login import OneLogin
from ui.child.program_sheet import ProgramSheet
from ui.child.programs import moved, removed
from ui.parts.focus import focus_on, once_a_press, rest
from ui.theme import box, button, icon_button, text
from ui.voice import Voice


class Activities:
    """The card with the list. A program's row goes with it, so that whoever has the focus there keeps it."""

    def __init__(self, drafting: OneLogin) -> None:
        self._drafting = drafting
        self._rows: list[_Row] = []
        voice = drafting.desk.voice
        with box("card", "section").mark("activities"):
            text("h2", voice.text(N_("Programs that count as play")))
            self._empty = text("p", voice.text(N_("None yet, so nothing counts as play.")), "muted")
            self._list = box("activities", "ol")
            with box("actions"):
                self._add = button(voice.text(N_("Add a program")), lambda: ProgramSheet(drafting))
                once_a_press(self._add.mark("add-activity"))

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        activities = rules.playtime.activities
        left, self._rows = self._rows, []
        for activity in activities:
            row = next((one for one in left if one.activity == activity), None)
            if row:
                left.remove(row)
            self._rows.append(row or self._draw(activity))
        for gone in left:
            gone.root.delete()
        for place, row in enumerate(self._rows):
            if self._list.default_slot.children[place] is not row.root:
                row.root.move(self._list, place)
            row.show(place, last=place == len(activities) - 1)
        self._empty.set_visibility(not activities)

    def _draw(self, activity: Activity) -> _Row:
        with self._list:
            row = _Row(self._drafting.desk.voice, activity)
        row.up.on_click(lambda: self._move(row, -1))
        row.down.on_click(lambda: self._move(row, 1))
        row.edit.on_click(lambda: ProgramSheet(self._drafting, activity, row.place, done=self._focus_edit))
        once_a_press(row.edit)
        row.remove.on_click(lambda: self._remove(row))
        return row

    def _move(self, row: _Row, by: int) -> None:
        """At an end nothing happens and the focus stays: one who holds Enter would otherwise send it back again."""
        self._change(lambda rules: moved(rules, row.activity, row.place, by))
        focus_on(row.up if by < 0 else row.down)  # a browser takes the focus away from what is moved

    def _remove(self, row: _Row) -> None:
        self._change(lambda rules: removed(rules, row.activity, row.place))
        if row not in self._rows:
            focus_on(self._rows[min(row.place, len(self._rows) - 1)].remove if self._rows else self._add)

    def _focus_edit(self, activity: Activity) -> None:
        """An edited program has a row of its own, and the button from which its sheet was opened is gone."""
        for row in self._rows:
            if row.activity == activity:
                focus_on(row.edit)

    def _change(self, make: Callable[[UserConfig], UserConfig]) -> None:
        try:
            self._drafting.change(make)
        except InvalidValue as error:
            self._drafting.desk.mention(error.text(self._drafting.desk.voice.language))


class _Row:
    """One program with its buttons."""

    def __init__(self, voice: Voice, activity: Activity) -> None:
        self.activity = activity
        self.place = 0
        name = activity.description or activity.mask
        with box("activity", "li").mark("activity") as self.root:
            with box("grow"):
                text("p", name, "clamp").mark("activity-name")
                if activity.description:
                    text("p", activity.mask, "mono muted clamp").mark("activity-mask")
            with box("activity-tools"):
                self.up: ui.button = icon_button("up", voice.text(N_("{name}: further up"), name=name))
                self.down: ui.button = icon_button("down", voice.text(N_("{name}: further down"), name=name))
                self.edit: ui.button = icon_button("edit", voice.text(N_("Edit {name}"), name=name))
                self.remove: ui.button = icon_button("cross", voice.text(N_("Remove {name}"), name=name))

    def show(self, place: int, *, last: bool) -> None:
        """Stand in this place."""
        self.place = place
        rest(self.up, place == 0)
        rest(self.down, last)
        for name in ("up", "down", "edit", "remove"):
            getattr(self, name).mark(f"{name}-{place}")
