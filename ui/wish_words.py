"""What the pages say about what children ask for: pure sentences from views."""

from __future__ import annotations

from i18n import N_, Message
from ui.voice import Voice
from ui.words import NO_BREAK
from wish_views import WishView


def wish_title(wish: WishView, voice: Voice) -> str:
    """Who asks, and for how much."""
    return voice.say(
        Message(
            N_("{child} asks for {count} minute more"),
            {"child": wish.child},
            plural=N_("{child} asks for {count} minutes more"),
            count=wish.minutes,
        )
    )


def wish_line(wish: WishView, voice: Voice) -> str:
    """Why, since when, and for which computer."""
    parts = [voice.quoted(wish.reason)] if wish.reason else []
    parts.append(voice.moment_there(wish.asked).replace(" ", NO_BREAK))
    return " · ".join((*parts, wish.server_name))


def answer_line(wish: WishView, voice: Voice) -> str:
    """Who has answered what."""
    reply = wish.reply
    if reply is None:
        return ""
    if reply.minutes:
        said = voice.text(
            N_("{who} gives {child} {duration} more"),
            who=reply.who,
            child=wish.child,
            duration=voice.duration(reply.minutes * 60),
        )
    else:
        said = voice.text(N_("{who} to {child}: not now"), who=reply.who, child=wish.child)
    parts = [said, voice.quoted(reply.text)] if reply.text else [said]
    return " · ".join((*parts, voice.moment_there(reply.at).replace(" ", NO_BREAK)))
