"""What children ask for: a card for each, with the answers one tap away. It goes as soon as somebody has answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from errors import WishOver
from i18n import N_
from timekpr_rules import Grant, Operation
from ui.desk import Desk
from ui.parts.giving import Giving
from ui.parts.once import once_button
from ui.parts.wish_answers import give_other, say_not_now
from ui.theme import box, button, icon, text
from ui.wish_words import answer_line, wish_line, wish_title
from views import FleetView, ServerView, UserView
from wish_views import WishView

LESS = (15, 5)
"""Minutes of the second answer: the first of these that is less than what is asked for."""


MOST = 20
"""Cards at the same time; of the others only their number is told, until some of these are answered."""


class WishCards:
    """Follows the fleet; shows nothing while nobody asks for anything."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cards: dict[str, WishCard] = {}
        with box("wishes").props("aria-live=polite").mark("wishes") as self._root:
            self._list = box("wishes-list")
            self._more = text("p", classes="muted small").mark("more-wishes")
        self._root.set_visibility(False)

    def update(self, fleet: FleetView) -> None:
        """Show what is asked for now, the oldest first, and what was answered a moment ago."""
        shown = fleet.wishes[:MOST]
        for gone in self._cards.keys() - {wish.id for wish in shown}:
            self._cards.pop(gone).root.delete()
        for place, wish in enumerate(shown):
            card = self._cards.get(wish.id)
            if card is None:
                with self._list:
                    card = self._cards[wish.id] = WishCard(self._desk)
            card.update(wish, fleet)
            if self._list.default_slot.children[place] is not card.root:
                card.root.move(self._list, place)
        rest = len(fleet.wishes) - len(shown)
        self._more.set_text(
            self._desk.voice.count(N_("and {count} more request"), N_("and {count} more requests"), rest)
        )
        self._more.set_visibility(rest > 0)
        self._root.set_visibility(bool(shown))


class WishCard:
    """One wish. It is drawn anew only when it gets its answer, and when its computer or login comes or goes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drawn: object = None
        self._wish: WishView | None = None
        self._there: tuple[ServerView, UserView] | None = None
        self.root = box("card wish", "section").mark("wish")

    def update(self, wish: WishView, fleet: FleetView) -> None:
        """Show another state of the same wish."""
        self._wish, self._there = wish, _place(wish, fleet)
        may_answer = self._there is not None and self._desk.services.person().may_grant
        shape = wish, may_answer
        if shape != self._drawn:
            self._drawn = shape
            self._draw(wish, may_answer=may_answer)

    def _draw(self, wish: WishView, *, may_answer: bool) -> None:
        voice = self._desk.voice
        self.root.clear()
        self.root.classes(replace="card wish" if wish.reply is None else "card wish answered")
        self.root.props["aria-label"] = wish_title(wish, voice)
        with self.root:
            if wish.reply is not None:
                with box("named"):
                    icon("check" if wish.reply.minutes else "cross")
                    text("p", answer_line(wish, voice), "grow clamp").mark("wish-answer")
                return
            text("h2", wish_title(wish, voice)).mark("wish-title")
            text("p", wish_line(wish, voice), "muted clamp").mark("wish-line")
            if may_answer:
                with box("taps"):
                    self._taps(wish)

    def _taps(self, wish: WishView) -> None:
        desk, voice = self._desk, self._desk.voice
        less = next((minutes for minutes in LESS if minutes < wish.minutes), None)
        for minutes, look in ((wish.minutes, "primary"), (less, "soft")):
            if minutes is not None:
                tap = once_button(f"+{minutes}", partial(self._give, minutes), look).mark(f"answer-{minutes}")
                label = N_("{minutes} minutes more for {child}")
                tap.props["aria-label"] = voice.text(label, minutes=minutes, child=wish.child)
        other = button(voice.text(N_("Other…")), lambda: give_other(desk, wish, self._giving)).mark("answer-other")
        other.props["aria-label"] = voice.text(N_("Give {child} another time…"), child=wish.child)
        no = button(voice.text(N_("Not now")), lambda: say_not_now(desk, wish)).mark("answer-not-now")
        no.props["aria-label"] = voice.text(N_("Not now, {child}…"), child=wish.child)

    async def _give(self, minutes: int) -> None:
        giving = self._giving(minutes, "", lambda: None)
        if error := await giving.start() if giving else WishOver():
            self._desk.mention(error.text(self._desk.voice.language))

    def _giving(self, minutes: int, word: str, accepted: Callable[[], None]) -> Giving | None:
        """What gives so much; nothing if the login has gone meanwhile."""
        if self._wish is None or self._there is None:
            return None
        wish, (server, user) = self._wish, self._there
        services, seconds = self._desk.services, minutes * 60
        return Giving(
            self._desk,
            server,
            user,
            Grant(Operation.ADD, seconds),
            reason=wish.reason,
            accepted=accepted,
            accept=lambda asked: services.wishes.answer(wish.id, seconds, word, asked),
        )


def _place(wish: WishView, fleet: FleetView) -> tuple[ServerView, UserView] | None:
    server = next((one for one in fleet.servers if one.id == wish.server), None)
    user = next((one for one in server.users if one.name == wish.user), None) if server else None
    return (server, user) if server and user else None
