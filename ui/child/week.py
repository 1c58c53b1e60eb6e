"""The week: the allowed hours, and the limits of the days beside them."""

from __future__ import annotations

from i18n import N_
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting
from ui.child.limits import DayLimits
from ui.child.rules_tab import RulesTab
from ui.theme import box, text


class WeekTab(RulesTab):
    """Hours and limits of seven days."""

    def body(self, rules: UserConfig) -> WeekBody:
        """Draw the controls."""
        return WeekBody(self._drafting, rules)


class WeekBody:
    """The painted week, and the card with the limits."""

    def __init__(self, drafting: Drafting, rules: UserConfig) -> None:
        self._drafting = drafting
        with box("cards two"):
            with box("card", "section").mark("hours"):
                text("h2", drafting.desk.voice.text(N_("Allowed hours")))
            self._limits = DayLimits(drafting)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._limits.update(rules)
