"""The steps on the way to a computer, as people hear of them, and the step in which a connection stopped."""

from __future__ import annotations

from typing import Final

from i18n import N_

STEPS: Final = {
    "resolve": N_("Name"),
    "connect": N_("Network"),
    "key_exchange": N_("Host key"),
    "auth": N_("Our key"),
    "read": N_("Timekpr's files"),
}
"""In order, by the stage in which each can fail."""
_STEP_OF: Final = {"queued": "connect", "banner": "connect", "waiting": "connect"}
"""All others that are no step are behind signing in, where files are read."""


def step_of(stage: str) -> str:
    """The step that a stage of a connection belongs to."""
    step = _STEP_OF.get(stage, stage)
    return step if step in STEPS else "read"
