"""A client of paho that takes in no packet of any length."""

from __future__ import annotations

import errno
from typing import Final

import paho.mqtt.client as paho

MOST_PACKET: Final = 8 * 1024 * 1024
"""Bytes of a packet that a broker may pass on to us at all; paho holds it three times. Only MQTT 5 lets us say so."""
AT_ONCE: Final = 64 * 1024
"""Bytes that are read at once."""


class BoundedClient(paho.Client):
    """Hangs up where a longer packet is announced. Paho 2 has no such bound: it asks its socket for all that is left.

    ``_sock_recv`` is paho's own and in no interface; a test sees that it still does what it is here for.
    """

    is_flooded = False
    """Whether that was why the connection has ended."""

    def _sock_recv(self, bufsize: int) -> bytes:
        if bufsize > MOST_PACKET:
            self.is_flooded = True
            raise OSError(errno.EMSGSIZE, "a packet of too many bytes")
        return super()._sock_recv(min(bufsize, AT_ONCE))
