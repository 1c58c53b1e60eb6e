"""One visit to one computer: what every kind of edit needs while it is delivered."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from channels.discover import Channel, Ways, dbus_only, discover
from channels.words import CLOCK, Said, bus, bus_said, guarded, timekpra, timekpra_said
from clock import Clock
from error_record import recorded
from errors import ChannelCannot, FileDamagedThere, MachineError, MngrError, NoChannel, UserUnreadable
from i18n import N_, Message
from pending import Edit, EditState, Queue, moved
from servers import Server
from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock, clock_shown
from ssh_client.pull import Directories, Machine, config_path, time_path
from state import ServerStatus
from timekpr_rules import BusCall, Option, Reading, TimeFile, UserConfig, Version, read_time_file, read_user_config

logger = logging.getLogger(__name__)

GUARD_SECONDS: Final = 15
"""How long a command may be on its way before the computer refuses to carry it out."""
MARGIN_SECONDS: Final = 12
"""How long a command that was begun in time may still take: Timekpr's D-Bus answers within 10 s or not at all."""
WAYS_HOLD_SECONDS: Final = 3600
"""After so long it is found out anew which ways work."""
MOST_ATTEMPTS: Final = 3
"""So often something is tried that the computer claims to have done and has not."""


class Later(Exception):
    """Nothing more can be done for this user now."""


@dataclass(frozen=True, slots=True)
class UserFiles:
    """A user's two files as they are now."""

    path: str
    """Where the rules are."""
    data: bytes
    config: Reading[UserConfig]
    spent: TimeFile


@dataclass(slots=True)
class Visit:
    """A connection to a server while its edits are delivered. Used by one thread."""

    server: Server
    machine: Machine
    status: ServerStatus
    queue: Queue
    clock: Clock
    directories: Directories
    ways: Ways | None = None
    touched: bool = False
    """Whether something there may be other than when it was pulled."""
    handled: dict[str, Edit] = field(default_factory=dict)
    """The edits whose state changed, by id."""

    # --- its clock ---

    def host_clock(self) -> HostClock:
        """Its clock at this moment. Raises Later if it does not say."""
        result = self.machine.run(CLOCK)
        shown = clock_shown(result.output.encode(), self.clock.now()) if result.status == 0 else None
        if shown is None:
            if self.status.clock is None:
                raise Later
            return self.status.clock
        return shown

    def local_now(self) -> datetime:
        """The computer's own local time, without a zone."""
        return self.host_clock().local(self.clock.now()).replace(tzinfo=None)

    def today(self) -> date:
        """The computer's own day, as far as it is known without asking."""
        return self.status.local_now(self.clock.now()).date()

    def not_after(self, day: date | None) -> int:
        """Until when a command may be carried out (seconds since 1970 by the computer's clock): not on another day.

        Raises Later in the last moment of a day, and on any other day than the one that is meant.
        """
        shown = self.host_clock()
        local = shown.local(self.clock.now())
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=1)
        last = int(midnight.replace(tzinfo=local.tzinfo).timestamp()) - 2
        now = int(local.timestamp())
        if now >= last or (day is not None and local.date() != day):
            raise Later
        return min(now + GUARD_SECONDS, last)

    def epoch(self) -> int:
        """Seconds since 1970 by the computer's clock, which it is asked for."""
        return int(self.clock.now().timestamp()) + self.host_clock().ahead

    # --- its files ---

    def files(self, user: str) -> UserFiles:
        """A user's files now. Raises MachineError if the connection fails, UserUnreadable, FileDamagedThere."""
        paths = config_path(self.directories, user), time_path(self.directories, user)
        found = self.machine.read(*paths)
        config, spent = _file(found[paths[0]], user), _file(found[paths[1]], user)
        reading = read_user_config(config.data, user, self.version)
        if reading.damaged:
            raise FileDamagedThere(user=user)
        return UserFiles(paths[0], config.data, reading, read_time_file(spent.data, user).model)

    @property
    def version(self) -> Version | None:
        """Timekpr's version there, if it is known."""
        return self.status.version

    # --- the ways ---

    def channel(self, *usable: Channel) -> Channel:
        """The best way among those that can carry an edit.

        Raises ChannelCannot if the one that is set for the server is not among them, NoChannel if none works now.
        """
        if self.server.channel != "auto":
            forced = Channel(self.server.channel)
            if forced not in usable:
                raise ChannelCannot(channel=forced.value, why=Message(N_("it is not made for that.")))
            usable = (forced,)
        if self.ways is None or (self.clock.now() - self.ways.at).total_seconds() > WAYS_HOLD_SECONDS:
            self.ways = self._discovered(usable)
        for channel in usable:
            if self.ways.works(channel):
                return channel
        raise NoChannel(why=self.ways.broken[usable[0]])

    def _discovered(self, usable: tuple[Channel, ...]) -> Ways:
        now = self.clock.now()
        best = dbus_only(self.machine, now) if usable[0] is Channel.DBUS else None
        return best or discover(self.machine, now)

    def send(self, channel: Channel, step: BusCall | Option, not_after: int) -> Said:
        """Have the computer do one step, unless its clock is past that moment."""
        self.touched = True
        if channel is Channel.DBUS:
            assert isinstance(step, BusCall)  # noqa: S101 - for the type checker
            result = self.machine.run(guarded(bus(step), not_after))
            said = bus_said(result.status, result.output)
        else:
            assert isinstance(step, Option)  # noqa: S101 - for the type checker
            result = self.machine.run(guarded(timekpra(step), not_after))
            said = timekpra_said(result.status, result.output)
        if said.channel_broken:
            self.ways = None
        return said

    # --- the edit ---

    def move(self, edit: Edit, state: EditState, why: MngrError | None = None, **more: object) -> Edit:
        """Save another state of an edit. Raises NotSaved; WrongState if a parent was quicker."""
        saved = move(self.queue, self.clock, edit, state, why, **more)
        if saved is not edit:
            self.handled[saved.id] = saved
        return saved

    def may_try_again(self, edit: Edit, said: Said) -> bool:
        """Whether to send again what reading back shows not to have arrived."""
        return (said.done or said.channel_broken or not said.answer) and edit.attempts < MOST_ATTEMPTS


def move(
    queue: Queue, clock: Clock, edit: Edit, state: EditState, why: MngrError | None = None, **more: object
) -> Edit:
    """Save another state of an edit, unless it says nothing new. Raises NotSaved, WrongState."""
    after = moved(edit, state, clock.now(), **more).model_copy(update={"why": recorded(why) if why else None})
    said_before = edit.model_copy(update={"changed": after.changed})
    return edit if after == said_before else queue.update(edit, after)


def _file(found: RemoteFile | MachineError, user: str) -> RemoteFile:
    """A file that was read; its own error ends nothing but this user's edits."""
    if isinstance(found, MachineError):
        raise UserUnreadable(user=user, why=found.message)
    return found
