"""Menus: what else can be done, behind a button; they are walked through with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

WALK = """(event) => {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")].filter((item) => item.checkVisibility());
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}"""
"""Up and down go round."""

CHOSEN = """(event) => {
  if (!event.target.closest("[role=menuitem]")) return;
  const { target } = getElement(Number(event.currentTarget.id.slice(1))).$props;
  window.menuButton = document.querySelector(target === true ? "#OPENER" : target);
}"""
"""A sheet would give the focus back to the entry that opened it, which is gone by then: it takes the button instead."""


def menu() -> ui.menu:
    """A menu of the button that it is made in; its entries are :func:`entry`."""
    opener = ui.context.slot.parent.html_id
    return ui.menu().on("keydown", js_handler=WALK).on("click.capture", js_handler=CHOSEN.replace("OPENER", opener))


def entry(label: str, on_click: Callable[..., Any]) -> ui.menu_item:
    """Something that can be chosen in a menu, which closes by that."""
    return ui.menu_item(label, on_click).props("role=menuitem")
