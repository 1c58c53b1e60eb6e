"""Asking for more time: one open wish, bounds on everything, the end of the day, and what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from clock import FakeClock
from errors import InvalidValue, LinkNotValid, NothingToAskFor, TooManyWishes, WishOver
from storage import Store
from tests.wishes.family import AFTERNOON, TINA, Family
from wishes import FOLDER, MAX_A_DAY, MAX_KEPT, MAX_TEXT, MOST_MINUTES, WishBook, WishState, minutes, short_text

BERLIN = ZoneInfo("Europe/Berlin")


def open_wishes(family: Family) -> list[str]:
    return [wish.id for wish in family.services.fleet_view().wishes if wish.reply is None]


def test_a_wish_is_seen_at_once_with_all_that_a_parent_needs(family: Family) -> None:
    wish_id = family.wish(45, "One level left", place="pc-ben~ben")
    (wish,) = family.services.fleet_view().wishes

    assert (wish.id, wish.child, wish.child_id, wish.minutes, wish.reason) == (
        wish_id, "Ben", "ben", 45, "One level left",
    )  # fmt: skip
    assert (wish.server, wish.server_name, wish.user) == ("pc-ben", "PC-Ben", "ben")
    assert f"{wish.asked:%H:%M %z}" == "15:00 +0100"


def test_a_new_wish_takes_the_place_of_the_open_one(family: Family) -> None:
    family.wish(30)
    second = family.wish(15)

    assert open_wishes(family) == [second]
    assert [entry.kind for entry in family.audit("request")] == ["asked", "replaced", "asked"]


def test_a_child_can_take_its_wish_back_and_nobody_elses(family: Family) -> None:
    ben, _ = family.link("ben")
    anna, _ = family.link("anna")
    wish_id = family.wish()
    with pytest.raises(WishOver):
        family.services.wishes.take_back(anna, wish_id, "")
    family.services.wishes.take_back(ben, wish_id, "")

    assert open_wishes(family) == []
    with pytest.raises(WishOver):
        family.services.wishes.take_back(ben, wish_id, "")


def test_a_child_asks_ten_times_a_day_and_again_the_next_day(family: Family) -> None:
    for _ in range(MAX_A_DAY):
        family.wish()
    with pytest.raises(TooManyWishes):
        family.wish()
    family.wish(child="anna")

    family.clock.advance(86_400)
    family.wish()


def test_the_clock_of_the_computer_does_not_buy_more_wishes(family: Family) -> None:
    for _ in range(MAX_A_DAY):
        family.wish()
    family.twins["pc-ben"].ahead = family.twins["pc-anna"].ahead = 5 * 86_400
    family.visit()
    with pytest.raises(TooManyWishes):
        family.wish()


def test_a_wish_ends_with_the_day_of_the_computer(family: Family) -> None:
    family.twins["pc-ben"].zone = ZoneInfo("Asia/Kolkata")
    family.clock.advance(3600)  # to 20:30 there, and the computer is asked for its clock again
    family.visit()
    wish_id = family.wish(place="pc-ben~ben")
    family.clock.advance(3.5 * 3600 - 1)
    assert open_wishes(family) == [wish_id]
    family.clock.advance(1)

    assert open_wishes(family) == []
    with pytest.raises(WishOver):
        family.services.wishes.answer(wish_id, 1800, "", TINA)
    assert family.edits() == ()


@pytest.mark.parametrize(("day", "hours"), [((2026, 10, 25), 25), ((2026, 3, 29), 23), ((2026, 11, 18), 24)])
def test_the_day_on_which_the_clocks_change_ends_at_its_midnight(
    tmp_path: Path, day: tuple[int, int, int], hours: int
) -> None:
    local = datetime(*day, tzinfo=BERLIN)
    with Store.open(tmp_path / "data", clock=FakeClock(local), writer=True) as store:
        wish, _ = WishBook(store).add("ben", "pc", "ben", 30, "", local=local)

    assert wish.until - wish.asked == timedelta(hours=hours)


def test_one_asks_for_the_computer_in_use_or_the_chosen_one_and_for_none_of_others(family: Family) -> None:
    link, _ = family.link("ben")
    ask = family.services.wishes.ask

    assert ask(link, 30, "", "pc-anna~ben", "").server == "pc-anna"
    assert ask(link, 30, "", "", "").user == "ben"
    for place in ("pc-anna~anna", "nowhere~ben", "~", "x" * 500):
        with pytest.raises(NothingToAskFor):
            ask(link, 30, "", place, "")
    family.core.fleet.unassign("pc-ben", "ben")
    family.core.fleet.unassign("pc-anna", "ben")
    family.visit()
    with pytest.raises(NothingToAskFor):
        ask(link, 30, "", "", "")


def test_a_wish_for_a_login_that_is_another_childs_by_now_is_nobodys(family: Family) -> None:
    wish_id = family.wish(place="pc-anna~ben")
    family.core.fleet.assign("anna", "pc-anna", "ben")

    assert open_wishes(family) == []
    with pytest.raises(WishOver):
        family.services.wishes.answer(wish_id, 1800, "", TINA)


def test_a_link_whose_child_has_gone_asks_for_nothing(family: Family) -> None:
    link, _ = family.link("ben")
    family.core.fleet.remove_child("ben")
    with pytest.raises(LinkNotValid):
        family.services.wishes.ask(link, 30, "", "", "")


def test_wishes_are_there_after_a_restart(family: Family) -> None:
    wish_id = family.wish()
    family.restart()
    family.visit()

    assert open_wishes(family) == [wish_id]


@pytest.mark.parametrize("content", [b"", b"\0" * 9, b"[]", b'{"schema": 1, "wishes": [{"id": 1}]}', b'{"schema": 99}'])
def test_a_damaged_file_costs_that_childs_wishes_alone(family: Family, content: bytes) -> None:
    family.wish()
    annas = family.wish(child="anna")
    family.stop()
    for path in (family.core.store.root / "backups" / "generations").rglob("*"):
        if path.is_file() and "ben" in str(path):
            path.write_bytes(b"\0")
    (family.core.store.root / FOLDER / "ben.json").write_bytes(content)
    family.start()
    family.services.syncer.restore()
    family.visit()

    assert open_wishes(family) == [annas]


@given(value=st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.booleans(), st.none()))
def test_minutes_are_whole_numbers_from_1_to_240(value: object) -> None:
    if type(value) is int and 1 <= value <= MOST_MINUTES:
        assert minutes(value) == value
    else:
        with pytest.raises(InvalidValue):
            minutes(value)


@given(text=st.text(max_size=MAX_TEXT * 2))
def test_a_text_is_one_line_of_at_most_200_characters_or_refused(text: str) -> None:
    try:
        kept = short_text(text)
    except InvalidValue:
        return
    assert len(kept) <= MAX_TEXT
    assert len(kept.splitlines()) <= 1
    assert kept == kept.strip() == short_text(kept)
    assert not set(kept) & {"\u202e", "\u2066", "\0", "\x1b", "\u2028"}


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(["ask", "yes", "no", "back", "wait"]), st.integers(1, 30)), max_size=60)
)
def test_whatever_happens_one_is_open_at_most_and_the_list_stays_short(steps: list[tuple[str, int]]) -> None:
    clock = FakeClock(AFTERNOON)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "data", clock=clock, writer=True) as store:
        book = WishBook(store)
        for step, number in steps:
            one = next((wish for wish in book.of("ben") if wish.is_open(clock.now())), None)
            if step == "ask":
                try:
                    book.add("ben", "pc", "ben", number, "", local=clock.now().astimezone(BERLIN))
                except TooManyWishes:
                    today = clock.now().astimezone().date()
                    assert sum(wish.asked.astimezone().date() == today for wish in book.of("ben")) == MAX_A_DAY
            elif step == "wait":
                clock.advance(number * 3600)
            elif one is not None:
                book.change(one, {"yes": WishState.GIVEN, "no": WishState.NOT_NOW}.get(step, WishState.TAKEN_BACK))
            wishes = book.of("ben")
            assert sum(wish.is_open(clock.now()) for wish in wishes) <= 1
            assert len(wishes) <= MAX_KEPT
            assert wishes == WishBook(store).of("ben")
