"""What changes: the draft in words, what will not work, for which computers, and what others did meanwhile."""

from __future__ import annotations

from nicegui import ui

from differences import config_differences
from errors import InvalidValue
from i18n import N_, Message
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting, Meanwhile, Target
from ui.parts.edit_lines import EditLines
from ui.parts.once import once_button
from ui.parts.sheet import Complaint
from ui.theme import box, button, icon, text
from views import ChildUser, EditView

MOST_WORDS = 12
"""Sentences that are shown; the others are counted."""
MOST_DIFFERENCES = 3
RULE_EDITS = frozenset({"config", "main"})
"""Kinds of edit whose life is shown here."""


class ChangesCard:
    """Below the tabs: shown as soon as there is something to save, or something is under way."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._shown: object = None
        self._complaint: Complaint | None = None
        with box("stack changes").mark("changes") as self.root:
            self._card = box("card", "section")
            self._card.props["aria-label"] = drafting.desk.voice.text(N_("What changes"))
            self._lines = EditLines(drafting.desk, ())
        self.update()

    def update(self) -> None:
        """Show the draft as it is now; drawn anew only if something in it is another."""
        drafting = self._drafting
        targets = drafting.targets()
        shown = drafting.at, targets, drafting.meanwhile, frozenset(drafting.left_out)
        if shown != self._shown:
            self._shown = shown
            self._card.clear()
            self._card.set_visibility(drafting.draft is not None)
            if drafting.draft is not None:
                with self._card:
                    self._draw(targets)
        self._follow_edits()

    def _follow_edits(self) -> None:
        """The life of what was saved, on whichever computer."""
        users = self._drafting.child.users
        edits = {one.server.name: _edits(one) for one in users}
        places = {edit.id: name for name, of_one in edits.items() for edit in of_one} if len(users) > 1 else None
        self._lines.update(tuple(edit for of_one in edits.values() for edit in of_one), places)

    def _draw(self, targets: list[Target]) -> None:
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
        if meanwhile and meanwhile.clashes:
            self._clash(meanwhile)
            return
        if len(targets) > 1:
            self._targets(targets, draft.base, draft.words(voice.style))
        self._complaint = Complaint()
        with box("actions"):
            button(voice.text(N_("Discard")), self._discard).mark("discard")
            count = len(drafting.chosen())
            label = voice.text(N_("Save"))
            if len(targets) > 1:
                label = voice.count(N_("Save for {count} computer"), N_("Save for {count} computers"), count)
            once_button(label, self._save, "primary", rest=0).mark("save")

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
                here = ui.checkbox(target.server, value=True).props("disable").mark("target-here")
                here.props["aria-label"] = target.server

    def _other(self, target: Target, shown: UserConfig, words: tuple[Message, ...]) -> None:
        """Another computer of the child: how its rules differ from the ones that are shown, and what it would get."""
        drafting, voice = self._drafting, self._drafting.desk.voice

        def tick(wanted: bool) -> None:  # noqa: FBT001 - called by the box
            (drafting.left_out.discard if wanted else drafting.left_out.add)(target.login)
            drafting.watcher()

        usable = target.draft is not None and target.draft.differs
        element = ui.checkbox(target.server, value=usable and target.login not in drafting.left_out)
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

    async def _save(self) -> None:
        voice, complaint = self._drafting.desk.voice, self._complaint
        refused = await self._drafting.save()
        if refused and complaint:
            target, error = refused
            sentence = error.text(voice.language)
            if len(self._drafting.child.users) > 1:
                sentence = voice.text(N_("{server}: {what}"), server=target.server, what=error.message)
            complaint.say(sentence)


def _sentences(drafting: Drafting, words: tuple[Message, ...], mark: str = "change", rest: int = 0) -> None:
    voice = drafting.desk.voice
    with box("words", "ul"):
        for one in words[:MOST_WORDS]:
            text("li", voice.say(one), "clamp").mark(mark)
        rest += max(len(words) - MOST_WORDS, 0)
        if rest > 0:
            text("li", voice.count(N_("and {count} more"), N_("and {count} more"), rest), "muted")


def _edits(one: ChildUser) -> tuple[EditView, ...]:
    """What is under way for a login, and for the settings of its computer."""
    return tuple(edit for edit in (*one.user.edits, *one.server.edits) if edit.kind in RULE_EDITS)
