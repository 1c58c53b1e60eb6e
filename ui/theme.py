"""How everything looks: the style sheets, and the handful of elements that carry it.

All text goes through :func:`text` and the buttons as *text*, never as HTML, so a name that looks like markup stays a
name. Colours are CSS variables in ``theme.css``; nothing is loaded from another host.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

STYLE_SHEETS = tuple(
    Path(__file__).with_name(f"{name}.css")
    for name in (
        "colours",
        "theme",
        "home",
        "child",
        "outbox",
        "settings",
        "history",
        "painter",
        "wishes",
        "signs",
        "digest",
    )
)
"""What all pages share, and what is of one area; a later one may lean on an earlier one."""

ICONS = {
    "about": "M12 11v6M12 7.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
    "add": "M12 5v14M5 12h14",
    "back": "M15 5l-7 7 7 7",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "computer": "M4 5h16v11H4zM9 20h6M12 16v4",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "guide": "M5 4h10l4 4v12H5zM15 4v4h4M8.5 12h7M8.5 16h7",
    "download": "M12 4v11M7 10.5l5 5 5-5M5 20h14",
    "go": "M9 5l7 7-7 7",
    "letter": "M4 6h16v12H4zM4 7.5l8 6 8-6",
    "list": "M4 6.5h.01M8 6.5h12M4 12h.01M8 12h12M4 17.5h.01M8 17.5h12",
    "outbox": "M8 19V5M4 9l4-4 4 4M16 5v14M12 15l4 4 4-4",
    "home": "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "dots": "M5 11.2a.8.8 0 1 0 .01 0zM12 11.2a.8.8 0 1 0 .01 0zM19 11.2a.8.8 0 1 0 .01 0z",
    "down": "M6 9l6 6 6-6",
    "minus": "M5 12h14",
    "up": "M6 15l6-6 6 6",
    "edit": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
    "cross": "M6 6l12 12M18 6 6 18",
    "history": "M4 20V11M9.3 20V5M14.7 20v-6M20 20V8",
    "look": "M12 8v5M12 16.5v.01M12 3 2.5 20h19z",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
    "send": "M12 19V5M6 11l6-6 6 6",
    "more": "M12 11v6M12 7.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
    "redo": "M20 9h-10a6 6 0 0 0 0 12h3M16 5l4 4-4 4",
    "sync": "M20 7v5h-5M4 17v-5h5M19 12a7 7 0 0 0-12.5-3.5M5 12a7 7 0 0 0 12.5 3.5",
    "undo": "M4 9h10a6 6 0 0 1 0 12h-3M8 5 4 9l4 4",
}
"""Outlines on a grid of 24, drawn with a line of the text's own colour."""


class Text(TextElement):
    """A tag with text in it: a heading, a paragraph, a table cell."""

    def __init__(self, tag: str, text: str) -> None:
        super().__init__(tag=tag, text=text)


def text(tag: str, content: str = "", classes: str = "") -> Text:
    """Show a text in a tag of this name."""
    element = Text(tag, content)
    element.classes(classes)
    return element


def box(classes: str, tag: str = "div") -> ui.element:
    """A container whose look the style sheet knows."""
    return ui.element(tag).classes(classes)


def icon(name: str) -> None:
    """A small drawing that says nothing to a screen reader: the text beside it does.

    One element whose shape is a mask in the style sheet: a page has dozens of them, and each element has its price.
    """
    box(f"icon icon-{name}", "i").props("aria-hidden=true")


def drawn(name: str) -> str:
    """The classes by which a button or a link begins with a drawing, without an element of its own."""
    return f"drawn icon-{name}"


def icon_style_sheet() -> str:
    """The shapes of all drawings."""
    shape = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' stroke-width='1.8' "
        "stroke-linecap='round' stroke-linejoin='round'><path d='{}'/></svg>"
    )
    return "\n".join(
        f'.icon-{name} {{ --shape: url("data:image/svg+xml,{quote(shape.format(path))}"); }}'
        for name, path in ICONS.items()
    )


def button(label: str, on_click: Callable[..., Any] | None = None, look: str = "soft") -> ui.button:
    """A button, 44 px high. ``look``: primary (one per view), soft, bare or danger."""
    return ui.button(label, on_click=on_click, color=None).props("no-caps flat").classes(look)


def icon_button(name: str, label: str, on_click: Callable[..., Any] | None = None, look: str = "bare") -> ui.button:
    """A button that shows a drawing only; its label is for screen readers."""
    element = button("", on_click, look).classes(drawn(name))
    element.props["aria-label"] = label
    return element
