"""What is announced and shown, for tests: a place at a broker, and a family whose picture is painted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from figures import ServerFigures, server_figures
from mqtt_ha.discovery import (
    ALLOWED,
    Configs,
    Place,
    child_configs,
    manager_configs,
    server_configs,
    user_configs,
)
from mqtt_ha.picture import Fragment, Painter
from mqtt_ha.topics import Topics
from tests.wishes.family import RULES, Family
from timekpr_rules import TimeFile, UserConfig
from views import FleetView, ServerView

PLACE = Place(
    Topics("timekpr", "homeassistant"), qos=1, language="en", version="1.0", base_url="https://time.home:8080/",
    may=ALLOWED["all"],
)  # fmt: skip


def announced(place: Place = PLACE) -> Configs:
    """A known fleet: two computers, three logins, two children."""
    return (
        manager_configs(place)
        | server_configs(place, "pc-anna", "PC-Anna", "0.5.4")
        | user_configs(place, "pc-anna", "PC-Anna", "anna", has_playtime=True)
        | user_configs(place, "pc-anna", "PC-Anna", "ben.s", has_playtime=False)
        | server_configs(place, "attic.lan", "Attic", None)
        | user_configs(place, "attic.lan", "Attic", "ben_s", has_playtime=False)
        | child_configs(place, "anna", "Anna")
        | child_configs(place, "ben-2", "Ben")
    )


@dataclass
class Painted:
    """A family, and what the broker should hold of it."""

    family: Family
    place: Place = PLACE
    worked_out: list[str] = field(default_factory=list)
    """The computers whose figures were worked out, in order."""

    def __post_init__(self) -> None:
        self.painter = Painter(self.place, self._figures)

    @property
    def fleet(self) -> FleetView:
        return self.family.services.fleet_view()

    def figures(self, server: str) -> ServerFigures:
        return self._figures(next(view for view in self.fleet.servers if view.id == server))

    def parts(self, **changes: Any) -> Mapping[str, Fragment]:
        return self.painter.paint(replace(self.fleet, **changes), self.family.clock.now())

    def states(self) -> dict[str, bytes]:
        return {topic: payload for part in self.parts().values() for topic, payload in part.states.items()}

    def configs(self) -> dict[str, bytes]:
        return {topic: payload for part in self.parts().values() for topic, payload in part.configs.items()}

    def said(self, topic: str) -> Any:
        """What is in a topic below the base; None: it is empty."""
        payload = self.states()[f"timekpr/{topic}"]
        return json.loads(payload) if payload[:1] == b"{" else payload.decode() or None

    def of(self, server: str = "pc-ben", user: str = "ben", last: str = "state") -> Any:
        return self.said(f"servers/{server}/users/{user}/{last}")

    def uses(self, server: str, user: str, used: int, at: datetime, rules: UserConfig = RULES, given: int = 0) -> None:
        """Timekpr has written: so many seconds were used until a moment of the computer's own clock."""
        spent = TimeFile(used - given, used, used, used, at)
        twin = self.family.twins[server]
        twin.add_user(user, rules, spent)
        self.family.visit()

    def _figures(self, view: ServerView) -> ServerFigures:
        self.worked_out.append(view.id)
        services = self.family.services
        server = services.core.fleet.get(view.id)
        now = self.family.clock.now()
        return server_figures(
            server, view, services.syncer.state(server.id), editing=services.editing, now=now, language="en"
        )
