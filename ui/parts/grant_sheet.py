"""More or less time: the sheet for everything that +15 and +30 are not."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from pending.models import MAX_REASON
from timekpr_rules import Grant, Operation
from ui.desk import Desk
from ui.parts.giving import Giving
from ui.parts.once import once_button
from ui.parts.segments import segments
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button
from ui.voice import Voice
from ui.words import called
from views import ServerView, UserView

MOST_MINUTES = 24 * 60
QUICK = (5, 10, 15, 30, 45, 60)
"""Minutes that one tap chooses."""

OPERATIONS = {Operation.ADD: N_("Give"), Operation.TAKE: N_("Take"), Operation.SET: N_("Set what is left")}
DO_IT = {
    Operation.ADD: N_("Give {duration}"),
    Operation.TAKE: N_("Take {duration}"),
    Operation.SET: N_("Leave {duration}"),
}


def more_or_less_time(desk: Desk, server: ServerView, user: UserView) -> None:
    """Ask what to do to the time of today."""
    voice = desk.voice
    with sheet(voice.text(N_("Time of {user} today"), user=called(user))) as dialog:
        form = _Form(voice, playtime=user.playtime_left is not None)
        complaint = Complaint()

        async def give() -> None:
            complaint.say("")
            grant = form.grant()
            if grant is None:
                return
            giving = Giving(desk, server, user, grant, reason=form.reason(), accepted=dialog.close)
            if error := await giving.start():
                complaint.say(error.text(voice.language))

        with box("actions"):
            button(voice.text(N_("Cancel")), dialog.close).mark("cancel")
            form.follow(once_button("", give, "primary", rest=0).mark("do-it"))


class _Form:
    """What to do, to which time, how many minutes, and why."""

    def __init__(self, voice: Voice, *, playtime: bool) -> None:
        self._voice = voice
        self._button: ui.button | None = None
        operations = {operation.value: voice.text(label) for operation, label in OPERATIONS.items()}
        self._operation = segments(voice.text(N_("What to do")), operations).mark("operation")
        self._kind = None
        if playtime:
            kinds = {"time": voice.text(N_("Time at the computer")), "playtime": voice.text(N_("PlayTime"))}
            self._kind = segments(voice.text(N_("Which time")), kinds).mark("kind")
        with box("quick").props("role=group") as quick:
            quick.props["aria-label"] = voice.text(N_("Minutes"))
            for minutes in QUICK:
                button(str(minutes), lambda minutes=minutes: self._minutes.set_value(str(minutes))).props(
                    f'aria-label="{minutes:d}"'
                ).mark(f"minutes-{minutes}")
        self._minutes = ui.input(voice.text(N_("Minutes")), value="15").mark("minutes")
        self._minutes.props("outlined no-error-icon autocomplete=off inputmode=numeric maxlength=4")
        self._reason = ui.input(voice.text(N_("Reason, if you like"))).mark("reason")
        self._reason.props(f"outlined no-error-icon autocomplete=off maxlength={MAX_REASON:d}")
        for element in (self._operation, self._minutes):
            element.on_value_change(self._changed)

    def follow(self, element: ui.button) -> None:
        """Let the button say what it would do."""
        self._button = element
        self._changed()

    def grant(self) -> Grant | None:
        """What was entered; nothing, and the reason at the field, if it is no number of minutes."""
        minutes = self._entered()
        if minutes is None:
            allowed = N_("A number from {least} to {most}.")
            least = 0 if self._what() is Operation.SET else 1
            self._minutes.error = self._voice.text(allowed, least=least, most=MOST_MINUTES)
            self._minutes.run_method("focus")
            return None
        playtime = self._kind is not None and self._kind.value == "playtime"
        return Grant(self._what(), minutes * 60, playtime)

    def reason(self) -> str:
        """Why, in one line; may be empty."""
        return str(self._reason.value or "").strip()

    def _what(self) -> Operation:
        return Operation(self._operation.value)

    def _entered(self) -> int | None:
        entered = str(self._minutes.value or "").strip()
        least = 0 if self._what() is Operation.SET else 1
        if not (entered.isascii() and entered.isdigit() and least <= int(entered) <= MOST_MINUTES):
            return None
        return int(entered)

    def _changed(self) -> None:
        self._minutes.error = None
        minutes = self._entered()
        duration = "…" if minutes is None else self._voice.duration(minutes * 60)
        if self._button:
            self._button.set_text(self._voice.text(DO_IT[self._what()], duration=duration))
