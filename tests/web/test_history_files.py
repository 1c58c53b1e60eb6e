"""A child's days as files: what is in them, who gets them, and names that a spreadsheet must not work out."""

from __future__ import annotations

import csv
import io
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from history_export import as_csv
from stats_history import Day
from tests.web.house import EVENING, House, living_in
from web.history import COLUMNS

pytestmark = pytest.mark.anyio
TODAY = EVENING.date()
YESTERDAY = TODAY - timedelta(days=1)
ANNA = "=cmd|' /C calc'!A0"
"""What she calls herself."""
RANGE = f"?from={YESTERDAY - timedelta(days=1)}&to={TODAY}"


def take_in(house: House) -> str:
    """Anna at two computers, Ben at one; the key of Anna."""
    fleet, history = house.core.fleet, house.services.history
    for name in ("PC", "Laptop"):
        server = fleet.add(name, "x.lan")
        fleet.add_user(server.id, "anna")
    pc, laptop = "pc", "laptop"
    fleet.add_user(pc, "ben")
    anna, ben = fleet.add_child(ANNA), fleet.add_child("Ben")
    fleet.assign(anna.id, pc, "anna")
    fleet.assign(anna.id, laptop, "anna")
    fleet.assign(ben.id, pc, "ben")
    figures = Day(used=5400, playtime=600, limit=7200, granted=-900, until=time(14, 3), resets=1)
    history.add_days(pc, "anna", {YESTERDAY: Day(used=3600, estimated=True, most=7200), TODAY: figures})
    history.add_days(laptop, "anna", {TODAY: Day(used=60)})
    for server in fleet.servers():
        house.services.pictures.refresh(server)
    return anna.id


async def test_a_table_has_a_row_for_each_day_and_computer(tmp_path: Path):
    async with living_in(tmp_path) as house:
        anna = take_in(house)
        async with house.browser() as tina:
            await tina.sign_in()
            answer = await tina.get(f"/child/{anna}/history.csv{RANGE}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="history-cmd-C-calc-A0-{YESTERDAY - timedelta(days=1)}-{TODAY}.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tuple(rows[0]) == COLUMNS
    assert [(one["date"], one["computer"], one["user"], one["used"]) for one in rows] == [
        (str(YESTERDAY), "PC", "anna", "3600"),
        (str(TODAY), "PC", "anna", "5400"),
        (str(TODAY), "Laptop", "anna", "60"),
    ]
    assert {one["child"] for one in rows} == {f"'{ANNA}"}
    assert (rows[0]["estimated"], rows[0]["most"]) == ("1", "7200")
    assert [rows[1][name] for name in ("playtime", "limit", "granted", "until", "resets")] == [
        "600", "7200", "-900", "14:03:00", "1",
    ]  # fmt: skip


async def test_the_same_is_there_for_programs_with_names_as_they_are(tmp_path: Path):
    async with living_in(tmp_path) as house:
        anna = take_in(house)
        async with house.browser() as tina:
            await tina.sign_in()
            days = (await tina.get(f"/child/{anna}/history.json{RANGE}")).json()["days"]
    assert [one["used"] for one in days] == [3600, 5400, 60]
    assert (days[0]["child"], days[0]["date"]) == (ANNA, str(YESTERDAY))
    assert (days[1]["granted"], days[1]["until"], days[1]["estimated"]) == (-900, "14:03:00", False)


async def test_without_a_range_it_is_the_last_days(tmp_path: Path):
    async with living_in(tmp_path) as house:
        anna = take_in(house)
        house.services.history.add_days("pc", "anna", {TODAY - timedelta(days=30): Day(used=5)})
        async with house.browser() as tina:
            await tina.sign_in()
            days = (await tina.get(f"/child/{anna}/history.json")).json()["days"]
            older = (await tina.get(f"/child/{anna}/history.json?from=2026-01-01")).json()["days"]
    assert len(days) == 3
    assert len(older) == 4


@pytest.mark.parametrize(
    "query",
    [
        "?from=2026-11-20&to=2026-11-19", "?from=x", "?to=2026-13-01", "?from=9999-12-31", "?to=%00",
        "?from=2026-11-18T00:00", f"?from={'9' * 5000}",
    ],
)  # fmt: skip
async def test_what_is_no_range_is_refused(tmp_path: Path, query: str):
    async with living_in(tmp_path) as house:
        anna = take_in(house)
        async with house.browser() as tina:
            await tina.sign_in()
            page = await tina.get(f"/child/{anna}/history.csv{query}")
            plain = await tina.get(f"/child/{anna}/history.json{query}", headers={"Accept": "*/*"})
    assert page.status_code == plain.status_code == 422
    assert "These days cannot be had" in page.text
    assert plain.json()["error"]["code"] == "invalid_value"


async def test_only_who_is_signed_in_and_sees_the_child_gets_it(tmp_path: Path):
    async with living_in(tmp_path) as house:
        anna = take_in(house)
        ben = next(one.id for one in house.core.fleet.children() if one.name == "Ben")
        house.add("Bens", "parent", [ben])
        house.add("Looks", "viewer", [anna])
        async with house.browser() as nobody, house.browser() as bens, house.browser() as looks:
            await bens.sign_in("Bens", "the password of Bens")
            await looks.sign_in("Looks", "the password of Looks")
            for ending in ("csv", "json"):
                path = f"/child/{anna}/history.{ending}"
                assert (await nobody.get(path)).headers["location"].startswith("/login")
                assert (await nobody.get(path, headers={"Accept": "*/*"})).status_code == 401
                assert (await bens.get(path)).status_code == 404
                assert (await looks.get(path)).status_code == 200
                assert (await looks.post(path)).status_code in {403, 405}
                assert (await looks.get(f"/child/nobody/history.{ending}")).status_code == 404


texts = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "=", "+", "-", "@", "\t", "\n", "'", "''="]),
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00"), max_size=30),
    ),
)


@given(texts, texts, st.none() | st.integers(-86_400, 86_400))
def test_what_a_table_says_can_be_read_back_and_nothing_in_it_is_a_formula(
    child: str, computer: str, granted: int | None
):
    row = {"date": TODAY, "child": child, "computer": computer, "user": "anna", "granted": granted}
    (read,) = csv.DictReader(io.StringIO(as_csv([row], COLUMNS), newline=""))
    assert (unmarked(read["child"]), unmarked(read["computer"])) == (child, computer)
    assert read["date"] == TODAY.isoformat()
    assert read["granted"] == ("" if granted is None else str(granted))
    assert not read["child"].startswith(("=", "+", "-", "@", "\t", "\n"))


def unmarked(cell: str) -> str:
    return cell.removeprefix("'")
