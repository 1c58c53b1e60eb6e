"""The demo's own MQTT broker, so that what Home Assistant would be told can be looked at without one."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from amqtt.broker import Broker
from amqtt.errors import BrokerError
from amqtt.session import Session

from demo.room import MachineRoom
from demo.wire import HOST

USUAL_PORT: Final = 1883
TRIES: Final = 5


@contextmanager
def start_broker() -> Iterator[int]:
    """A broker on loopback until the context ends; its port: the usual one where that is free."""
    # It tells of every packet, and of how it starts, at levels that a demo shows.
    for library in ("amqtt", "transitions"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    with MachineRoom() as room:
        broker, port = _at_a_free_port(room)
        try:
            yield port
        finally:
            room.run(broker.shutdown())


class _OwnSubscriptions(Broker):  # type: ignore[misc]  # amqtt does not say that it has types
    """amqtt 0.12.1 sends a client that connects what all others have subscribed to."""

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        own = self._subscriptions.get(subscription[0], [])
        if any(one.client_id == session.client_id for one, _ in own):
            await super()._publish_retained_messages_for_subscription(subscription, session)


async def _start(port: int) -> Broker:
    broker = _OwnSubscriptions(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}", "max_connections": 50}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    await broker.start()
    return broker


def _at_a_free_port(room: MachineRoom) -> tuple[Broker, int]:
    """A port that was free a moment ago may be somebody else's by now."""
    for port in (USUAL_PORT, *(_free_port() for _ in range(TRIES))):
        try:
            return room.run(_start(port)), port
        except BrokerError:
            continue
    raise OSError("no port is free")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
