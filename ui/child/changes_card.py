"""What changes: the draft in words, what will not work, for which computers, and what others did meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from differences import config_differences
from errors import InvalidValue
from i18n import N_, Message
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting, Meanwhile, Target
from ui.child.places import login_of, place_names
from ui.parts.edit_lines import EditLines
from ui.parts.once import once_button
from ui.parts.sheet import Complaint
from ui.theme import box, button, icon, text
from views import EditView

MOST_WORDS = 12
"""Sentences that are shown; the others are counted."""
MOST_DIFFERENCES = 3
RULE_EDITS = frozenset({"config", "main"})
"""Kinds of edit whose life is shown here."""
FOCUS = """requestAnimationFrame(() => {{
  if (document.activeElement === document.body) getElement({id:d})?.focus({{ preventScroll: true }});
}})"""
"""Once the page is as it shall be; wherever somebody has put the focus meanwhile it stays."""


class ChangesCard:
    """Below the tabs: shown as soon as there is something to save, or something is under way."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._shown: object = None
        self._refused = ""
        self._complaint: Complaint | None = None
        self._buttons: tuple[ui.button, ...] = ()
        self._save_it: ui.button | None = None
        voice = drafting.desk.voice
        with box("stack changes").props("tabindex=-1").mark("changes") as self.root:
            self._look_only = text("p", voice.text(N_("You see these rules; changing them is for others.")), "muted")
            self._look_only.mark("look-only")
            self._card = box("card", "section")
            self._card.props["aria-label"] = voice.text(N_("What changes"))
            self._lines = EditLines(drafting.desk, ())
        self.update()

    def update(self) -> None:
        """Show the draft as it is now; drawn anew only if something in it is another."""
        drafting = self._drafting
        targets, known, may_edit = drafting.targets(), drafting.rules is not None, drafting.desk.may_edit
        shown = drafting.at, targets, drafting.meanwhile, known, may_edit
        if shown != self._shown:
            self._shown = shown
            self._card.clear()
            self._card.set_visibility(may_edit and drafting.draft is not None)
            self._buttons, self._save_it, self._complaint = (), None, None
            if drafting.draft is None:
                self._refused = ""
            elif may_edit:
                with self._card:
                    self._draw(targets, known=known)
        self._look_only.set_visibility(not may_edit)
        self._label_save(several=len(targets) > 1)
        self._rest()
        self._follow_edits()

    def _rest(self) -> None:
        """While it is being saved there is nothing to tap; not disabled, which would take the focus away."""
        for element in self._buttons:
            if self._drafting.saving:
                element.props("aria-disabled=true")
            elif "aria-disabled" in element.props:
                element.props(remove="aria-disabled")

    def _follow_edits(self) -> None:
        """The life of what was saved, on whichever computer."""
        users = self._drafting.child.users
        names = place_names(users)
        edits: dict[str, EditView] = {}
        places: dict[str, str] = {}
        for one in users:
            for edit in _edits(one.server.edits):
                edits[edit.id], places[edit.id] = edit, one.server.name
            for edit in _edits(one.user.edits):
                edits[edit.id], places[edit.id] = edit, names[login_of(one)]
        self._lines.update(tuple(edits.values()), places if len(users) > 1 else None)

    def _draw(self, targets: list[Target], *, known: bool) -> None:
        drafting, voice = self._drafting, self._drafting.desk.voice
        draft, meanwhile = drafting.draft, drafting.meanwhile
        if draft is None:
            return
        text("h2", voice.text(N_("What changes")))
        _sentences(drafting, draft.words(voice.style))
        for doubt in draft.doubts():
            with box("note warn small").mark("doubt"):
                icon("look")
                text("p", voice.say(doubt.message), "grow")
        if meanwhile and meanwhile.news:
            self._news(meanwhile)
        if meanwhile and meanwhile.stuck:
            self._stuck(meanwhile.stuck)
        if meanwhile and meanwhile.clashes:
            self._clash(meanwhile)
            return
        if not known:
            kept = N_("This is kept, and can be saved once the rules are known again.")
            text("p", voice.text(kept), "muted").mark("waits")
        elif len(targets) > 1:
            self._targets(targets, draft.base, draft.words(voice.style))
        self._complaint = Complaint()
        self._complaint.say(self._refused)
        with box("actions"):
            self._buttons = (button(voice.text(N_("Discard")), self._discard).mark("discard"),)
            if known:
                self._save_it = once_button("", self._save, "primary", rest=0).mark("save")
                self._buttons = (*self._buttons, self._save_it)

    def _label_save(self, *, several: bool) -> None:
        """A tick at a computer says another number and nothing else, so it keeps the focus."""
        if self._save_it is None:
            return
        voice, count = self._drafting.desk.voice, len(self._drafting.chosen())
        said = voice.text(N_("Save"))
        if several:
            said = voice.count(N_("Save for {count} computer"), N_("Save for {count} computers"), count)
        if said != self._save_it.text:
            self._save_it.set_text(said)

    def _stuck(self, why: Message) -> None:
        voice = self._drafting.desk.voice
        with box("note warn small"):
            icon("look")
            sentence = N_("The rules on the computer have become others and cannot be taken in: {what}")
            text("p", voice.text(sentence, what=why), "grow").mark("stuck")

    def _news(self, meanwhile: Meanwhile) -> None:
        voice = self._drafting.desk.voice
        if meanwhile.by:
            sentence = voice.text(N_("{who} has changed other things meanwhile; they are taken in:"), who=meanwhile.by)
        else:
            sentence = voice.text(N_("Other things were changed on the computer meanwhile; they are taken in:"))
        with box("note small").mark("news"), box("grow"):
            text("p", sentence)
            _sentences(self._drafting, meanwhile.news)

    def _clash(self, meanwhile: Meanwhile) -> None:
        drafting, voice = self._drafting, self._drafting.desk.voice
        if meanwhile.by:
            sentence = voice.text(N_("{who} has changed the same meanwhile:"), who=meanwhile.by)
        else:
            sentence = voice.text(N_("The same was changed on the computer meanwhile:"))
        with box("note warn").props("role=alert").mark("meanwhile"):
            icon("look")
            with box("grow"):
                text("p", sentence)
                _sentences(drafting, meanwhile.theirs, "theirs")

        def decide(*, theirs: bool) -> None:
            try:
                drafting.decide(theirs=theirs)
            except InvalidValue as error:
                drafting.desk.mention(error.text(voice.language))

        with box("actions"):
            button(voice.text(N_("Take theirs")), lambda: decide(theirs=True)).mark("take-theirs")
            button(voice.text(N_("Keep mine")), lambda: decide(theirs=False), "primary").mark("keep-mine")

    def _targets(self, targets: list[Target], shown: UserConfig, words: tuple[Message, ...]) -> None:
        voice = self._drafting.desk.voice
        with box("targets", "fieldset"):
            text("legend", voice.text(N_("On which computers")))
            for target in targets:
                if target.login != self._drafting.at:
                    self._other(target, shown, words)
                    continue
                here = ui.checkbox(target.name, value=True).props("disable").mark("target-here")
                here.props["aria-label"] = target.name

    def _other(self, target: Target, shown: UserConfig, words: tuple[Message, ...]) -> None:
        """Another computer of the child: how its rules differ from the ones that are shown, and what it would get."""
        drafting, voice = self._drafting, self._drafting.desk.voice

        def tick(wanted: bool) -> None:  # noqa: FBT001 - called by the box
            (drafting.left_out.discard if wanted else drafting.left_out.add)(target.login)
            drafting.watcher()

        usable = target.draft is not None and target.draft.differs
        element = ui.checkbox(target.name, value=usable and target.login not in drafting.left_out)
        element.set_enabled(usable)
        element.on_value_change(lambda event: tick(bool(event.value))).mark("target")
        with box("target-says small muted"):
            if target.draft is None:
                why = voice.say(target.why) if target.why else voice.text(N_("Its rules are not known yet."))
                text("p", why).mark("target-why")
                return
            if not target.draft.differs:
                text("p", voice.text(N_("It is so there already."))).mark("target-why")
                return
            apart = config_differences(shown, target.draft.base, voice.style)
            if apart:
                text("p", voice.text(N_("Its rules differ (here → there):"))).mark("target-differs")
                _sentences(drafting, apart[:MOST_DIFFERENCES], rest=len(apart) - MOST_DIFFERENCES)
            there = target.draft.words(voice.style)
            if there != words:
                text("p", voice.text(N_("What would change there:")))
                _sentences(drafting, there[:MOST_DIFFERENCES], rest=len(there) - MOST_DIFFERENCES)

    def _discard(self) -> None:
        self._drafting.discard()
        self._keep_focus()

    async def _save(self) -> None:
        voice = self._drafting.desk.voice
        self._say("")
        refused = await self._drafting.save()
        if refused:
            target, error = refused
            sentence = error.text(voice.language)
            if len(self._drafting.child.users) > 1:
                sentence = voice.text(N_("{server}: {what}"), server=target.name, what=error.message)
            self._say(sentence)
        if not self.root.is_deleted:
            self._keep_focus()

    def _say(self, refused: str) -> None:
        """Why it was refused; said again wherever the card is drawn anew, as long as there is something to save."""
        self._refused = refused
        if self._complaint:
            self._complaint.say(refused)

    def _keep_focus(self) -> None:
        """The button that had the focus may be gone: then it is here, and not at the top of the page."""
        self.root.client.run_javascript(FOCUS.format(id=self.root.id))


def _sentences(drafting: Drafting, words: tuple[Message, ...], mark: str = "change", rest: int = 0) -> None:
    voice = drafting.desk.voice
    with box("words", "ul"):
        for one in words[:MOST_WORDS]:
            text("li", voice.say(one), "clamp").mark(mark)
        rest += max(len(words) - MOST_WORDS, 0)
        if rest > 0:
            text("li", voice.count(N_("and {count} more change"), N_("and {count} more changes"), rest), "muted")


def _edits(edits: Iterable[EditView]) -> Iterable[EditView]:
    return (edit for edit in edits if edit.kind in RULE_EDITS)
