"""Keeps the focus of a keyboard where it is: what goes away or is disabled loses it to the top of the page."""

from __future__ import annotations

from nicegui import ui


def rest(element: ui.element, resting: bool) -> None:  # noqa: FBT001 - the only thing it shows
    """Show a button as having nothing to do; what it does has to see to it that nothing happens.

    It is not disabled: a browser would take the focus away from it, and one who holds Enter on "a quarter of an hour
    less" would be at the top of the page when nothing is left.
    """
    now = "true" if resting else "false"
    if element.props.get("aria-disabled") != now:
        element.props["aria-disabled"] = now


def focus_on(element: ui.element) -> None:
    """Put the focus on what was drawn or moved just now, once the browser has it."""
    element.client.run_javascript(f"document.getElementById({element.html_id!r})?.focus()")


def scroll_in_strip(element: ui.element) -> None:
    """Bring one of a strip into sight, once the browser has it: the strip is scrolled sideways, the page not at all."""
    element.client.run_javascript(
        f"""const one = document.getElementById({element.html_id!r});
        const strip = one?.parentElement;
        const middle = (element) => element.getBoundingClientRect().left + element.clientWidth / 2;
        strip?.scrollBy({{ left: middle(one) - middle(strip), behavior: "instant" }});"""
    )


def once_a_press(element: ui.element) -> None:
    """Let a held Enter count once, on a button that opens a sheet in which Enter is "done".

    The focus comes back to the button when the sheet closes, and the Enter that closed it would open it again.
    """
    element.on("keydown.enter", js_handler="(event) => event.repeat && event.preventDefault()")
