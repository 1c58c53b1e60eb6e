"""The bridge to Home Assistant by MQTT: everything that is shown there, and commands from there.

``topics`` and ``entities`` say what there is, ``discovery`` and ``picture`` make messages of it, ``retained`` knows
what has to be sent; ``controls``, ``requests`` and ``commands`` take what comes in, ``events`` tells what happens.
``link`` is one connection, a ``session`` all of them to one broker, ``bridge`` the thread.
"""

from __future__ import annotations

from mqtt_ha.bridge import Bridge

__all__ = ["Bridge"]
