"""Home: a card for each child, which says how much is left and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from i18n import Message
from mail_views import MAIL_PROBLEMS
from mqtt_views import BROKER_AWAY
from problems import Problem, Severity
from tests.ui.edits import edit
from tests.ui.fleets import NOW, TINA, FakeServices, changed_key, fleet, server, switched_off, user
from tests.ui.homes import YESTERDAY, class_of, two_computers
from tests.ui.visit import asked, open_sheets, press, texts, until, visit
from views import ServerState, ServerView

pytestmark = pytest.mark.anyio


def ids(page: User, marker: str) -> list[int]:
    with page:
        return [element.id for element in ElementFilter(marker=marker)]


def rings(page: User) -> list[str]:
    with page:
        return [str(one.props["aria-label"]) for one in ElementFilter() if "ring" in one.classes]


def hrefs(page: User) -> list[str]:
    with page:
        return [one.props["href"] for one in ElementFilter(kind=ui.link, marker="who")]


async def test_every_child_has_one_card_however_many_computers_they_have(services: FakeServices):
    async with visit(services) as page:
        assert texts(page, "who") == ["Anna", "Ben", "Carla"]


async def test_the_card_says_the_answer_why_and_how_old_it_is():
    async with visit(FakeServices(fleet(server("Pc", user("anna"))))) as page:
        assert texts(page, "headline") == ["1 h 20 left"]
        assert texts(page, "reason") == ["until 20:00 if used without a pause"]
        assert [text.replace("\xa0", " ") for text in texts(page, "used")] == ["used 40 min of 2 h · as of 14:03"]
        assert rings(page) == ["Anna: 1 h 20 left of 2 h"]


async def test_what_is_not_known_is_not_shown_as_zero():
    unknown = user("anna", None, None, as_of=None)
    async with visit(FakeServices(fleet(server("Pc", unknown)))) as page:
        assert texts(page, "used") == []
        assert rings(page) == ["Anna: time left is not known"]


@pytest.mark.parametrize(
    ("one", "badge", "where"),
    [
        (server("Pc", user("anna")), "in use on Pc", []),
        (server("Pc", user("anna", in_use=False)), "not in use", []),
        (switched_off(), "off", ["PC-Carla · off since yesterday 21:10"]),
        (replace(changed_key("Pc"), users=(user("anna", in_use=False),)), "key changed", ["Pc · last seen 14:03"]),
    ],
)
async def test_the_badge_says_where_a_child_is(one: ServerView, badge: str, where: list[str]):
    async with visit(FakeServices(fleet(one))) as page:
        assert texts(page, "where-now") == [badge]
        assert [text.replace("\xa0", " ") for text in texts(page, "whereabouts")] == where


async def test_the_name_leads_to_the_childs_page():
    odd = user("a$", child="", child_id="")
    async with visit(FakeServices(fleet(server("Pc", user("anna"), odd)))) as page:
        assert hrefs(page) == ["/child/anna", "/child/pc~a%24"]


async def test_the_computer_in_use_is_large_and_the_others_are_a_line_each():
    async with visit(two_computers()) as page:
        assert texts(page, "headline") == ["1 h 20 left"]
        assert texts(page, "where-now") == ["in use on PC-Anna"]
        lines = [text.replace("\xa0", " ") for text in texts(page, "others")]
        assert lines == ["Laptop · 45 min left · off since yesterday 21:03"]


async def test_the_card_changes_to_the_computer_that_is_used_now_without_being_drawn_anew():
    services = two_computers(in_use=False)
    async with visit(services) as page:
        before = ids(page, "headline")
        now = user("anna", 40 * 60, 3600, last_used=NOW)
        services.change_server("laptop", users=(now,), state=ServerState.ONLINE)
        await page.should_see("in use on Laptop")
        assert texts(page, "headline") == ["40 min left"]
        lines = [text.replace("\xa0", " ") for text in texts(page, "others")]
        assert lines == ["PC-Anna · 1 h 20 left · as of 14:03"]
        assert ids(page, "headline") == before


async def test_of_several_computers_none_of_which_is_in_use_the_figures_say_which_they_are_of():
    async with visit(two_computers(in_use=False)) as page:
        assert texts(page, "where-now") == ["not in use"]
        assert texts(page, "whereabouts") == ["on PC-Anna"]


async def test_edits_of_all_computers_stand_on_the_card_each_with_its_own():
    services = two_computers(edit(1), edits=(edit(2, "confirmed"),))
    async with visit(services) as page:
        assert texts(page, "edit-place") == ["on PC-Anna", "on Laptop"]
        await press(page, "decide-cancel")
        assert await asked(services) == [("decide", edit(1).id, "cancel")]


async def test_an_edit_of_the_only_computer_need_not_say_which():
    async with visit(FakeServices(fleet(server("Pc", user("anna", edits=(edit(),)))))) as page:
        assert texts(page, "edit-words") == ["30 min more"]
        assert texts(page, "edit-place") == []


async def test_a_second_computer_comes_and_goes_on_the_same_card():
    services = two_computers(edit(1))
    laptop = services.view.servers[1]
    services.view = replace(services.view, servers=services.view.servers[:1])
    async with visit(services) as page:
        before = ids(page, "child")
        services.change(lambda view: replace(view, servers=(*view.servers, laptop)))
        await page.should_see(marker="others")
        assert texts(page, "edit-place") == ["on PC-Anna"]
        services.change(lambda view: replace(view, servers=view.servers[:1]))
        await until(lambda: not texts(page, "others"))
        assert texts(page, "edit-place") == []
        assert ids(page, "child") == before


async def test_a_child_that_comes_has_its_place_and_one_that_goes_leaves_it():
    services = FakeServices(fleet(server("Pc", user("anna"), user("carla"))))
    async with visit(services) as page:
        services.change_server("pc", users=(user("ben"), user("carla")))
        await page.should_see("Ben")
        with page:
            cards = next(iter(ElementFilter(marker="child"))).parent_slot.children
            assert [card.props["aria-label"] for card in cards] == ["Ben", "Carla"]


async def test_a_chosen_colour_reaches_the_ring_that_is_there():
    services = FakeServices(fleet(server("Pc", user("anna"))))
    async with visit(services) as page:
        services.change_server("pc", users=(user("anna", colour=4),))

        def has_it() -> bool:
            with page:
                return any("child-4" in one.classes for one in ElementFilter())

        await until(has_it)
        assert has_it()


async def test_a_problem_leads_to_the_card_of_its_computer_which_follows_and_goes_with_it():
    anna, laptop = server("Pc", user("anna")), changed_key("Laptop")
    services = FakeServices(fleet(anna, laptop))
    async with visit(services) as page:
        await page.should_not_see(marker="server")
        await press(page, "look")
        await page.should_see(marker="server-laptop")
        services.change_server("laptop", state=ServerState.OFF)
        await page.should_see("off since 14:03")
        services.change(lambda _: fleet(anna))
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_the_strip_goes_with_its_cause(services: FakeServices):
    async with visit(services) as page:
        await page.should_see("Its host key has changed. Nothing is sent until you look.")
        services.change_server("laptop", state=ServerState.ONLINE, problems=())
        await page.should_not_see("Its host key has changed. Nothing is sent until you look.")


@pytest.mark.parametrize("code", [BROKER_AWAY, *MAIL_PROBLEMS])
@pytest.mark.parametrize("may_admin", [True, False])
async def test_a_server_that_is_away_is_told_to_everybody_and_leads_whoever_may_to_the_settings(
    may_admin: bool, code: str
):
    away = Problem(code, Severity.WARNING, Message("Home Assistant has been out of reach."))
    services = FakeServices(replace(fleet(server("Pc", user("anna"))), problems=(away,)))
    services.who = replace(TINA, role="admin" if may_admin else "parent", may_admin=may_admin)
    async with visit(services) as page:
        await page.should_see("Home Assistant has been out of reach.")
        if not may_admin:
            await page.should_not_see(marker="look")
            return
        await press(page, "look")
        await page.should_see(marker="mqtt-card")


async def test_without_a_computer_home_teaches_the_first_steps():
    async with visit(FakeServices(fleet())) as page:
        await page.should_see(marker="first-steps")
        await page.should_see(marker="command")


async def test_with_computers_and_nobody_taken_in_the_guide_goes_on():
    services = FakeServices(fleet(server("Pc", found_users=("anna", "ben"))))
    async with visit(services) as page:
        await page.should_see(marker="first-steps")
        await page.should_see(marker="add-user")
        await press(page, "add-user")
        assert ("add_user", "pc", "anna") in await asked(services)
        services.change_server("pc", users=(user("anna"),), found_users=("ben",))
        await page.should_see(marker="child-anna")
        await page.should_not_see(marker="first-steps")


async def test_whoever_may_not_take_computers_in_hears_who_may():
    services = FakeServices(fleet())
    services.who = replace(TINA, role="viewer", may_admin=False, may_edit=False, may_grant=False)
    async with visit(services) as page:
        await page.should_see("An admin takes computers and children in. Then you see them here.")
        await page.should_not_see(marker="command")


async def test_yesterday_is_said_anew_when_the_hour_changes():
    services = FakeServices(fleet(switched_off()))
    async with visit(services) as page:
        services.now = lambda: NOW.replace(day=22, hour=1)
        services.change(lambda view: replace(view, syncing=True))
        await until(lambda: "Friday" in "".join(texts(page, "whereabouts")))
        assert "Friday" in texts(page, "whereabouts")[0]


async def test_a_push_that_changes_nothing_sends_nothing(services: FakeServices):
    async with visit(services) as page:
        before = {marker: ids(page, marker) for marker in ("child", "headline", "one-edit", "user-menu")}
        services.change(lambda view: replace(view, last_sync=YESTERDAY.astimezone(UTC)))
        await page.should_see("3 of 6 in sync · yesterday 21:03")
        assert {marker: ids(page, marker) for marker in before} == before


# --- many ---


def table(page: User) -> ui.table:
    with page:
        return next(iter(ElementFilter(kind=ui.table)))


async def test_twenty_are_cards_and_with_the_twenty_first_it_is_a_table():
    services = class_of(20)
    async with visit(services) as page:
        assert len(texts(page, "headline")) == 20
        services.change(lambda _: class_of(21).view)
        await page.should_see(marker="children")
        await page.should_not_see(marker="child")
        assert texts(page, "found") == ["21 children"]


async def test_a_row_says_who_how_much_and_where():
    async with visit(class_of(21)) as page:
        row = table(page).rows[0]
        assert (row["id"], row["name"], row["left"], row["state"], row["servers"]) == (
            "pupil001",
            "Pupil001",
            "1 h 20 left",
            "in use on Lab-1",
            "Lab-1",
        )


@pytest.mark.parametrize(("wanted", "found"), [("PUPIL02", 10), ("lab-3", 5), ("nobody", 0)])
async def test_children_are_found_by_name_login_and_computer(wanted: str, found: int):
    async with visit(class_of(40)) as page:
        with page:
            next(iter(ElementFilter(kind=ui.input, marker="search"))).value = wanted
        said = f"{found} {'child' if found == 1 else 'children'}"
        await until(lambda: texts(page, "found") == [said])
        assert texts(page, "found") == [said]


async def test_a_row_opens_the_childs_card_and_the_card_follows_and_gives():
    services = class_of(21)
    async with visit(services) as page:
        page.find(kind=ui.table).trigger("look", "pupil003")
        await page.should_see(marker="child-pupil003")
        assert open_sheets(page) == ["Pupil003"]
        services.change_server("lab-1", users=(user("pupil003", 600),))
        await until(lambda: texts(page, "headline")[0] == "10 min left")
        assert texts(page, "headline")[0] == "10 min left"
        await press(page, "give-15")
        assert await asked(services) == [("grant", "lab-1", "pupil003", "+", 900, False)]


async def test_a_row_of_a_child_that_has_gone_opens_nothing():
    async with visit(class_of(21)) as page:
        page.find(kind=ui.table).trigger("look", "nobody")
        await page.should_not_see(marker="child")
