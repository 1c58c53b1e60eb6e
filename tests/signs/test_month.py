"""Months of a family, with cut connections and restarts, show no sign but of what was done at a computer itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from services.changes import Changes
from services.own_clock import OwnClock
from services.signs import Signs
from tests.courier import month
from tests.courier.month_diary import Trouble
from tests.courier.month_home import Home

THERE = {"rules_changed_there", "settings_changed_there", "time_given_there"}


class WatchedHome(Home):
    """The family's home; each reading is looked at."""

    def __init__(self, folder: Path, *more: object) -> None:
        super().__init__(folder, *more)  # type: ignore[arg-type]
        self.given_there: set[tuple[str, str]] = set()
        self.changed_there: set[str] = set()
        self._watch()

    def restart(self) -> None:
        super().restart()
        self._watch()

    def visit(self, place: str, trouble: Trouble | None = None) -> None:
        super().visit(place, trouble)
        if place in self.on:
            self.signs.take(self.house.core.fleet.get(place), self.house.state(place))
        for sign in self.signs.of(place):
            code, login = sign.code.value, (place, sign.user)
            assert code in THERE, sign
            assert code != "time_given_there" or login in self.given_there, sign
            assert code != "rules_changed_there" or place in self.changed_there, sign

    def change_there(self, place: str, user: str, options: object) -> None:
        self.changed_there.add(place)
        super().change_there(place, user, options)  # type: ignore[arg-type]

    def give_there(self, place: str, user: str, operation: str, seconds: int, *, playtime: bool) -> None:
        self.given_there.add((place, user))
        super().give_there(place, user, operation, seconds, playtime=playtime)

    def _watch(self) -> None:
        house = self.house
        self.signs = Signs(house.core, house.queue, Changes(house.core, house.audit), OwnClock(house.clock))
        house.courier.on_changed_there(self.signs.changed_there)
        for place in house.twins:
            self.signs.take(house.core.fleet.get(place), house.state(place))


def test_a_month_of_a_family_shows_only_what_was_done_at_the_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month, "Home", WatchedHome)
    run_state_machine_as_test(
        month.Month,
        settings=settings(
            max_examples=int(os.environ.get("TIMEKPR_TESTS_MONTHS", "6")),
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
