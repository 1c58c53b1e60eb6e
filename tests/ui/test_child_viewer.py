"""Whoever may not change rules sees them, and is not led to a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import ElementFilter
from nicegui.elements.mixins.disableable_element import DisableableElement
from nicegui.testing.user import User

from tests.ui.child import NOW, RULES, with_limit, with_play
from tests.ui.fleets import TINA, FakeServices, fleet, server, user
from tests.ui.test_roles_on_pages import PARENT, VIEWER, seen
from tests.ui.visit import grid_says, press, texts, until, visit
from views import PersonView

pytestmark = pytest.mark.anyio

READ_ONLY = "You see these rules; changing them is for others."
CARDS = {"week": "hours", "limits": "day-limits", "playtime": "playtime-switches"}


def watched(who: PersonView = VIEWER) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.set_rules("pc-anna", "anna", with_play(("steam", "Steam"), ("tux", "")))
    services.who = who
    return services


def usable(page: User) -> list[str]:
    """The marks of all controls of the rules that can be used."""
    with page:
        (rules,) = ElementFilter(marker="rules")
    return [
        " ".join(one._markers)
        for one in rules.descendants()
        if isinstance(one, DisableableElement) and one.enabled and "disable" not in one.props
    ]


def there(page: User, marker: str) -> bool:
    with page:
        return any(True for _ in ElementFilter(marker=marker))


@pytest.mark.parametrize("tab", CARDS)
async def test_a_viewer_sees_the_rules_and_can_use_nothing_of_them(tab: str):
    services = watched()
    async with visit(services, f"/child/anna/{tab}") as page:
        await until(lambda: there(page, CARDS[tab]))
        assert usable(page) == []
        assert texts(page, "look-only") == [READ_ONLY]
        services.set_rules("pc-anna", "anna", replace(with_limit(with_play(("tux", "")), 6, 3600), lockout="kill"))
        services.change_server("pc-anna", users=(user("anna", as_of=NOW + timedelta(minutes=1)),))
        await until(lambda: texts(page, "limit-6") == ["1 h"] or len(texts(page, "activity-name")) == 1)
        assert usable(page) == []


@pytest.mark.parametrize("tab", CARDS)
async def test_a_parent_can_use_them(tab: str):
    async with visit(watched(PARENT), f"/child/anna/{tab}") as page:
        await until(lambda: there(page, CARDS[tab]))
        assert len(usable(page)) > 3
        assert texts(page, "look-only") == []


async def test_what_a_viewers_page_says_all_the_same_changes_nothing():
    async with visit(watched(), "/child/anna/week") as page:
        await until(lambda: there(page, "week-grid"))
        grid_says(page, "stroke", {"turn": 1, "brush": "closed", "columns": [0, 6], "halves": [0, 47]})
        await press(page, "less-6")
        assert texts(page, "change") == []
    async with visit(watched(), "/child/anna/limits") as page:
        await until(lambda: there(page, "lockout-lock"))
        await press(page, "lockout-lock")
        assert texts(page, "change") == []


@pytest.mark.parametrize(
    ("who", "entries"), [(VIEWER, {"versions"}), (PARENT, {"versions", "copy-rules", "child-links"})]
)
async def test_the_menu_of_a_child_offers_what_somebody_may_do(who: PersonView, entries: set[str]):
    async with visit(watched(who), "/child/anna/limits") as page:
        await page.should_see(marker="child-menu")
        assert {one for one in ("versions", "copy-rules", "child-links", "about") if there(page, one)} == entries


async def test_the_taps_of_today_are_for_those_who_give_time():
    for who, offered in ((VIEWER, set()), (PARENT, {"day-limit", "day-hours"})):
        async with visit(watched(who), "/child/anna") as page:
            await until(lambda: there(page, "day"))
            assert seen(page, "day-limit", "day-hours") == offered


async def test_somebody_who_may_edit_no_more_is_shown_so_with_the_next_push():
    services = watched(PARENT)
    services.set_rules("pc-anna", "anna", RULES)
    async with visit(services, "/child/anna/limits") as page:
        await until(lambda: there(page, "less-6"))
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        services.who = VIEWER
        services.change(lambda view: replace(view, syncing=True))
        await until(lambda: not usable(page))
        assert (usable(page), there(page, "save"), texts(page, "look-only")) == ([], False, [READ_ONLY])


async def test_the_switch_of_a_whole_computer_is_offered_to_admins_alone():
    for who, offered in ((PARENT, set()), (TINA, {"master-on"})):
        services = watched(who)
        services.set_rules("pc-anna", "anna", RULES, playtime_on=False)
        async with visit(services, "/child/anna/playtime") as page:
            await until(lambda: there(page, "master-off"))
            assert seen(page, "master-off", "master-on") == {"master-off"} | offered
