"""The sheet in which the connection to Home Assistant is changed, and tried before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from errors import MngrError
from i18n import N_
from mqtt_views import MqttView
from ui.desk import Desk
from ui.parts.connection_sheet import Connection, change_connection, try_connection
from ui.parts.mqtt_form import MqttForm


def change_mqtt(desk: Desk, view: MqttView, then: Callable[[], Awaitable[None]]) -> None:
    """Ask how the broker is reached and what Home Assistant may do from now on; ``then`` follows what was saved."""
    change_connection(desk, _connection(desk), lambda: MqttForm(desk.voice, view), then)


async def try_mqtt(desk: Desk) -> MngrError | None:
    """Try the connection as it is saved."""
    return await try_connection(desk, _connection(desk))


def _connection(desk: Desk) -> Connection:
    house = desk.services.house
    return Connection(
        title=N_("Home Assistant (MQTT)"),
        way=N_("The way to Home Assistant"),
        test=N_("Test connection"),
        mark="mqtt",
        change=house.change_mqtt,
        begin_test=house.begin_mqtt_test,
    )
