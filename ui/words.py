"""What the pages say about a computer and the whole fleet: pure sentences from views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from i18n import N_
from problems import Problem, Severity
from ui.voice import Voice
from views import ChildUser, ChildView, FleetView, ServerState, ServerView, UserView

Tone = Literal["good", "warn", "bad", "rest"]
"""Confirmed or in use, needs a look, danger, or nothing of the sort."""

BADGES: dict[ServerState, tuple[str, Tone]] = {
    ServerState.NEW: (N_("new"), "rest"),
    ServerState.ONLINE: (N_("on"), "good"),
    ServerState.OFF: (N_("off"), "rest"),
    ServerState.KEY_UNKNOWN: (N_("waits for you"), "warn"),
    ServerState.KEY_CHANGED: (N_("key changed"), "warn"),
    ServerState.FAILED: (N_("needs a look"), "warn"),
    ServerState.DISABLED: (N_("switched off here"), "rest"),
}

NO_BREAK = "\N{NO-BREAK SPACE}"
"""So that small print breaks between its parts and not inside of "as of 14:03"."""
BETWEEN = f"{NO_BREAK}· "
"""Between the parts of small print: the dot stays with what is before it."""

TONES: dict[Severity, Tone] = {Severity.INFO: "rest", Severity.WARNING: "warn", Severity.DANGER: "bad"}


ROLES = {"viewer": N_("may look"), "parent": N_("parent"), "admin": N_("admin")}
"""What somebody is here, by the word of accounts.Role."""
ROLE_MEANS = {
    "viewer": N_("Sees everything and changes nothing."),
    "parent": N_("Gives time and changes the rules of children."),
    "admin": N_("Everything: computers, people and settings too."),
}

BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device_name(device: str, voice: Voice) -> str:
    """A browser as one would call it: "Firefox, Linux"; as it calls itself if it is none that we know."""
    browser = next((name for name in BROWSERS if name in device), "")
    system = next((name for name in SYSTEMS if name in device), "")
    known = ", ".join(filter(None, ("Edge" if browser == "Edg" else browser, system)))
    return known or device[:60] or voice.text(N_("a browser"))


def called(user: UserView) -> str:
    """What a user is called: by the child's name before the login, which may happen to be the same."""
    return user.child or user.name


def state_line(server: ServerView, voice: Voice) -> str:
    """How a computer stands, as one would say it."""
    seen = voice.moment(server.last_seen) if server.last_seen else ""
    if server.state is ServerState.NEW:
        return voice.text(N_("Not tried yet."))
    if server.state is ServerState.OFF:
        return voice.text(N_("off since {moment}"), moment=seen) if seen else voice.text(N_("off, never seen yet"))
    if server.state is ServerState.KEY_UNKNOWN and not seen:
        return voice.text(N_("first contact"))
    return voice.text(N_("last seen {moment}"), moment=seen) if seen else voice.text(N_("never read yet"))


def child_badge(child: ChildView, voice: Voice) -> tuple[str, Tone]:
    """Where a child is, or how the computer stands that they were at last."""
    now = child.now
    if now.user.in_use:
        return voice.text(N_("in use on {server}"), server=now.server.name), "good"
    if now.server.state is ServerState.ONLINE:
        return voice.text(N_("not in use")), "rest"
    label, tone = BADGES[now.server.state]
    return voice.text(label), tone


def whereabouts(child: ChildView, voice: Voice) -> str:
    """Which computer the figures of a child are of and how it stands, where its badge does not say so."""
    now = child.now
    if now.server.state is not ServerState.ONLINE:
        return BETWEEN.join((now.server.name, state_line(now.server, voice).replace(" ", NO_BREAK)))
    return voice.text(N_("on {server}"), server=now.server.name) if child.others and not now.user.in_use else ""


def place_line(one: ChildUser, voice: Voice) -> str:
    """How much is left on one computer, and how that one stands: "45 min left · off since yesterday 21:10"."""
    parts = [voice.say(one.user.headline)]
    if one.user.in_use:
        parts.append(voice.text(N_("in use")))
    elif one.server.state in {ServerState.OFF, ServerState.NEW}:
        parts.append(state_line(one.server, voice))
    elif one.server.state is not ServerState.ONLINE:
        parts.append(voice.text(BADGES[one.server.state][0]))
    elif one.user.as_of:
        parts.append(voice.as_of(one.user.as_of))
    return BETWEEN.join(part.replace(" ", NO_BREAK) for part in parts)


def used_line(user: UserView, voice: Voice) -> str:
    """The small print of a user: used, limit, and how old that is; nothing where nothing is known."""
    parts = []
    if user.used is not None and user.limit:
        used, limit = voice.duration(user.used), voice.duration(user.limit)
        parts.append(voice.text(N_("used {used} of {limit}"), used=used, limit=limit))
    elif user.used is not None:
        parts.append(voice.text(N_("used {used}"), used=voice.duration(user.used)))
    if user.playtime_left is not None:
        parts.append(voice.text(N_("PlayTime {left} left"), left=voice.duration(user.playtime_left)))
    if user.as_of and parts:
        parts.append(voice.as_of(user.as_of))
    return BETWEEN.join(part.replace(" ", NO_BREAK) for part in parts)


def ring_label(user: UserView, voice: Voice) -> str:
    """What the ring says to somebody who does not see it."""
    if user.left is None:
        return voice.text(N_("{user}: time left is not known"), user=called(user))
    if user.limit is None:
        return voice.text(N_("{user}: {left} left"), user=called(user), left=voice.duration(user.left))
    left, limit = voice.duration(user.left), voice.duration(user.limit)
    return voice.text(N_("{user}: {left} left of {limit}"), user=called(user), left=left, limit=limit)


def sync_line(fleet: FleetView, voice: Voice) -> tuple[str, Tone]:
    """Whether everything shown is fresh, and as of when."""
    if all(server.state is ServerState.DISABLED for server in fleet.servers):
        return voice.text(N_("nothing to sync yet")), "rest"
    if fleet.syncing:
        return voice.text(N_("syncing now")), "rest"
    if fleet.last_sync is None:
        return voice.text(N_("not synced yet")), "rest"
    tried = [server for server in fleet.servers if server.state is not ServerState.DISABLED]
    reached = sum(server.state is ServerState.ONLINE for server in tried)
    moment = voice.moment(fleet.last_sync)
    if reached < len(tried):
        tone: Tone = "warn" if troubles(fleet, voice) else "rest"
        return voice.text(
            N_("{reached} of {all} in sync · {moment}"), reached=reached, all=len(tried), moment=moment
        ), tone
    return voice.text(N_("all in sync · {moment}"), moment=moment), "good"


def worst_problem(server: ServerView) -> Problem | None:
    """The problem of a computer that a parent should see first; information alone is none."""
    order = (Severity.DANGER, Severity.WARNING)
    return next((found for level in order for found in server.problems if found.severity is level), None)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the strip: what is wrong where."""

    server: str
    """Id of the server, empty for the whole program."""
    name: str
    sentence: str
    tone: Tone
    code: str = ""
    """Of a Problem of the whole program."""


def troubles(fleet: FleetView, voice: Voice) -> list[Trouble]:
    """What needs a look, danger first and then the whole program; at most one line for each computer."""
    found = [Trouble("", "", voice.say(item.message), TONES[item.severity], item.code) for item in fleet.problems]
    found += [one for server in fleet.servers if (one := trouble(server, voice))]
    return sorted(found, key=lambda one: one.tone != "bad")


def trouble(server: ServerView, voice: Voice) -> Trouble | None:
    """What needs a look at one computer, in a line; the host keys themselves are one tap deeper."""
    if server.state is ServerState.KEY_CHANGED:
        sentence = voice.text(N_("Its host key has changed. Nothing is sent until you look."))
        return Trouble(server.id, server.name, sentence, "warn")
    if server.state is ServerState.KEY_UNKNOWN:
        sentence = voice.text(N_("Its host key waits to be confirmed. Nothing is sent until then."))
        return Trouble(server.id, server.name, sentence, "warn")
    problem = worst_problem(server)
    return Trouble(server.id, server.name, voice.say(problem.message), TONES[problem.severity]) if problem else None
