"""Every entity that Home Assistant is told of, as data: what it is, where its value is, what it takes.

Sources: Home Assistant's documentation of MQTT discovery, and what 2024.3, 2026.2 and 2026.11 were seen to do. Names
are the entity's own part only, since Home Assistant puts the device's name before it. A key never changes: it is a part
of the id by which an entity keeps its history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from i18n import N_
from timekpr_rules.versions import LOCKOUT_TYPES
from tokens import Scope


class EventType(StrEnum):
    """What may happen, as told by the Activity entity and on ``bridge/event``."""

    TIME_GRANTED = "time_granted"
    EDIT_APPLIED = "edit_applied"
    EDIT_FAILED = "edit_failed"
    EDIT_CONFLICT = "edit_conflict"
    SERVER_ONLINE = "server_online"
    SERVER_OFFLINE = "server_offline"
    TIME_NEARLY_OUT = "time_nearly_out"
    TIME_OUT = "time_out"
    LIMIT_REACHED = "limit_reached"
    """Nothing is left, and the session goes on all the same."""
    TIME_REQUESTED = "time_requested"
    REQUEST_ANSWERED = "request_answered"
    """So that what asks on other phones can be taken back."""
    REQUEST_CLOSED = "request_closed"
    """It will have no answer: taken back, another one has taken its place, or its day is over."""
    GRANTS_STOPPED = "grants_stopped"
    TAMPER = "tamper"
    LOGIN_FAILED = "login_failed"
    WEEKLY_DIGEST = "weekly_digest"


MOST_EXTRA: Final = 1440
"""Minutes that may be given or taken in all for a day, as the number for it allows."""
MOST_LIMIT: Final = 1440


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of a device.

    ``value`` is the template of its value, ``of`` the last level of the topic that has it, ``command`` that of the
    topic which takes its commands. ``needs`` is what the settings have to let Home Assistant do. ``fresh``: its value
    is of today or not there, so a second availability topic says whether it is.
    """

    component: str
    key: str
    name: str
    icon: str
    of: str = ""
    value: str = ""
    command: str = ""
    needs: Scope | None = None
    fresh: bool = False
    category: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def _told(key: str) -> str:
    """A value out of JSON; None where the topic was cleared, which renders to "unknown" without a line in the log."""
    return f"{{{{ value_json.{key} if value_json is defined else None }}}}"


def _switch(key: str, on: str, off: str) -> str:
    return (
        f"{{% if value_json is not defined or value_json.{key} is none %}}None"
        f"{{% elif value_json.{key} %}}{on}{{% else %}}{off}{{% endif %}}"
    )


DIAGNOSTIC: Final = "diagnostic"
_MINUTES: Final = {"device_class": "duration", "unit_of_measurement": "min", "suggested_display_precision": 0}
_LEFT: Final = {**_MINUTES, "state_class": "measurement"}
_USED: Final = {
    **_MINUTES,
    # Not total_increasing: the figure falls when time is given back, and would be counted twice.
    "state_class": "total",
    "last_reset_value_template": "{{ value_json.day_start if value_json is defined and value_json.day_start else '' }}",
}
_BOX: Final = {"mode": "box", "step": 1, "unit_of_measurement": "min"}
_TRUE: Final = {"payload_on": "True", "payload_off": "False"}

MANAGER: Final = (
    Entity("binary_sensor", "connection", N_("Connection"), "mdi:lan-connect", "bridge/state", category=DIAGNOSTIC,
           more={"device_class": "connectivity", "payload_on": "online", "payload_off": "offline"}),
    Entity("button", "sync", N_("Sync now"), "mdi:sync", command="bridge/request/sync", needs=Scope.GRANT,
           more={"payload_press": "{}"}),
    Entity("sensor", "pending", N_("Pending edits"), "mdi:tray-full", "bridge/info", _told("pending"),
           category=DIAGNOSTIC, more={"state_class": "measurement"}),
    Entity("sensor", "version", N_("Version"), "mdi:tag-outline", "bridge/info", _told("version"), category=DIAGNOSTIC),
    Entity("binary_sensor", "problem", N_("Problem"), "mdi:alert-circle-outline", "bridge/problems",
           _switch("problem", "True", "False"),
           more={"device_class": "problem", "json_attributes_topic": "bridge/problems", **_TRUE}),
    Entity("event", "activity", N_("Activity"), "mdi:bell-outline", "bridge/event",
           more={"event_types": [one.value for one in EventType]}),
)  # fmt: skip
"""Of the program itself. ``of`` and ``command`` are topics below the base."""

SERVER: Final = (
    Entity("binary_sensor", "online", N_("Online"), "mdi:desktop-classic", "servers/online",
           more={"device_class": "connectivity", **_TRUE}),
    Entity("button", "sync", N_("Sync now"), "mdi:sync", command="sync", needs=Scope.GRANT,
           more={"payload_press": "sync"}),
    # Topics of their own, which are silent until something is known: releases up to 2024.3 take no "None" where a value
    # is no number, log it for a moment and show it for a text.
    Entity("sensor", "last-sync", N_("Last sync"), "mdi:clock-check-outline", "last_sync", category=DIAGNOSTIC,
           more={"device_class": "timestamp"}),
    Entity("sensor", "timekpr-version", N_("Timekpr version"), "mdi:tag-outline", "timekpr_version",
           category=DIAGNOSTIC),
    Entity("sensor", "pending", N_("Pending edits"), "mdi:tray-full", "state", _told("pending"), category=DIAGNOSTIC,
           more={"state_class": "measurement"}),
    Entity("sensor", "latency", N_("SSH latency"), "mdi:timer-outline", "state", _told("latency_ms"),
           category=DIAGNOSTIC,
           more={"device_class": "duration", "unit_of_measurement": "ms", "state_class": "measurement",
                 "enabled_by_default": False}),
)  # fmt: skip
"""Of a computer."""

USER: Final = (
    Entity("sensor", "time-spent", N_("Time spent today"), "mdi:timer-outline", "state", _told("spent"), fresh=True,
           more=_USED),
    Entity("sensor", "time-left", N_("Time left today"), "mdi:timer-sand", "state", _told("left"), fresh=True,
           more=_LEFT),
    Entity("binary_sensor", "active", N_("Active"), "mdi:account-clock", "state", _switch("active", "True", "False"),
           fresh=True, more={"device_class": "running", **_TRUE}),
    Entity("button", "add-15", N_("15 minutes more"), "mdi:plus-circle-outline", command="time_left/add",
           needs=Scope.GRANT, more={"payload_press": "15"}),
    Entity("button", "add-30", N_("30 minutes more"), "mdi:plus-circle-multiple-outline", command="time_left/add",
           needs=Scope.GRANT, more={"payload_press": "30"}),
    Entity("number", "extra", N_("Extra time today"), "mdi:clock-plus-outline", "rules", _told("extra"), "extra/set",
           Scope.GRANT, more={**_BOX, "min": -MOST_EXTRA, "max": MOST_EXTRA}),
    Entity("number", "limit", N_("Limit today"), "mdi:clock-outline", "rules", _told("limit"), "limit/set",
           Scope.GRANT, more={**_BOX, "min": 0, "max": MOST_LIMIT}),
    Entity("switch", "allowed", N_("Allowed today"), "mdi:account-check-outline", "rules",
           _switch("allowed", "ON", "OFF"), "allowed/set", Scope.GRANT),
    Entity("select", "lockout", N_("Lockout type"), "mdi:lock-clock", "rules", _told("lockout"), "lockout/set",
           Scope.EDIT, more={"options": list(LOCKOUT_TYPES)}),
)  # fmt: skip
"""Of a user on a computer."""

PLAYTIME: Final = Entity(
    "sensor", "playtime", N_("PlayTime today"), "mdi:gamepad-variant-outline", "state", _told("playtime"), fresh=True,
    more=_USED,
)  # fmt: skip
"""Of a user, where PlayTime is on."""

CHILD: Final = (
    Entity("sensor", "time-spent", N_("Time spent today"), "mdi:timer-outline", "state", _told("spent"), fresh=True,
           more=_USED),
    Entity("sensor", "time-left", N_("Time left today"), "mdi:timer-sand", "state", _told("left"), fresh=True,
           more=_LEFT),
)  # fmt: skip
"""Of a child over all computers."""
