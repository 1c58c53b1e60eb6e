"""What the services know of the connection to Home Assistant, which lives in a higher layer."""

from __future__ import annotations

from typing import Protocol

from mqtt_views import BridgeView
from services.examination import Examination
from settings import MqttSettings


class BridgeLike(Protocol):
    """The connection to Home Assistant."""

    def reload(self) -> None:
        """The settings may be others."""
        ...

    def view(self) -> BridgeView:
        """How it stands."""
        ...

    def test(self, settings: MqttSettings) -> Examination:
        """Try these settings out, beside the connection that there is; does not wait. Raises Busy."""
        ...
