"""One command on a computer: its output and how it ended, within a deadline and a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import paramiko

from ssh_client.limits import Limits


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command printed (both streams together, invalid UTF-8 replaced) and its exit status.

    ``status`` is None if the server did not say: the command may have been killed, or nothing was run at all.
    """

    status: int | None
    output: str


def run(transport: paramiko.Transport, command: str, limits: Limits, begin_round: Callable[[], None]) -> CommandResult:
    """Run a command to its end.

    What waits inside ends with the socket, which the watch shuts at the deadline. A server that refuses to run anything
    gives a result without output, as if the command had failed: 126, as a shell says that it may not.
    """
    begin_round()
    try:
        channel = transport.open_session()
    except paramiko.ChannelException:
        return CommandResult(REFUSED, "")
    channel.set_combine_stderr(True)  # so that a flood on either cannot fill the other's window
    try:
        channel.exec_command(command)
    except paramiko.SSHException:
        if transport.is_active():
            return CommandResult(REFUSED, "")
        raise
    output = b""
    while data := channel.recv(4096):
        output += data
        if len(output) > limits.output_bytes:
            break
    text = output[: limits.output_bytes].decode("utf-8", "replace")
    if len(output) > limits.output_bytes:
        channel.close()
        return CommandResult(None, text)
    status = channel.recv_exit_status()
    if status == -1 and not transport.is_active():
        raise EOFError
    channel.close()
    return CommandResult(None if status == -1 else status, text)


REFUSED = 126
"""The exit status that a shell gives for what it may not run."""
