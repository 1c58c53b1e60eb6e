"""The sheet for one program that counts as play: a new one, or another in the place of one."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from errors import InvalidValue
from i18n import N_, Message
from timekpr_rules import Activity, UserConfig
from timekpr_rules.texts import MAX_TEXT, check_description, check_mask
from ui.child.one_login import OneLogin
from ui.child.programs import added, place_of, replaced
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, text
from ui.voice import Voice


class ProgramSheet:
    """Asks for a program; ``opened`` is the one that is edited, which stood at this place, None for a new one.

    ``done`` gets what it became, once it is in the draft and the sheet closes.
    """

    def __init__(
        self,
        drafting: OneLogin,
        opened: Activity | None = None,
        place: int = 0,
        done: Callable[[Activity], None] = lambda _: None,
    ) -> None:
        self._tell = done
        self._drafting = drafting
        self._opened = opened
        self._place = place
        self._voice = voice = drafting.desk.voice
        before = opened or Activity("")
        title = voice.text(N_("Edit the program") if opened else N_("Add a program"))
        with sheet(title) as self._dialog:
            self._mask = _field(voice.text(N_("Name of the program, or a pattern")), before.mask).mark("mask")
            self._mask.props("autofocus autocapitalize=none")
            hint = N_(
                "Such as supertuxkart, or minecraft.* for all that begin so. It is compared with the whole name of the "
                "program's file."
            )
            text("p", voice.text(hint), "small muted")
            self._name = _field(voice.text(N_("What you call it")), before.description).mark("description")
            self._complaint = Complaint()
            self._mask.on("keydown.enter", self._done)
            self._name.on("keydown.enter", self._done)
            with box("actions"):
                button(voice.text(N_("Cancel")), self._dialog.close).mark("cancel")
                button(voice.text(N_("Done")), self._done, "primary").mark("do-it")

    def _done(self) -> None:
        # A sheet that closes can be tapped until it has faded out, and a held Enter goes on telling.
        rules = self._drafting.rules
        if not self._dialog.value or rules is None:
            return
        self._complaint.say("")
        wanted = Activity(str(self._mask.value or "").strip(), str(self._name.value or "").strip())
        if self._is_refused(wanted, rules):
            return
        if self._opened and place_of(rules, self._opened, self._place) is None:
            gone = N_("{name} was changed or removed meanwhile. Close this and look at the list again.")
            self._complaint.say(self._voice.text(gone, name=self._opened.description or self._opened.mask))
            return
        try:
            self._drafting.change(lambda now: self._with(now, wanted))
        except InvalidValue as error:
            self._complaint.say(error.text(self._voice.language))
            return
        self._dialog.close()
        self._tell(wanted)

    def _with(self, rules: UserConfig, wanted: Activity) -> UserConfig:
        return replaced(rules, self._opened, self._place, wanted) if self._opened else added(rules, wanted)

    def _is_refused(self, wanted: Activity, rules: UserConfig) -> bool:
        """Whether it cannot be taken so; then the fields say why, and the first of them has the focus."""
        checks = (self._mask, check_mask, wanted.mask), (self._name, check_description, wanted.description)
        wrong = [element for element, check, value in checks if _is_refused(self._voice, element, check, value)]
        others = {one.mask for one in rules.playtime.activities} - {self._opened.mask if self._opened else None}
        if not wrong and wanted.mask in others:
            self._mask.error = self._voice.text(N_("This program is in the list already."))
            wrong = [self._mask]
        for element in wrong[:1]:
            element.run_method("focus")
        return bool(wrong)


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
