"""The program git, run so that neither the settings of this machine nor the words of a server decide what it does.

The program and no library: what git can push to, people expect to be able to name, with ssh, HTTPS and folders.
"""

from __future__ import annotations

import os
import resource
import selectors
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from clock import Clock
from errors import GitMissing, GitTooLarge, GitTooSlow, GoingDown
from git_copy.route import Route
from git_copy.verdict import verdict

SECONDS: Final = 180.0
"""For everything that is done at one time."""
MOST_SAID: Final = 64 * 1024
MOST_OF_A_FILE: Final = 512 * 1024**2
"""Bytes: what a server may let git write into one file."""
MOST_OF_MEMORY: Final = 1024**3
"""Bytes of addresses for each process: what is small on the way may be large when it is unpacked."""
KEPT_OF_STDERR: Final = 8 * 1024
BITE: Final = 64 * 1024
TICK: Final = 0.05
GRACE: Final = 20
"""Ticks for which what git has started may go on writing after git itself has ended."""

OPTIONS: Final = tuple(
    word
    for option in (
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.bigFileThreshold=16m",
        "core.packedGitWindowSize=16m",
        "core.packedGitLimit=128m",
        "pack.threads=1",
        "credential.helper=",
        "transfer.fsckObjects=true",
        "http.followRedirects=false",
        "http.lowSpeedLimit=1",
        "http.lowSpeedTime=60",
        "protocol.version=2",
        "submodule.recurse=false",
        "gc.auto=0",
        "maintenance.auto=false",
    )
    for word in ("-c", option)
)
PASSED_ON: Final = ("PATH", "https_proxy", "HTTPS_PROXY", "http_proxy", "no_proxy", "NO_PROXY", "SSL_CERT_FILE")
"""What a machine may have to say about the way into the Internet, and nothing else."""


@dataclass(frozen=True, slots=True)
class Git:
    """git for one repository, which lies in ``folder`` and is thrown away with it, until a deadline."""

    folder: Path
    route: Route
    clock: Clock
    seconds: float = SECONDS
    is_wanted: Callable[[], bool] = lambda: True
    began: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.clock.monotonic())

    @property
    def there(self) -> Path:
        """What stands for the repository in a folder; see git_copy.folder."""
        return self.folder / "there"

    @property
    def remote(self) -> str:
        """What git is told to go to."""
        return str(self.there) if self.route.remote.way == "file" else self.route.remote.url

    def __call__(self, *words: str, given: bytes = b"", most: int = MOST_SAID) -> bytes:
        """Run one command to its end; what it has printed. Raises GitCopyError, GoingDown."""
        program = shutil.which("git", path=os.environ.get("PATH"))
        if program is None:
            raise GitMissing
        try:
            process = subprocess.Popen(  # noqa: S603 - a list of words of ours, without a shell
                [program, *OPTIONS, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self.folder,
                env=self._environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise verdict(str(error), self.route) from error
        try:
            with suppress(OSError):
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MOST_OF_A_FILE, MOST_OF_A_FILE))
                resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_OF_MEMORY, MOST_OF_MEMORY))
            talk = _Talk(process, given, most)
            self._until_its_end(talk)
        finally:
            _end(process)
        if process.returncode == 0:
            return bytes(talk.out)
        if process.returncode == -signal.SIGXFSZ:
            raise GitTooLarge(place=self.route.remote.place)
        raise verdict(bytes(talk.err).decode("utf-8", "replace"), self.route)

    def _until_its_end(self, talk: _Talk) -> None:
        ended = 0
        while talk.is_open or not ended:
            talk.step()
            if talk.is_too_much:
                raise GitTooLarge(place=self.route.remote.place)
            if self.clock.monotonic() - self.began >= self.seconds:
                raise GitTooSlow(place=self.route.remote.place, seconds=int(self.seconds))
            if not self.is_wanted():
                raise GoingDown
            ended += talk.has_ended()
            if ended > GRACE:
                return

    def _environment(self) -> dict[str, str]:
        route, here = self.route, Path(__file__)
        env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        env |= {
            "LC_ALL": "C",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "GIT_DIR": str(self.folder / "repository"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": route.remote.way,
        }
        match route.remote.way:
            case "ssh":
                env |= {
                    "GIT_SSH": str(here.with_name("ssh.sh")),
                    "GIT_SSH_VARIANT": "ssh",
                    "TIMEKPR_MNGR_GIT_KEY": route.key_file,
                    "TIMEKPR_MNGR_GIT_KNOWN_HOSTS": route.known_hosts,
                }
            case "https" | "http":
                if route.token:
                    env["GIT_ASKPASS"] = str(here.with_name("askpass.sh"))
                    env |= {"TIMEKPR_MNGR_GIT_USER": route.username, "TIMEKPR_MNGR_GIT_TOKEN": route.token}
                if route.ca_cert:
                    env["GIT_SSL_CAINFO"] = route.ca_cert
        return env


class _Talk:
    """What goes to a process and comes from it, at the same time."""

    def __init__(self, process: subprocess.Popen[bytes], given: bytes, most: int) -> None:
        self.out, self.err = bytearray(), bytearray()
        self._process, self._most = process, most
        self._given = memoryview(given)
        self._waiting = selectors.DefaultSelector()
        for pipe, event in (
            (process.stdin, selectors.EVENT_WRITE),
            (process.stdout, selectors.EVENT_READ),
            (process.stderr, selectors.EVENT_READ),
        ):
            if pipe is None:
                raise ValueError("a process without pipes")
            os.set_blocking(pipe.fileno(), False)
            self._waiting.register(pipe, event)

    @property
    def is_open(self) -> bool:
        """Whether anybody may still say something."""
        return bool(self._waiting.get_map())

    @property
    def is_too_much(self) -> bool:
        """Whether more was printed than is wanted."""
        return len(self.out) > self._most

    def has_ended(self) -> bool:
        """Whether the process itself has ended; it stays to be buried, so that its number stays its own."""
        flags = os.WEXITED | os.WNOWAIT | os.WNOHANG
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def step(self) -> None:
        """Take and give what can be taken and given now."""
        for key, _ in self._waiting.select(TICK):
            pipe: IO[bytes] = key.fileobj  # type: ignore[assignment]
            if pipe is self._process.stdin:
                self._give(pipe)
            elif bite := os.read(pipe.fileno(), BITE):
                if pipe is self._process.stdout:
                    self.out += bite
                else:
                    self.err = (self.err + bite)[-KEPT_OF_STDERR:]
            else:
                self._close(pipe)

    def _give(self, pipe: IO[bytes]) -> None:
        try:
            self._given = self._given[os.write(pipe.fileno(), self._given[:BITE]) :] if self._given else self._given
        except BrokenPipeError:  # it has ended already, and says why
            self._given = self._given[:0]
        if not self._given:
            self._close(pipe)

    def _close(self, pipe: IO[bytes]) -> None:
        self._waiting.unregister(pipe)
        pipe.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with everything that it has started, whatever state it is in."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
