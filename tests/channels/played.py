"""A computer that only runs commands and shows files, both as a test says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from demo.shell import PlayedShell
from errors import ConnectionLost, FileMissing, MachineError, TooSlow
from i18n import Message
from ssh_client.commands import CommandResult
from ssh_client.files import RemoteFile

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


@dataclass
class PlayedMachine:
    """Runs commands in a played shell; ``answers`` go before it."""

    shell: PlayedShell = field(default_factory=PlayedShell)
    answers: dict[str, CommandResult | MachineError] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def run(self, command: str) -> CommandResult:
        self.asked.append(command)
        if command in self.answers:
            answer = self.answers[command]
            if isinstance(answer, MachineError):
                raise answer
            return answer
        try:
            said = self.shell.run(command, NOW)
        except TimeoutError:
            raise TooSlow(stage=Message("running a command"), seconds="15") from None
        return CommandResult(said.status, said.out + said.err)

    def read(self, *paths: str) -> dict[str, RemoteFile | MachineError]:
        self.asked += paths
        return {
            path: RemoteFile(path, self.files[path], 0) if path in self.files else FileMissing(path=path)
            for path in paths
        }


LOST = ConnectionLost(stage=Message("running a command"))
