"""What stands on a tab of rules stays there: a push writes into it, and takes neither words nor steps away."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import ElementFilter
from nicegui.element import Element
from nicegui.testing.user import User

from tests.ui.child import NOW, RULES, with_play
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import grid_says, open_sheets, press, texts, until, visit
from timekpr_rules import Interval, UserConfig
from views import ServerState

pytestmark = pytest.mark.anyio

MORNING = (Interval(600, 660),)
STROKE = {"turn": 1, "brush": "closed", "columns": [0, 0], "halves": [18, 19]}
"""Monday from 9 to 10 is closed."""


def alone(rules: UserConfig = RULES) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.set_rules("pc-anna", "anna", rules)
    return services


def with_sunday(hours: tuple[Interval, ...]) -> UserConfig:
    return replace(RULES, week=(*RULES.week[:6], replace(RULES.week[6], intervals=hours)))


def after_the_stroke() -> UserConfig:
    monday = RULES.week[0]
    first, *rest = monday.intervals
    return replace(RULES, week=(replace(monday, intervals=(first._replace(start=600), *rest)), *RULES.week[1:]))


def element(page: User, marker: str) -> Element:
    with page:
        return next(iter(ElementFilter(marker=marker)))


def there(page: User, marker: str) -> bool:
    with page:
        return any(True for _ in ElementFilter(marker=marker))


async def switched_off(services: FakeServices, page: User) -> None:
    services.change_server("pc-anna", state=ServerState.OFF)
    await until(lambda: texts(page, "unreached-says"))
    assert "What is saved waits until it is on." in texts(page, "unreached-says")[0]


async def others_change(services: FakeServices, rules: UserConfig, minutes: int = 1) -> None:
    reads = services.reads
    services.set_rules("pc-anna", "anna", rules, by="Tom")
    services.change_server("pc-anna", users=(user("anna", as_of=NOW + timedelta(minutes=minutes)),))
    await until(lambda: services.reads > reads)


async def test_a_computer_that_goes_off_takes_no_typed_text_away():
    services = alone()
    async with visit(services, "/child/anna/playtime") as page:
        await until(lambda: there(page, "programs"))
        element(page, "programs").value = "minecraft\nsteam"
        await switched_off(services, page)
        assert element(page, "programs").value == "minecraft\nsteam"
        services.change_server("pc-anna", state=ServerState.ONLINE)
        await until(lambda: not texts(page, "unreached-says"))
        assert texts(page, "unreached-says") == []
        assert element(page, "programs").value == "minecraft\nsteam"


async def test_a_trial_that_runs_while_a_computer_goes_off_is_answered():
    services = alone(with_play(("steam", "")))
    real = services.try_masks

    def slowly(*args: object, **named: object) -> object:
        time.sleep(0.3)
        return real(*args, **named)

    services.try_masks = slowly
    async with visit(services, "/child/anna/playtime") as page:
        await until(lambda: there(page, "programs"))
        element(page, "programs").value = "steam"
        await press(page, "try")
        await switched_off(services, page)
        await until(lambda: texts(page, "trial-says"))
        assert texts(page, "trial-says") == ["Counts as steam"]


async def test_the_steps_of_the_painter_outlive_a_computer_that_goes_off_and_saving():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "stroke", STROKE)
        await switched_off(services, page)
        assert element(page, "undo").props["aria-disabled"] == "false"
        services.editing.config = lambda *_, **__: services.set_rules("pc-anna", "anna", after_the_stroke())
        await press(page, "save")
        await until(lambda: not texts(page, "save"))
        assert texts(page, "save") == []
        await press(page, "undo")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change")[0].startswith("Monday: 10:00")


async def test_discarding_forgets_the_steps_of_the_painter_and_leaves_typed_text_alone():
    async with visit(alone(), "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid = element(page, "week-grid")
        grid_says(page, "stroke", STROKE)
        await until(lambda: texts(page, "discard"))
        await press(page, "discard")
        await until(lambda: not texts(page, "discard"))
        assert element(page, "undo").props["aria-disabled"] == "true"
        assert element(page, "week-grid") is grid


async def test_the_minutes_of_one_day_do_not_take_another_day_back_that_was_changed_meanwhile():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "minutes", {"column": 1, "half": 20, "brush": "free"})
        await until(lambda: open_sheets(page))
        await switched_off(services, page)
        await others_change(services, with_sunday(MORNING))
        element(page, "brush").value = "closed"
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert len(texts(page, "change")) == 1
        assert "Tuesday" in texts(page, "change")[0]


async def test_a_sheet_of_a_painter_that_is_gone_changes_its_day_alone():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "minutes", {"column": 1, "half": 20, "brush": "free"})
        await until(lambda: open_sheets(page))
        await others_change(services, None)
        await until(lambda: not there(page, "week-grid"))
        await others_change(services, with_sunday(MORNING), minutes=2)
        await until(lambda: there(page, "week-grid"))
        element(page, "brush").value = "closed"
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert len(texts(page, "change")) == 1
        assert "Tuesday" in texts(page, "change")[0]


async def test_a_sheet_of_the_painter_whose_rules_are_unknown_by_now_says_that_nothing_was_changed():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "minutes", {"column": 1, "half": 20, "brush": "free"})
        await until(lambda: open_sheets(page))
        await others_change(services, None)
        await until(lambda: not there(page, "week-grid"))
        element(page, "brush").value = "closed"
        await press(page, "do-it")
        await page.should_see("These rules are not known any more, so nothing was changed.")


async def test_undo_does_not_take_back_what_another_parent_changed_meanwhile():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "stroke", STROKE)
        await others_change(services, with_sunday(MORNING))
        await page.should_see("The hours were changed elsewhere.")
        await press(page, "undo")
        await until(lambda: not texts(page, "change"))
        await press(page, "undo")
        assert texts(page, "change") == []
        assert element(page, "week-grid").props["week"][6][0]["start"] == 600
