"""What needs a parent's look: it appears by itself and goes by itself.

A Problem is never stored: it is worked out anew from what is there now, so it cannot outlive its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from i18n import Message


class Severity(StrEnum):
    """How much a finding or a Problem matters."""

    INFO = "info"
    """Worth knowing; nothing has to be done."""
    WARNING = "warning"
    """Something is not as the parent will think it is."""
    DANGER = "danger"
    """Limits are not enforced, or nothing can be read or sent until somebody looks."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that needs a look.

    ``code`` is a stable word for tests, the API and Home Assistant. ``server`` and ``user`` are the ids it is about,
    empty where it is about the whole program.
    """

    code: str
    severity: Severity
    message: Message
    server: str = ""
    user: str = ""
