"""A place to try which programs count as play, decided exactly as Timekpr decides it."""

from __future__ import annotations

from nicegui import ui

from errors import MngrError
from i18n import N_
from mask_trial import MOST_PROGRAMS
from timekpr_rules import Activity
from ui.child.one_login import OneLogin
from ui.parts.once import once_button
from ui.parts.sheet import Complaint
from ui.theme import box, icon, text

LONGEST = 8000
"""Characters that can be entered."""
MOST_NAMED = 5


class Tester:
    """The card: programs in, one line out for each."""

    def __init__(self, drafting: OneLogin) -> None:
        self._drafting = drafting
        voice = drafting.desk.voice
        with box("card", "section").mark("tester"):
            text("h2", voice.text(N_("Try it")))
            hint = N_("Enter programs as they run on the computer, one in each line, and see what they count as.")
            text("p", voice.text(hint), "small muted")
            self._programs = ui.textarea(voice.text(N_("Programs or command lines"))).mark("programs")
            self._programs.props(f"outlined autogrow spellcheck=false autocapitalize=none maxlength={LONGEST:d}")
            with box("actions"):
                once_button(voice.text(N_("Try")), self._try, rest=0).mark("try")
            self._complaint = Complaint()
            self._results = box("trials", "ul").props("aria-live=polite")

    async def _try(self) -> None:
        drafting, voice = self._drafting, self._drafting.desk.voice
        rules, view = drafting.rules, drafting.view
        if rules is None or view is None:
            return
        activities = rules.playtime.activities
        masks = [activity.mask for activity in activities]
        entered = str(self._programs.value or "")[:LONGEST]
        found = await drafting.desk.fetch(_asked(drafting, by_command_line=view.by_command_line), masks, entered)
        self._results.clear()
        if isinstance(found, MngrError):
            self._complaint.say(found.text(voice.language))
            return
        self._complaint.say("" if found else voice.text(N_("Enter a program first.")))
        with self._results:
            for path, places in found or ():
                self._result(path, [activities[place] for place in places])
            if found:
                whole = N_("Whole command lines are looked at on this computer.")
                names = N_("Only the program's file is looked at on this computer, not what stands behind it.")
                text("li", voice.text(whole if view.by_command_line else names), "small muted")
            if len(found or ()) >= MOST_PROGRAMS:
                text("li", voice.text(N_("{count} lines are tried at once."), count=MOST_PROGRAMS), "small muted")

    def _result(self, path: str, counts_as: list[Activity]) -> None:
        voice = self._drafting.desk.voice
        names = ", ".join(one.description or one.mask for one in counts_as[:MOST_NAMED])
        with box("trial", "li").mark("trial"):
            icon("check" if counts_as else "cross")
            with box("grow"):
                text("p", path, "mono clamp")
                said = voice.text(N_("Counts as {name}"), name=names) if counts_as else voice.text(N_("Does not count"))
                text("p", said, "small good-text" if counts_as else "small muted").mark("trial-says")


def _asked(drafting: OneLogin, *, by_command_line: bool):  # noqa: ANN202 - as Services.try_masks without its last word
    services = drafting.desk.services
    return lambda masks, entered: services.try_masks(masks, entered, by_command_line=by_command_line)
