"""The tokens of the API, for admins: which programs have one, and making and revoking them."""

from __future__ import annotations

from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.parts.command import command
from ui.parts.fields import Fields, choice, line
from ui.parts.read_card import ReadCard, Refresh
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text
from views import TokenView

SCOPES = {
    "read": N_("read only"),
    "grant": N_("read, and time for today"),
    "edit": N_("read, time, and the rules of children"),
    "admin": N_("everything"),
}


class TokensCard(ReadCard[tuple[TokenView, ...]]):
    """All tokens, without their secrets."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("Other programs"), desk.services.house.tokens, self._show)

    def _show(self, tokens: tuple[TokenView, ...]) -> None:
        desk, voice = self._desk, self._desk.voice
        text("p", voice.text(N_("With a token a program uses the API in your name.")), "muted")
        with box("members", "ul"):
            for token in tokens:
                with box("member", "li").mark("token"):
                    with box("grow"):
                        text("p", token.name).mark("token-name")
                        text("p", self._what(token), "small muted")
                    label = voice.text(N_("Revoke"))
                    revoke = button(label, lambda token=token: ask_to_revoke(desk, token, self.refresh), "bare")
                    revoke.props["aria-label"] = f"{label}: {token.name}"
                    revoke.mark("revoke-token")
        with box("tools end"):
            button(voice.text(N_("Make a token")), lambda: make_token(desk, self.refresh)).mark("make-token")

    def _what(self, token: TokenView) -> str:
        voice = self._desk.voice
        scopes = ", ".join(voice.text(SCOPES[scope]) for scope in token.scopes)
        if token.last_used is None:
            return scopes
        return f"{scopes} · {voice.text(N_('used {moment}'), moment=voice.moment(token.last_used))}"


def make_token(desk: Desk, then: Refresh) -> None:
    """Ask for a name and a scope; then show the secret, this once."""
    voice, house = desk.voice, desk.services.house
    with sheet(voice.text(N_("Make a token"))) as dialog, box("stack") as body:
        name = line(voice.text(N_("For which program")))
        scope = choice(
            voice.text(N_("May do")), {key: voice.text(label) for key, label in SCOPES.items()}, "read"
        ).mark("scope")
        complaint = Complaint()
        fields = Fields(voice, complaint, name=name)

        async def make() -> None:
            fields.clear()
            secret = await desk.fetch(house.make_token, fields.text("name"), [str(scope.value)], desk.asked())
            if isinstance(secret, MngrError):
                fields.refuse(secret)
            if not isinstance(secret, str):
                return
            body.clear()
            with body:
                text("p", voice.text(N_("Keep it like a password; it is not shown again.")))
                command(secret, voice)
                with box("actions"):
                    button(voice.text(N_("I have it")), dialog.close, "primary").mark("done")
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Make")), make)


def ask_to_revoke(desk: Desk, token: TokenView, then: Refresh) -> None:
    """Ask whether a program is to come in no more."""
    voice = desk.voice
    with sheet(voice.text(N_("Revoke {name}?"), name=token.name)) as dialog:
        text("p", voice.text(N_("The program that has this token gets no answer from then on.")))
        complaint = Complaint()

        async def revoke() -> None:
            error = await desk.attempt(desk.services.house.revoke_token, token.id, desk.asked())
            if error:
                complaint.say(error.text(voice.language))
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Revoke")), revoke, "danger")
