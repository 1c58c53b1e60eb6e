"""A connection that is lost in the very moment in which a channel is opened ends like any other that is lost."""

from __future__ import annotations

import socket

import paramiko
import pytest
from paramiko.transport import ChannelMap

from errors import ConnectionLost

from .conftest import Computer

pytestmark = pytest.mark.real


def test_a_connection_lost_while_a_channel_is_opened_is_lost_and_no_thread_breaks(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, transports = ChannelMap.put, []
    start = paramiko.Transport.start_client

    def noting(transport: paramiko.Transport, *args: object) -> None:
        transports.append(transport)
        start(transport, *args)

    def lose_it_then(channels: ChannelMap, number: int, channel: paramiko.Channel) -> None:
        put(channels, number, channel)
        transports[-1].sock._socket.shutdown(socket.SHUT_RDWR)
        assert channel.event.wait(10)  # paramiko's thread has told it

    monkeypatch.setattr(paramiko.Transport, "start_client", noting)
    monkeypatch.setattr(ChannelMap, "put", lose_it_then)

    assert isinstance(computer.pull().error, ConnectionLost)
