"""Copying rules to another child or computer: what, to whom, what changes there, and then it is saved like any edit."""

from __future__ import annotations

from nicegui import ui

from child_views import children
from errors import InvalidValue, MngrError, NothingToChange
from i18n import N_, Message
from rules_draft import PARTS, RulesDraft, copied
from rules_views import RulesView
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting
from ui.child.places import Login, login_of, place_names
from ui.parts.once import once_button
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, icon, text
from views import FleetView

NAMED = {
    "hours": N_("Allowed hours"),
    "limits": N_("Limits"),
    "behaviour": N_("What happens at the end"),
    "playtime": N_("PlayTime"),
}
MOST_SHOWN = 50
"""Logins in the list; a school finds others by the field above it."""
FEW = 10
"""Up to so many logins no field is needed to find one."""
MOST_TARGETS = 20
"""Logins that get them at once: what changes is shown for each before."""
MOST_WORDS = 6


async def copy_rules(drafting: Drafting, fleet: FleetView | None) -> None:
    """Open the sheet for the rules that are looked at, as they are shown, with what is not saved yet."""
    desk, rules = drafting.desk, drafting.rules
    if rules is None or fleet is None:
        desk.mention(desk.voice.text(N_("These rules are not known, so they cannot be copied.")))
        return
    _Copying(drafting, fleet, rules)


class _Copying:
    """The sheet."""

    def __init__(self, drafting: Drafting, fleet: FleetView, rules: UserConfig) -> None:
        self._desk = drafting.desk
        self._rules = rules
        self._parts = dict.fromkeys(PARTS, True)
        self._chosen: dict[Login, RulesView | None] = {}
        self._boxes: dict[Login, ui.checkbox] = {}
        self._wanted = ""
        self._others = {
            login_of(one): (child.name, one)
            for child in children(fleet)
            for one in child.users
            if login_of(one) != drafting.at
        }
        self._places = {login: name for child in children(fleet) for login, name in place_names(child.users).items()}
        voice, source = self._desk.voice, place_names(drafting.child.users).get(drafting.at, drafting.user.server.name)
        title = voice.text(N_("Copy the rules of {user} on {server}"), user=drafting.child.name, server=source)
        with sheet(title) as self._dialog:
            if not self._others:
                text("p", voice.text(N_("There is nobody else to copy them to.")), "muted")
            else:
                self._ask()
            self._complaint = Complaint()
            with box("actions"):
                button(voice.text(N_("Cancel")), self._dialog.close).mark("cancel")
                self._do_it = once_button("", self._save, "primary", rest=0).mark("do-it")
        self._preview()

    def _ask(self) -> None:
        voice = self._desk.voice
        with box("targets", "fieldset"):
            text("legend", voice.text(N_("What")))
            for part, label in NAMED.items():
                tick = ui.checkbox(voice.text(label), value=True).mark(f"part-{part}")
                tick.on_value_change(lambda event, part=part: self._tick_part(part, wanted=bool(event.value)))
        with box("targets", "fieldset"):
            text("legend", voice.text(N_("To whom")))
            if len(self._others) > FEW:
                find = ui.input(voice.text(N_("Find a name or a computer"))).mark("find")
                find.props("outlined autocomplete=off clearable maxlength=60")
                find.on_value_change(lambda event: self._find(str(event.value or "")))
            self._list = box("copy-list")
            self._bound = text("p", classes="small muted").props("role=status").mark("copy-bound")
            self._list_others()
        self._words = box("stack").props("aria-live=polite")

    def _find(self, wanted: str) -> None:
        self._wanted = wanted.casefold()
        self._list_others()

    def _list_others(self) -> None:
        self._list.clear()
        found = [
            (login, self._name(login))
            for login, (child, one) in self._others.items()
            if login in self._chosen or self._wanted in f"{child} {one.server.name} {one.user.name}".casefold()
        ]
        if len(found) > MOST_SHOWN:  # those that are chosen can always be taken back
            found.sort(key=lambda one: one[0] not in self._chosen)
        self._boxes = {}
        with self._list:
            for login, name in found[:MOST_SHOWN]:
                tick = ui.checkbox(name, value=login in self._chosen).mark("copy-to")
                tick.on_value_change(lambda event, login=login: self._tick(login, wanted=bool(event.value)))
                self._boxes[login] = tick
        self._show_bound()

    def _show_bound(self) -> None:
        """Say so where no more can be chosen, and let none be ticked that would get nothing."""
        full = len(self._chosen) >= MOST_TARGETS
        sentence = N_("{count} at once at the most: copy to these first, and then to the others.")
        self._bound.set_text(self._desk.voice.text(sentence, count=MOST_TARGETS) if full else "")
        for login, tick in self._boxes.items():
            tick.set_enabled(login in self._chosen or not full)

    def _name(self, login: Login) -> str:
        child, _ = self._others[login]
        return self._desk.voice.text(N_("{user} on {server}"), user=child, server=self._places[login])

    def _tick_part(self, part: str, *, wanted: bool) -> None:
        self._parts[part] = wanted
        self._preview()

    async def _tick(self, login: Login, *, wanted: bool) -> None:
        if wanted and login not in self._chosen and len(self._chosen) >= MOST_TARGETS:
            self._boxes[login].set_value(False)  # it was tapped before the page heard that no more are taken
            return
        if not wanted:
            self._chosen.pop(login, None)
            self._show_bound()
        else:
            self._chosen[login] = None
            self._show_bound()
            found = await self._desk.fetch(self._desk.services.rules, *login)
            if login in self._chosen:
                self._chosen[login] = found if isinstance(found, RulesView) else None
        self._preview()

    def _drafts(self) -> dict[Login, RulesDraft | Message]:
        """For each that is chosen what it would get, or why it cannot get it."""
        parts = [part for part, wanted in self._parts.items() if wanted]
        found: dict[Login, RulesDraft | Message] = {}
        for login, view in self._chosen.items():
            if view is None or view.rules is None:
                found[login] = view.why if view and view.why else Message(N_("Its rules are not known yet."))
                continue
            try:
                found[login] = copied(self._rules, view.rules, parts, view.version)
            except InvalidValue as error:
                found[login] = error.message
        return found

    def _preview(self) -> None:
        voice = self._desk.voice
        drafts = self._drafts()
        ready = _ready(drafts)
        self._do_it.set_text(voice.text(N_("Copy to {count}"), count=len(ready)) if ready else voice.text(N_("Copy")))
        self._do_it.set_enabled(bool(ready))
        if not self._others:
            return
        self._words.clear()
        with self._words:
            for login, draft in drafts.items():
                with box("preview"):
                    text("h3", self._name(login)).mark("preview")
                    self._say(draft)

    def _say(self, draft: RulesDraft | Message) -> None:
        voice = self._desk.voice
        if isinstance(draft, Message):
            text("p", voice.say(draft), "small muted")
            return
        if not draft.differs:
            text("p", voice.text(N_("It is so there already.")), "small muted")
            return
        words = draft.words(voice.style)
        with box("words", "ul"):
            for one in words[:MOST_WORDS]:
                text("li", voice.say(one), "clamp").mark("copy-words")
            if rest := max(len(words) - MOST_WORDS, 0):
                text("li", voice.count(N_("and {count} more change"), N_("and {count} more changes"), rest), "muted")
        for doubt in draft.doubts():
            with box("note warn small").mark("doubt"):
                icon("look")
                text("p", voice.say(doubt.message), "grow")

    async def _save(self) -> None:
        self._complaint.say("")
        desk = self._desk
        while ready := _ready(self._drafts()):  # looked at again each time: one may be unticked while others get theirs
            login, draft = ready[0]
            error = await self._save_one(login, draft)
            if error and not isinstance(error, NothingToChange):
                sentence = desk.voice.text(N_("{server}: {what}"), server=self._name(login), what=error.message)
                self._complaint.say(sentence)
                self._list_others()
                self._preview()
                return
            self._chosen.pop(login, None)
        self._dialog.close()
        desk.mention(desk.voice.text(N_("The rules are on their way.")))

    async def _save_one(self, login: Login, draft: RulesDraft) -> MngrError | None:
        try:
            changes, seen = draft.changes(), draft.seen()
        except InvalidValue as error:
            return error
        desk = self._desk
        return await desk.attempt(desk.services.editing.config, *login, changes, desk.asked(), seen=seen)


def _ready(drafts: dict[Login, RulesDraft | Message]) -> list[tuple[Login, RulesDraft]]:
    """Those that would get something."""
    return [(login, one) for login, one in drafts.items() if isinstance(one, RulesDraft) and one.differs]
