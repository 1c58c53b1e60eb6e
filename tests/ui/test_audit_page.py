"""The audit on the page: newest first, in words, filtered and turned over."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import DataUnreadable
from i18n import Message
from tests.ui.fleets import FakeServices
from tests.ui.technical import PAGE, entry
from tests.ui.visit import press, texts, until, visit
from views import AuditQuery

pytestmark = pytest.mark.anyio


def numbers(page: User) -> list[int]:
    return [int(said.strip("“”").removeprefix("number ")) for said in texts(page, "entry-reason")]


def choose(page: User, marker: str, value: object) -> None:
    with page:
        next(iter(ElementFilter(marker=marker))).value = value


def people(page: User) -> object:
    with page:
        return next(iter(ElementFilter(kind=ui.select, marker="audit-who"))).options


@pytest.fixture
def services() -> FakeServices:
    services = FakeServices()
    services.audit.entries = tuple(entry(number) for number in range(70, 0, -1))
    return services


async def test_an_entry_says_what_for_whom_what_came_of_it_by_whom_and_from_where(services: FakeServices):
    services.audit.entries = (entry(7),)
    async with visit(services, "/audit") as page:
        await page.should_see(marker="entry")
        assert texts(page, "entry-what") == ["30 min more"]
        assert texts(page, "entry-result") == ["confirmed"]
        assert texts(page, "entry-place") == ["Ben on PC-Ben"]
        assert texts(page, "entry-who") == ["Tina on the page · 13:31 · 192.168.1.20"]
        assert texts(page, "entry-reason") == ["“number 7”"]
        await page.should_not_see(marker="older")


async def test_pages_are_turned_back_and_forth(services: FakeServices):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page) == list(range(70, 40, -1)))
        await press(page, "older")
        await until(lambda: numbers(page) == list(range(40, 10, -1)))
        await press(page, "older")
        await until(lambda: numbers(page) == list(range(10, 0, -1)))
        await press(page, "newer")
        await until(lambda: numbers(page) == list(range(40, 10, -1)))
        assert numbers(page) == list(range(40, 10, -1))


async def test_the_first_page_follows_what_happens_and_keeps_its_lines(services: FakeServices):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        with page:
            first = next(iter(ElementFilter(marker="entry")))
        services.audit.entries = (entry(71), *services.audit.entries)
        services.change_server("pc-anna", note="moved")
        await until(lambda: numbers(page)[0] == 71)
        assert numbers(page) == list(range(71, 71 - PAGE, -1))
        with page:
            assert first in list(ElementFilter(marker="entry"))


async def test_a_later_page_stays_as_it_is_whatever_happens(services: FakeServices):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        await press(page, "older")
        await until(lambda: numbers(page)[0] == 40)
        asked = len(services.audit.queries)
        services.change_server("pc-anna", note="moved")
        await page.should_see(marker="entry")
        assert (numbers(page)[0], len(services.audit.queries)) == (40, asked)


async def test_a_push_without_anything_new_does_not_read_the_audit_again(services: FakeServices):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        asked = len(services.audit.queries)
        services.change_server("pc-anna", seconds=9.0)
        await page.should_see(marker="entry")
        assert len(services.audit.queries) == asked


@pytest.mark.parametrize(
    ("marker", "value", "query"),
    [
        ("audit-child", "Ben", AuditQuery(child="Ben")),
        ("audit-server", "pc-ben", AuditQuery(server="pc-ben")),
        ("audit-who", "Tina", AuditQuery(who="Tina")),
        ("audit-kind", "time", AuditQuery(kind="time")),
        ("audit-text", "  number 7 ", AuditQuery(text="number 7")),
    ],
)
async def test_one_may_look_for(services: FakeServices, marker: str, value: str, query: AuditQuery):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        await press(page, "older")
        await until(lambda: numbers(page)[0] == 40)
        await until(lambda: people(page))
        choose(page, marker, value)
        await until(lambda: services.audit.queries[-1] == query)
        assert services.audit.queries[-1] == query


async def test_the_filter_says_how_much_of_it_is_set(services: FakeServices):
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        assert texts(page, "filter-summary") == ["Filter"]
        await until(lambda: people(page))
        choose(page, "audit-who", "Tina")
        choose(page, "audit-kind", "time")
        await until(lambda: texts(page, "filter-summary") == ["2 filters"])
        assert texts(page, "filter-summary") == ["2 filters"]


async def test_what_is_rare_is_looked_for_further_back_on_demand(services: FakeServices):
    services.audit.most_looked = 40
    async with visit(services, "/audit") as page:
        await until(lambda: numbers(page))
        choose(page, "audit-text", "number 7”"[:-1])
        await until(lambda: numbers(page) == [70])
        choose(page, "audit-text", "number 12")
        await page.should_see("Nothing like that was found up to here. Look further back with “Older”.")
        await press(page, "older")
        await until(lambda: numbers(page) == [12])
        assert numbers(page) == [12]


async def test_an_empty_audit_and_an_empty_answer_are_said_apart(services: FakeServices):
    services.audit.entries = ()
    async with visit(services, "/audit") as page:
        await page.should_see("Nothing has been changed yet.")
        choose(page, "audit-text", "x")
        await page.should_see("Nothing like that was found.")


async def test_an_audit_that_cannot_be_read_says_why(services: FakeServices):
    def failing(*_: object) -> object:
        raise DataUnreadable(path="audit", why="the disk is failing")

    services.audit_page = failing
    async with visit(services, "/audit") as page:
        await until(lambda: texts(page, "complaint"))
        assert "audit" in texts(page, "complaint")[0]


async def test_hostile_words_are_words(services: FakeServices):
    evil = '<img src=x onerror="alert(1)">{{ 7*7 }}'
    services.audit.entries = (
        entry(
            1,
            who=evil,
            child=evil,
            server=evil,
            origin=evil,
            what=(Message("{keys}", {"keys": evil}),),
            why=Message("{keys}", {"keys": evil}),
        ),
    )
    services.audit.names = (evil,)
    async with visit(services, "/audit") as page:
        await page.should_see(marker="entry")
        assert texts(page, "entry-what") == [evil]
        assert texts(page, "entry-why") == [evil]
        await until(lambda: people(page))
        assert people(page) == [evil]
