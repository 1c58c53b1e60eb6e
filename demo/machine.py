"""A played machine: a real SSH server on loopback in front of a throw-away directory.

A client cannot tell it from a small computer with our account on it, except that there is little to run: its shell
(:mod:`demo.shell`) knows what timekpr-mngr says and nothing else. All methods may be called from any thread.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import asyncssh

from clock import Clock
from demo.room import MachineRoom
from demo.sftp import Fault, PlayedFiles
from demo.shell import PlayedShell
from demo.wire import Account, Connections, Silence, Unplugged, bound_socket, public_line

KEY_TYPE: Final = "ssh-ed25519"


class PlayedMachine:
    """One machine; on from the start, until it is switched off, and gone when the room ends.

    ``public_key_line`` is the only key that its only account takes, as in authorized_keys; a line that is none raises
    asyncssh.KeyImportError. ``zone`` is where it stands; ``writable``: its account may write all files, as root may.
    """

    def __init__(
        self,
        room: MachineRoom,
        name: str,
        public_key_line: str,
        *,
        clock: Clock,
        zone: ZoneInfo,
        writable: bool = False,
    ) -> None:
        self.name = name
        self.zone = zone
        self.clock_ahead = 0.0
        """Seconds by which its clock is wrong; below 0 it is behind."""
        self.writable = writable
        self.shell = PlayedShell(root=writable)
        """What runs its commands; without Timekpr until it is given another one."""
        self._room = room
        self._clock = clock
        self._accepted_key = asyncssh.import_public_key(public_key_line)
        self._key = asyncssh.generate_private_key(KEY_TYPE)
        self._other_key = asyncssh.generate_private_key(KEY_TYPE)
        self._fault = Fault.NONE
        self._listener: asyncio.AbstractServer | asyncssh.SSHAcceptor | None = None
        self._connections = Connections()
        self._changing = asyncio.Lock()
        self._unplugged: Unplugged | None = None
        # Bound but never listening: it keeps the port ours while the machine goes off or on.
        self._closed = False
        self._claim = bound_socket(0)
        self.port: int = self._claim.getsockname()[1]
        self.root = Path(tempfile.mkdtemp(prefix="timekpr-mngr-demo-"))
        room.admit(self)
        for folder in ("etc/timekpr", "var/lib/timekpr/config", "var/lib/timekpr/work"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "etc/timezone").write_text(f"{zone.key}\n")
        self.switch_on()

    @property
    def host_key(self) -> str:
        """The key that it shows while it behaves: "ssh-ed25519 AAAA…"."""
        return public_line(self._key)

    @property
    def other_host_key(self) -> str:
        """The key that it shows with :attr:`Fault.OTHER_HOST_KEY`."""
        return public_line(self._other_key)

    @property
    def is_on(self) -> bool:
        """Whether it takes connections."""
        return self._listener is not None

    def now(self) -> datetime:
        """The time by its own clock, which may be wrong, in its zone."""
        return (self._clock.now() + timedelta(seconds=self.clock_ahead)).astimezone(self.zone)

    def switch_on(self) -> None:
        """Take connections, at the same port as ever; harmless when it is on."""
        self._room.run(self._change(on=True))

    def switch_off(self) -> None:
        """Cut all connections and answer no more: connecting waits in vain. Harmless when it is off."""
        self._room.run(self._change(on=False))

    def misbehave(self, fault: Fault) -> None:
        """From now on do that, or nothing of the kind (:attr:`Fault.NONE`); connections that there are get cut."""
        self._room.run(self._change(fault=fault))

    def close(self) -> None:
        """Switch it off for good: the port is free and the directory gone. Harmless when that was done."""
        if self._closed:
            return  # by now the port may be somebody else's
        self._closed = True
        self.switch_off()
        if self._unplugged is not None:
            self._unplugged.close()
        self._claim.close()
        shutil.rmtree(self.root, ignore_errors=True)

    # --- in the loop's thread ------------------------------------------------------------------------------------

    async def _change(self, *, on: bool | None = None, fault: Fault | None = None) -> None:
        """Take on another state; ``None`` leaves that part as it is."""
        async with self._changing:
            on = self.is_on if on is None else on
            if self._listener is not None and (not on or fault is not None):
                self._listener.close()
                await self._connections.cut()
                await self._listener.wait_closed()
                self._listener = None
            self._fault = self._fault if fault is None else fault
            if self._unplugged is not None:
                self._unplugged.close()
                self._unplugged = None
            if not on:
                self._unplugged = Unplugged(self.port)
            elif self._listener is None:
                self._listener = await self._listen()

    async def _listen(self) -> asyncio.AbstractServer | asyncssh.SSHAcceptor:
        at = bound_socket(self.port)
        connections = self._connections = Connections()
        if self._fault is Fault.SILENT:
            return await asyncio.get_running_loop().create_server(lambda: Silence(connections), sock=at)
        return await asyncssh.listen(
            sock=at,
            server_factory=lambda: Account(self._accepted_key, connections),
            server_host_keys=[self._other_key if self._fault is Fault.OTHER_HOST_KEY else self._key],
            sftp_factory=lambda channel: PlayedFiles(
                channel, self.root, self._fault, writable=self.writable, now=self.now
            ),
            process_factory=self._execute,
            allow_pty=False,
            agent_forwarding=False,
            gss_host=None,
        )

    def _execute(self, process: asyncssh.SSHServerProcess[str]) -> None:
        try:
            answer = self.shell.run(process.command or "", self.now())
        except TimeoutError:
            return  # the channel stays open and nothing is ever said
        process.stdout.write(answer.out)
        process.stderr.write(answer.err)
        process.exit(answer.status)
