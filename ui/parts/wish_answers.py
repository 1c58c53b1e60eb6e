"""The answers that need a word more: another amount of time, and not now."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from errors import WishOver
from i18n import N_
from ui.desk import Desk
from ui.parts.enter import enter_taps
from ui.parts.giving import Giving
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text
from ui.wish_words import wish_line, wish_title
from wish_views import WishView
from wishes import MAX_TEXT

MOST_MINUTES = 24 * 60
QUICK = (5, 10, 15, 20, 45, 60)
"""Minutes that one tap chooses."""

MakeGiving = Callable[[int, str, Callable[[], None]], Giving | None]
"""From minutes, a word to the child, and what is to be done once they are given, to what gives them."""


def give_other(desk: Desk, wish: WishView, giving: MakeGiving) -> None:
    """Ask how much it shall be."""
    voice = desk.voice
    with sheet(wish_title(wish, voice)) as dialog:
        text("p", wish_line(wish, voice), "muted clamp")
        with box("quick").props("role=group") as quick:
            quick.props["aria-label"] = voice.text(N_("Minutes"))
            for minutes in QUICK:
                button(str(minutes), lambda minutes=minutes: field.set_value(str(minutes))).props(
                    f'aria-label="{minutes:d}"'
                ).mark(f"minutes-{minutes}")
        field = ui.input(voice.text(N_("Minutes")), value=str(wish.minutes)).mark("minutes")
        field.props("outlined no-error-icon autocomplete=off inputmode=numeric maxlength=4")
        word = _word(desk, wish)
        complaint = Complaint()

        async def give() -> None:
            complaint.say("")
            minutes = _entered(field)
            if minutes is None:
                field.error = voice.text(N_("A number from {least} to {most}."), least=1, most=MOST_MINUTES)
                field.run_method("focus")
                return
            one = giving(minutes, str(word.value or ""), dialog.close)
            if error := await one.start() if one else WishOver():
                complaint.say(error.text(voice.language))

        do_it = actions_row(dialog, voice.text(N_("Cancel")), "", give)

        def name_it() -> None:
            field.error = None
            minutes = _entered(field)
            duration = "…" if minutes is None else voice.duration(minutes * 60)
            do_it.set_text(voice.text(N_("Give {duration}"), duration=duration))

        field.on_value_change(name_it)
        name_it()


def say_not_now(desk: Desk, wish: WishView) -> None:
    """Say no, with a word to the child if there is one."""
    voice = desk.voice
    with sheet(voice.text(N_("Not now, {child}"), child=wish.child)) as dialog:
        text("p", wish_line(wish, voice), "muted clamp")
        word = _word(desk, wish)
        complaint = Complaint()

        async def answer() -> None:
            complaint.say("")
            wishes = desk.services.wishes
            if error := await desk.attempt(wishes.answer, wish.id, 0, str(word.value or ""), desk.asked()):
                complaint.say(error.text(voice.language))
            else:
                dialog.close()

        enter_taps(word, actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Not now")), answer))


def _word(desk: Desk, wish: WishView) -> ui.input:
    field = ui.input(desk.voice.text(N_("A word to {child}, if you like"), child=wish.child)).mark("word")
    field.props(f"outlined no-error-icon autocomplete=off maxlength={MAX_TEXT:d}")
    return field


def _entered(field: ui.input) -> int | None:
    entered = str(field.value or "").strip()
    return int(entered) if entered.isascii() and entered.isdigit() and 1 <= int(entered) <= MOST_MINUTES else None
