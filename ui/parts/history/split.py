"""At which of a child's computers some days were used."""

from __future__ import annotations

from history_views import HistoryView, by_login
from i18n import N_
from ui.child.places import place_names
from ui.theme import box, text
from ui.voice import Voice
from views import ChildView


class Split:
    """A bar for each computer, with its name and amount; nothing for a child who has only one."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._shown: object = None
        with box("stack").mark("split") as self.root:
            text("h3", voice.text(N_("By computer")))
            self._list = box("split", "ul").props("role=list")
        self.root.set_visibility(False)

    def show(self, child: ChildView, history: HistoryView) -> None:
        """Show how these days are split."""
        sums = by_login(history.days)
        amounts = {name: sums.get(login, 0) for login, name in place_names(child.users).items()}
        if len(amounts) < 2 or not any(amounts.values()):
            amounts = {}  # that all of it was there need not be said
        self.root.set_visibility(bool(amounts))
        if amounts == self._shown:
            return
        self._shown = amounts
        self._list.clear()
        most = max(amounts.values(), default=0) or 1
        with self._list:
            for name, used in amounts.items():
                with box("split-line", "li"):
                    text("span", name, "clamp")
                    text("span", self._voice.duration(used), "amount").mark("split-amount")
                    with box("track").props("aria-hidden=true"):
                        box("share", "i").style(f"width: {used / most * 100:.2f}%")
