"""The last signs of tampering: what was noticed, when, how often, and who has seen it."""

from __future__ import annotations

from i18n import N_
from sign_views import SignView
from ui.desk import Desk
from ui.parts.sheet import sheet
from ui.theme import box, button, icon, text
from ui.voice import Voice
from ui.words import TONES
from views import ServerView


def signs_sheet(desk: Desk, server: ServerView) -> None:
    """Show those of a computer."""
    voice = desk.voice
    with sheet(voice.text(N_("What looked odd on {server}"), server=server.name)) as dialog:
        if not server.signs:
            text("p", voice.text(N_("Nothing odd has been noticed.")), "muted").mark("no-signs")
        with box("log", "ul"):
            for sign in server.signs:
                sign_line(voice, sign)
        with box("actions stays"):
            button(voice.text(N_("Close")), dialog.close).mark("close")


def sign_line(voice: Voice, sign: SignView, where: str = "") -> None:
    """One of them as a line of a list."""
    tone = TONES[sign.severity] if sign.is_open else "rest"
    with box(f"log-line {'warn' if tone == 'bad' else tone}", "li").mark("sign-line"):
        icon("look" if sign.is_open else "check")
        with box("grow"):
            text("p", voice.say(sign.message), "what clamp").mark("sign-words")
            again = voice.text(N_("{count} times, last {moment}"), count=sign.times, moment=voice.moment(sign.last))
            seen = voice.text(N_("seen by {who}"), who=sign.seen_by) if sign.seen_by else ""
            parts = (voice.moment(sign.at), again if sign.times > 1 else "", where, seen)
            text("p", " · ".join(part for part in parts if part), "small muted")
