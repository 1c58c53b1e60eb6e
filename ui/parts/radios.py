"""Radio buttons that look like something else, with the keys that all radio buttons have."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from ui.theme import box

ARROWS = """(event) => {
  const by = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key];
  const radios = [...event.currentTarget.querySelectorAll("[role=radio]")];
  const at = radios.indexOf(event.target.closest("[role=radio]"));
  if (!by || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = radios[(at + by + radios.length) % radios.length];
  next.focus();
  next.click();
}"""
"""An arrow goes to the next one and chooses it, and at an end to the other end."""


def radio_group(label: str, classes: str) -> ui.element:
    """A group for elements with the role ``radio``."""
    group = box(classes).props("role=radiogroup")
    group.props["aria-label"] = label
    group.on("keydown", js_handler=ARROWS)
    return group


def show_chosen(radios: Iterable[ui.element], chosen: ui.element | None) -> None:
    """Show which one of a group is chosen. The Tab key stops there alone; where none is, at the first."""
    radios = list(radios)
    stop = chosen or next(iter(radios), None)
    for radio in radios:
        now = {"aria-checked": "true" if radio is chosen else "false", "tabindex": "0" if radio is stop else "-1"}
        if any(radio.props.get(name) != value for name, value in now.items()):
            radio.props.update(now)
