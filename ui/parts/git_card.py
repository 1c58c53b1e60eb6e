"""The copy to Git, for admins: how it stands while one looks, making one now, and a way to change it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from git_copy_views import GitCopyView, GitSettingsView
from i18n import N_
from ui.desk import Desk
from ui.parts.connection_card import ConnectionCard
from ui.parts.git_sheet import change_git, try_git
from ui.parts.once import once_button
from ui.theme import box, button, icon, text

EVERY: Final = 3.0
"""Seconds between two looks; nothing is read from a disk for it, and nothing is sent while nothing has changed."""
OFF: Final = (N_("Off"), "rest")
ON: Final = (N_("On"), "good")
FAILING: Final = (N_("Not copied"), "warn")
NOTHING: Final = N_(
    "What was used and the configuration without secrets can be copied to a Git repository each night: at GitHub, on a "
    "server of your own, or in a folder."
)
READABLE: Final = N_("The token is sent without encryption: anybody on the way can read it.")


class GitCard(ConnectionCard[GitCopyView, GitSettingsView]):
    """See :class:`ConnectionCard`."""

    def __init__(self, desk: Desk) -> None:
        copies = desk.services.git_copies
        super().__init__(desk, N_("Copy to Git"), "git", EVERY, lambda: (copies.view(), copies.settings_view()))

    def _draw(self) -> ui.button:
        voice = self._desk.voice
        with box("").props("role=status"):
            self._state = text("p").mark("git-state")
            self._last = text("p", classes="small muted").mark("git-last")
            self._next = text("p", classes="small muted").mark("git-next")
        self._error = text("p", classes="note warn").mark("git-error")
        with box("note bad") as self._insecure:
            icon("look")
            text("p", voice.text(READABLE), "grow").mark("git-insecure")
        with box("tools end"):
            label = voice.text(N_("Try the connection"))
            self._test = once_button(label, lambda: try_git(self._desk), "bare").mark("git-test")
            self._now = once_button(voice.text(N_("Push now")), self._push, "bare").mark("git-now")
            change = button(voice.text(N_("Change…")), self._open).mark("git-change")
        for hidden in (self._last, self._next, self._error, self._insecure, self._test, self._now):
            hidden.set_visibility(False)
        return change

    def _say(self, sentence: str) -> None:
        self._state.set_text(sentence)

    def _show(self, state: GitCopyView, settings: GitSettingsView) -> None:
        voice = self._desk.voice
        is_failing = state.error is not None and state.failing_since is not None
        self._tell(*(OFF if not state.is_on else FAILING if is_failing else ON))
        self._state.set_text(self._line(state, settings))
        if state.done is not None:
            said = N_("Last copied: {moment}. The branch {branch} stands at {commit}.")
            at = voice.moment(state.done)
            self._last.set_text(voice.text(said, moment=at, branch=settings.branch, commit=state.commit))
        self._next.set_text(self._when(state))
        self._error.set_text(self._trouble(state))
        is_open = settings.remote.startswith("http:") and settings.insecure
        for element, is_wanted in (
            (self._last, state.done is not None and bool(state.place)),
            (self._next, state.next is not None or state.is_running),
            (self._error, is_failing),
            (self._insecure, is_open),
            (self._test, bool(state.place)),
            (self._now, bool(state.place)),
        ):
            element.set_visibility(is_wanted)

    def _line(self, state: GitCopyView, settings: GitSettingsView) -> str:
        """Whether it is done, in one sentence."""
        voice = self._desk.voice
        if not state.place:
            return voice.text(NOTHING)
        if not state.is_on:
            return voice.text(N_("No copy is made by itself to {place}."), place=settings.remote)
        return voice.text(N_("Copies go to {place}."), place=settings.remote)

    def _when(self, state: GitCopyView) -> str:
        voice = self._desk.voice
        if state.is_running:
            return voice.text(N_("One is being made at this moment."))
        if state.next is None:
            return ""
        if self._desk.age(state.next) > -90:
            return voice.text(N_("The next one is made in a moment."))
        return voice.text(N_("The next one: {moment}."), moment=voice.moment(state.next))

    def _trouble(self, state: GitCopyView) -> str:
        voice = self._desk.voice
        if state.error is None or state.failing_since is None:
            return ""
        said = N_("It has not worked since {moment}: {why}")
        return voice.text(said, moment=voice.moment(state.failing_since), why=voice.say(state.error))

    async def _push(self) -> None:
        desk = self._desk
        await desk.attempt_or_say(desk.services.git_copies.push_now, desk.asked())
        await self.refresh()

    def _open(self) -> None:
        if self._seen is not None:
            change_git(self._desk, self._seen[1], self.refresh)
