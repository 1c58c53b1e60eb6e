"""Whatever stands in a file of an edit: it is refused when it is read, or it can be shown, told and delivered."""

from __future__ import annotations

import json
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from audit_views import audit_view
from edit_views import edit_views, returning_words
from errors import MngrError
from pending import ASKS, Edit, EditKind, EditState, Through
from pending.models import EDIT
from storage.kinds import Damaged
from tests.courier.conftest import House
from timekpr_rules import File, describe_keys

NUMBERS = count(1)
HUGE = 10**400
USUAL = {
    "schema": 1,
    "server": "pc",
    "user": "anna",
    "kind": "grant",
    "created": "2026-11-18T13:00:00Z",
    "changed": "2026-11-18T13:00:00Z",
    "who": "mum",
    "through": "page",
    "operation": "+",
    "seconds": 600,
    "day": "2026-11-18",
}

keys = st.sampled_from(
    [
        *(key.name for file in File for key in describe_keys(file)),
        *("ALLOWED_HOURS_0", "ALLOWED_HOURS_8", "ALLOWED_HOURS_", "ALLOWED_HOURS_x", "TIME", "PLAYTIME", "", "x\n"),
    ]
)
values = st.sampled_from(
    [
        *("", ";", "7200", "-1", "9" * 5000, "True", "x", "%", "\n", "{x}", "[", "!!", "1;2;3", "7;7", "8[0-30];!9"),
        *("0;0;0;0;0;0;0", "7200;7200;7200;7200;7200;7200;7200", "1;2;3;4;5;6;7;8", "0[0-1]", "fire[", "terminate"),
    ]
)
numbers = st.sampled_from([0, 1, -1, 600, 86_400, 86_401, -86_400, 2**63, HUGE, -HUGE, 1e300])
days = st.sampled_from(["0001-01-01", "9999-12-31", "2026-11-17", "2026-11-18", "2026-11-19", None, "", 0, "x"])
parts = st.lists(
    st.fixed_dictionaries(
        {"key": keys, "wanted": values}, optional={"seen": values | st.none(), "found": values | st.none()}
    ),
    max_size=3,
)
whys = st.sampled_from(
    [
        None,
        {"code": "x"},
        {"code": "no_channel"},
        {"code": "no_channel", "fields": {"why": HUGE}},
        {"code": "said_no", "fields": {"answer": "{x}", "message": "y", "self": 1}},
        {"code": "no_channel", "sentences": {"why": {"template": "{a:>9999999999}", "fields": {"a": 1}}}},
    ]
)
attempts = st.none() | st.fixed_dictionaries(
    {"at": st.just("2026-11-18T13:00:00Z"), "not_after": numbers},
    optional={
        "spent": numbers,
        "balance": numbers,
        "limit": numbers,
        "passed": numbers,
        "between": parts,
        "kept": parts,
    },
)
files = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from([*EditKind, "x"]),
        "user": st.sampled_from(["anna", "", "emil", "../../etc/passwd", "DEFAULT", "x" * 5000, "a b"]),
        "through": st.sampled_from(list(Through)),
        "operation": st.sampled_from(["+", "-", "=", "", "x", "++", None]),
        "seconds": numbers,
        "playtime": st.booleans(),
        "changes": parts,
        "day": days,
        "not_before": days,
        "cause": st.sampled_from(["", "x", "20261118T130000000-0000"]),
        "state": st.sampled_from(list(EditState)),
        "attempts": numbers,
        "attempt": attempts,
        "playtime_before": numbers | st.none(),
        "played_before": numbers | st.none(),
        "why": whys,
        "more": numbers,
    },
)


def of_kind(kind: EditKind) -> st.SearchStrategy[dict]:
    """Files of which the outer form is right, so that they are read, and the values are anything."""
    file = File.MAIN if kind is EditKind.MAIN else File.USER
    names = st.sampled_from([key.name for key in describe_keys(file)])
    texts = {"seen": values | st.none(), "found": values | st.none()}
    changed = st.fixed_dictionaries({"key": names, "wanted": values}, optional=texts)
    some = st.lists(changed, max_size=3)
    few = st.integers(-1_000_000, 1_000_000)
    sent = st.fixed_dictionaries(
        {"at": st.just("2026-11-18T13:00:00Z"), "not_after": st.sampled_from([0, 1_795_000_000, 10**12])},
        optional={"spent": few, "balance": few, "limit": few, "between": some, "kept": some},
    )
    fields = {
        "kind": st.just(kind.value),
        "state": st.sampled_from(list(EditState)),
        "through": st.sampled_from(list(Through)),
        "attempt": st.none() | sent,
        "attempts": st.integers(0, 5),
        "day": st.sampled_from(["2026-11-17", "2026-11-18", "2026-11-19", "1900-01-01", "9000-12-31", None]),
        "not_before": st.sampled_from([None, "2026-11-18", "9000-12-31"]),
        "why": whys,
    }
    if kind is EditKind.GRANT:
        fields |= {
            "operation": st.sampled_from("+-="),
            "seconds": st.sampled_from([1, 60, 86_400]),
            "playtime": st.booleans(),
            "playtime_before": st.none() | few,
            "played_before": st.none() | few,
        }
    else:
        fields |= {"operation": st.just(""), "changes": some}
    if kind is EditKind.MAIN:
        fields["user"] = st.just("")
    return st.fixed_dictionaries(fields)


fitting = st.sampled_from(list(EditKind)).flatmap(of_kind)


def read(content: dict) -> Edit | None:
    """The edit in a file; None where it is refused as damaged."""
    try:
        return EDIT.decode(json.dumps(content).encode())
    except Damaged:
        return None


def all_of_it(house: House) -> None:
    """Everything that is done with edits: they are shown, told, delivered."""
    server, core, status = house.core.fleet.get("pc"), house.core, house.states["pc"]
    for view in edit_views(house.queue, server, status, core.clock, core.style):
        for message in (*view.words, view.line, *((view.why,) if view.why else ())):
            assert isinstance(message.text("de"), str)
    assert returning_words(house.queue.waiting("pc"), status, core.style) is not None
    for entry in house.audit.newest(5):
        assert all(isinstance(one.text("de"), str) for one in audit_view(entry, core).what)


@given(content=fitting | files)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_an_edit_that_can_be_read_can_be_shown_told_and_delivered(house: House, pc: object, content: dict) -> None:
    edit = read({**USUAL, "id": f"20261118T13{next(NUMBERS):07}-0000", **content})
    if edit is None:
        return
    house.queue.add(edit)
    all_of_it(house)
    house.visit()
    all_of_it(house)
    for ask in ASKS:
        try:
            house.queue.decide(edit.id, ask, house.clock.now())
        except MngrError:
            continue
        all_of_it(house)
    house.courier.expire(house.core.fleet.get("pc"), house.states["pc"])
    house.queue.forget("pc")
    for folder in ("pending_uploads", "finished"):
        house.core.store.remove_tree(folder, "pc")


@pytest.mark.parametrize("operation", ["x", "", None, "add", "+-"])
@pytest.mark.parametrize("folder", ["pending_uploads", "finished"])
def test_a_grant_that_says_neither_more_nor_less_is_refused_at_the_cost_of_its_file_alone(
    house: House, pc: object, operation: str | None, folder: str
) -> None:
    good = {**USUAL, "id": "20261118T130000000-0000"}
    wicked = {**USUAL, "id": "20261118T130000001-0000", "operation": operation}
    place = house.data / folder / "pc"
    place.mkdir(parents=True, exist_ok=True)
    for one in (good, wicked):
        (place / f"{one['id']}.json").write_text(json.dumps({k: v for k, v in one.items() if v is not None}))
    house.restart()
    house.visit()

    all_of_it(house)
    assert house.queue.find(good["id"]) is not None
    assert house.queue.find(wicked["id"]) is None
    assert [one.code for one in house.core.store.problems()] == ["data_damaged"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "config"},
        {"kind": "lock"},
        {"changes": [{"key": "LIMIT_PER_WEEK", "wanted": "3600"}]},
        {"seconds": 0},
        {"user": ""},
        {"kind": "main", "operation": ""},
        {"kind": "config", "operation": "", "changes": [{"key": "TIMEKPR_POLLTIME", "wanted": "3"}]},
        {"kind": "config", "operation": "", "changes": [{"key": "ALLOWED_HOURS_9", "wanted": ""}]},
        {"kind": "config", "operation": "", "user": "../anna"},
        {"attempt": {"at": USUAL["changed"], "not_after": 1, "spent": HUGE}},
        {"attempt": {"at": USUAL["changed"], "not_after": 1, "kept": [{"key": "x", "wanted": ""}]}},
        {"attempts": HUGE},
        {"played_before": -HUGE},
        {"day": "9999-12-31"},
    ],
)
def test_what_does_not_fit_together_is_no_edit(wrong: dict) -> None:
    assert read({**USUAL, "id": "20261118T130000000-0000"}) is not None
    assert read({**USUAL, "id": "20261118T130000000-0000", **wrong}) is None
