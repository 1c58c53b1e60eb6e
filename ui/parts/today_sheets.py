"""Another limit or other hours, for today alone: what will differ and what stands in the way is said before."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from editing import Plan, Today
from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.edit_words import INFORMS
from ui.parts.once import once_button
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, icon, text
from ui.words import called
from views import ServerView, UserView

DAY = 24 * 60
STEP = 30
"""Minutes between the times that are offered."""
QUICK = (30, 60, 90, 120, 180, 240)
"""Minutes of a limit that one tap chooses."""

Planner = Callable[[str, str, int], Plan | None]


async def limit_today(desk: Desk, server: ServerView, user: UserView) -> None:
    """How much there is today, grants aside."""
    voice = desk.voice
    today = await _of_today(desk, server, user)
    if today is None:
        return
    with sheet(voice.text(N_("Limit of today for {user}"), user=called(user))) as dialog:
        text("p", voice.text(N_("On {server}, for today alone."), server=server.name), "muted small")
        with box("quick").props("role=group") as quick:
            quick.props["aria-label"] = voice.text(N_("Limit"))
            for few in QUICK:
                button(voice.duration(few * 60), lambda few=few: minutes.set_value(str(few))).mark(f"limit-{few}")
        minutes = ui.input(voice.text(N_("Minutes")), value=str(today.limit // 60)).mark("minutes")
        minutes.props("outlined no-error-icon autocomplete=off inputmode=numeric maxlength=4 debounce=200")
        draft = _Draft(desk, server, user, dialog, desk.services.editing.plan_limit)

        async def changed() -> None:
            entered = str(minutes.value or "").strip()
            valid = entered.isascii() and entered.isdigit() and int(entered) <= DAY
            minutes.error = None if valid else voice.text(N_("A number from {least} to {most}."), least=0, most=DAY)
            if valid:
                label = voice.text(N_("Limit today to {duration}"), duration=voice.duration(int(entered) * 60))
                await draft.think(int(entered) * 60, label)
            else:
                draft.forget()

        minutes.on_value_change(changed)
    await changed()


async def open_until(desk: Desk, server: ServerView, user: UserView) -> None:
    """Until when it is open today, from now on."""
    voice = desk.voice
    today = await _of_today(desk, server, user)
    if today is None:
        return
    ahead = range((today.minute // STEP + 1) * STEP, DAY + 1, STEP)
    with sheet(voice.text(N_("Open until when for {user}?"), user=called(user))) as dialog:
        text("p", voice.text(N_("On {server}, for today alone."), server=server.name), "muted small")
        until = ui.select(
            {minute: voice.clock(minute) for minute in ahead},
            label=voice.text(N_("Open until")),
            value=next((minute for minute in ahead if minute > today.closes), DAY),
        ).props("outlined options-dense=false behavior=menu")
        until.mark("until")
        draft = _Draft(desk, server, user, dialog, desk.services.editing.plan_open_until)

        async def changed() -> None:
            minute = int(until.value)
            await draft.think(minute, voice.text(N_("Open until {time}"), time=voice.clock(minute)))

        until.on_value_change(changed)
    await changed()


async def _of_today(desk: Desk, server: ServerView, user: UserView) -> Today | None:
    """What holds today; if that is not known, why not is said in passing."""
    today = await desk.fetch(desk.services.editing.of_today, server.id, user.name)
    if isinstance(today, MngrError):
        desk.mention(today.text(desk.voice.language))
        return None
    if today is None:
        sentence = N_(
            "The rules of {user} on {server} are damaged or not known yet, so they cannot be changed for today."
        )
        desk.mention(desk.voice.text(sentence, user=called(user), server=server.name))
    return today


class _Draft:
    """The lower half of both sheets: the change in words, its doubts, and the button that hands it in."""

    def __init__(self, desk: Desk, server: ServerView, user: UserView, dialog: ui.dialog, planner: Planner) -> None:
        self._desk = desk
        self._server = server
        self._user = user
        self._dialog = dialog
        self._planner = planner
        self._plan: Plan | None = None
        self._thoughts = 0
        self._preview = box("stack").props("aria-live=polite").mark("preview")
        self._complaint = Complaint()
        with box("actions"):
            button(desk.voice.text(N_("Cancel")), dialog.close).mark("cancel")
            self._button = once_button(desk.voice.text(N_("Set")), self._do_it, "primary", rest=0).mark("do-it")

    async def think(self, value: int, label: str) -> None:
        """Show what a choice would come to; an answer that comes after the next choice is not shown."""
        self.forget()
        self._thoughts += 1
        mine = self._thoughts
        plan = await self._desk.fetch(self._planner, self._server.id, self._user.name, value)
        if mine != self._thoughts or self._preview.is_deleted:
            return
        if isinstance(plan, MngrError):
            self._complaint.say(plan.text(self._desk.voice.language))
        elif plan is not None:
            self._button.set_text(label)
            self._show(plan)

    def forget(self) -> None:
        """There is nothing to hand in."""
        self._plan = None
        self._thoughts += 1
        self._preview.clear()
        self._complaint.say("")
        self._button.disable()

    def _show(self, plan: Plan) -> None:
        voice = self._desk.voice
        with self._preview:
            if not plan.words:
                text("p", voice.text(N_("Nothing would change.")), "muted").mark("same")
                return
            for words in plan.words:
                text("p", voice.say(words), "strong").mark("difference")
            for doubt in plan.doubts:
                informs = doubt.code in INFORMS
                with box("note small" if informs else "note warn").mark("doubt"):
                    if not informs:
                        icon("look")
                    text("p", voice.say(doubt.message), "grow")
        self._plan = plan
        self._button.enable()

    async def _do_it(self) -> None:
        if self._plan is None:
            return
        desk = self._desk
        call = desk.services.editing.today
        if error := await desk.attempt(call, self._server.id, self._user.name, self._plan.changes, desk.asked()):
            self._complaint.say(error.text(desk.voice.language))
        else:
            self._dialog.close()
