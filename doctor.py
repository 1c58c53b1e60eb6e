"""The doctor: what works on the way to a computer, step by step, what does not, and what helps."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Final

import cures
from channels import Channel, Ways
from core import Core
from i18n import N_, FieldValue, Message
from own_key import the_key
from probe import Looked, look_closely, progress
from problems import Severity
from servers import Server
from ssh_client.dispatch import Outcome
from ssh_client.files import RemoteFile
from ssh_client.limits import Limits
from ssh_client.pull import Pulled
from state import CLOCK_OFF_SECONDS
from timekpr_rules import ASSUMED, Finding as Oddity, Version, read_main_config, read_time_file, read_user_config
from way_there import STEPS, step_of

WAYS: Final = {
    Channel.DBUS: (N_("Changes by D-Bus"), N_("At once, with Timekpr's own answer.")),
    Channel.TIMEKPRA: (N_("Changes by timekpra"), N_("At once, but not for the settings in timekpr.conf.")),
    Channel.FILES: (N_("Changes by replacing files"), N_("Within half a minute, but not for the time of today.")),
}
"""What to call each way, and what it can do where it works."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``cure`` is for what is not ``ok``, and for what could be better."""

    server: str
    check: str
    ok: bool
    detail: str
    cure: str | None = None


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes findings about one computer in one language."""

    server: Server
    language: str
    on_page: bool

    def __call__(
        self, check: str | Message, detail: str | Message, *, ok: bool = True, cure: Message | None = None
    ) -> Finding:
        if cure is not None and self.on_page:
            cure = cures.on_page(cure)
        return Finding(
            self.server.name, self._said(check), ok, self._said(detail), cure.text(self.language) if cure else None
        )

    def _said(self, text: str | Message) -> str:
        return text.text(self.language) if isinstance(text, Message) else text


def examine(
    core: Core,
    server: Server,
    limits: Limits | None = None,
    stop: threading.Event | None = None,
    *,
    on_page: bool = False,
) -> Iterator[Finding]:
    """Look at one computer, from the network to the content of its files, each step as soon as it is done.

    Takes no longer than its deadlines; ends soon after ``stop`` was set, or when nobody wants the next finding.
    ``on_page``: whoever reads it has the pages at hand and not the commands.
    """
    write = _Pen(server, core.settings.language, on_page)
    key = the_key(core.store)
    if key is None:
        text = Message(N_("There is no key yet: run “key show” and add its line to authorized_keys."))
        cure = Message(cures.SET_UP, {"account": server.account})
        yield write(Message(STEPS["auth"]), text, ok=False, cure=cure)
        return
    pinned = core.known_hosts.get(server.host, server.port)
    look = partial(look_closely, server, key, pinned, core.clock, limits)
    steps: dict[str, float] = {}
    for heard in progress(look, stop):
        if isinstance(heard, Outcome):
            outcome = heard
            break
        for step in [step for step in _before(*heard) if step not in steps]:
            steps[step] = heard[1].get(step, 0.0)
            yield _passed(write, step, steps[step])
    else:
        return
    yield from _way_there(write, outcome, steps)
    looked = outcome.value
    if looked is not None:
        yield _version(write, looked.version)
        if looked.ways is not None:
            yield from _ways(write, looked.ways)
        yield _clock(write, looked.pulled)
        yield from _zone(write, looked.pulled, core)
        yield from _content(write, looked.pulled)


def _before(stage: str, _ms: Mapping[str, float]) -> Iterator[str]:
    """The steps that are behind a connection that has come to this stage."""
    return takewhile(lambda step: step != step_of(stage), STEPS)


def _way_there(write: _Pen, outcome: Outcome[Looked], told: Collection[str]) -> Iterator[Finding]:
    """The steps that have not been told of yet, up to the one that failed."""
    for step, name in STEPS.items():
        if outcome.error is not None and step == step_of(outcome.stage):
            cure = cures.of_error(outcome.error, write.server)
            yield write(Message(name), outcome.error.message, ok=False, cure=cure)
            return
        if step not in told:
            yield _passed(write, step, outcome.ms.get(step, 0.0))


def _passed(write: _Pen, step: str, ms: float) -> Finding:
    return write(Message(STEPS[step]), f"{ms:.0f} ms")


def _version(write: _Pen, version: Version | None) -> Finding:
    if version is not None:
        return write(Message(N_("Timekpr's version")), str(version))
    template = N_("It could not be found out; it is taken for {version}.")
    return write(Message(N_("Timekpr's version")), Message(template, {"version": str(ASSUMED)}))


def _ways(write: _Pen, ways: Ways) -> Iterator[Finding]:
    """Each way to change something, and which one is taken. One that works is enough, unless another one is set."""
    server = write.server
    forced = None if server.channel == "auto" else Channel(server.channel)
    taken = ways.best if forced is None else forced if ways.works(forced) else None
    for channel, (name, works) in WAYS.items():
        why = ways.broken.get(channel)
        if why is None:
            yield write(Message(name), Message(works))
        elif forced is channel or (forced is None and taken is None):
            yield write(Message(name), why, ok=False, cure=cures.of_way(channel, why, server))
        elif forced is None and list(Channel).index(channel) < list(Channel).index(taken or channel):
            better = Message(N_("It does not work: {why}"), {"why": why})
            yield write(Message(name), better, cure=cures.of_way(channel, why, server))
        else:
            yield write(Message(name), Message(N_("Not needed: {why}"), {"why": why}))
    yield _taken(write, forced, taken)


def _taken(write: _Pen, forced: Channel | None, taken: Channel | None) -> Finding:
    check = Message(N_("Way that is taken"))
    said: dict[str, FieldValue] = {"name": write.server.name, "channel": write.server.channel}
    if taken is not None:
        return write(check, Message(WAYS[taken][0]))
    if forced is not None:
        cure = Message(cures.ANY_WAY, said)
        return write(check, Message(N_("“{channel}” is set, and it does not work."), said), ok=False, cure=cure)
    cure = Message(N_("Put one of the ways above right."))
    return write(check, Message(N_("Nothing can be changed on this computer.")), ok=False, cure=cure)


def _clock(write: _Pen, pulled: Pulled) -> Finding:
    name = Message(N_("Clock"))
    if pulled.clock is None:
        return write(name, Message(N_("The account may not run “date”; the zone is taken from Timekpr's files.")))
    ahead, zone = pulled.clock.ahead, pulled.clock.zone or _offset(pulled.clock.utc_offset)
    template = (
        N_("{seconds} s ahead of ours, zone {zone}") if ahead >= 0 else N_("{seconds} s behind ours, zone {zone}")
    )
    right = abs(ahead) <= CLOCK_OFF_SECONDS
    cure = None if right else Message(N_("At the computer: sudo timedatectl set-ntp true"))
    return write(name, Message(template, {"seconds": abs(ahead), "zone": zone}), ok=right, cure=cure)


def _zone(write: _Pen, pulled: Pulled, core: Core) -> Iterator[Finding]:
    """Another zone than ours is no fault, but good to know."""
    ours = core.clock.now().astimezone().utcoffset()
    if pulled.clock is None or ours is None or pulled.clock.utc_offset == ours.total_seconds():
        return
    template = N_("It is {there} there and {here} here; its days go by its own clock.")
    fields: dict[str, FieldValue] = {"there": _offset(pulled.clock.utc_offset), "here": _offset(ours.total_seconds())}
    yield write(Message(N_("Time zone")), Message(template, fields))


def _content(write: _Pen, pulled: Pulled) -> Iterator[Finding]:
    known = Message(N_("Users that Timekpr has there"))
    none = Message(N_("This makes the files of all its users, at the computer: sudo timekpra --userlist"))
    yield write(known, ", ".join(pulled.found) or "-", ok=bool(pulled.found), cure=None if pulled.found else none)
    yield _file(write, "timekpr.conf", read_main_config(pulled.main.data).findings)
    for user, files in pulled.users.items():
        for file, read in ((files.config, read_user_config), (files.time, read_time_file)):
            if isinstance(file, RemoteFile):
                yield _file(write, file.path.rpartition("/")[2], read(file.data, user).findings)
            else:
                yield write(user, file.message, ok=False, cure=cures.of_error(file, write.server))


def _file(write: _Pen, name: str, oddities: tuple[Oddity, ...]) -> Finding:
    if not oddities:
        return write(name, Message(N_("in order")))
    right = all(one.severity is not Severity.DANGER for one in oddities)
    cure = None if right else Message(N_("Put it right at the computer, in Timekpr's own window."))
    return write(name, " ".join(oddity.message.text(write.language) for oddity in oddities), ok=right, cure=cure)


def _offset(seconds: float) -> str:
    return f"UTC{seconds / 3600:+g}"
