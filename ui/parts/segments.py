"""A choice between a few things, all of them in sight."""

from __future__ import annotations

from nicegui import ui


def segments(label: str, options: dict[str, str], value: str | None = None) -> ui.toggle:
    """A choice between these values, each with its label; the first one is chosen unless another is named."""
    element = (
        ui.toggle(options, value=value or next(iter(options)))
        .props("no-caps unelevated toggle-color=chosen toggle-text-color=chosen")
        .classes("segments")
    )
    element.props["aria-label"] = label
    element.props["role"] = "group"
    return element
