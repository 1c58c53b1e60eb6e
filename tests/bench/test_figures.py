"""The arithmetic of the bench."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from bench.figures import Figure, Promise, per_server_ms, percentile

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200)
FIGURE = Figure("250 up", "nothing changed", 4.0, "ms", reference=5.0)


def test_a_ratio_is_the_value_in_references() -> None:
    assert FIGURE.ratio == pytest.approx(0.8)


@pytest.mark.parametrize("reference", [None, 0.0])
def test_without_a_reference_there_is_no_ratio_and_no_verdict_on_it(reference: float | None) -> None:
    figure = replace(FIGURE, reference=reference, promise=Promise(1.0, of_ratio=True))

    assert figure.ratio is None
    assert figure.holds is None


@pytest.mark.parametrize(
    ("promise", "holds"),
    [
        (Promise(4.0), True),
        (Promise(3.9), False),
        (Promise(0.8, of_ratio=True), True),
        (Promise(0.79, of_ratio=True), False),
        (None, None),
    ],
)
def test_a_promise_is_judged_by_what_it_is_about(promise: Promise | None, holds: bool | None) -> None:
    assert replace(FIGURE, promise=promise).holds is holds


def test_a_server_costs_its_share() -> None:
    assert per_server_ms(0.5, 250) == 2.0


def test_the_99th_percentile_of_a_hundred_values_is_the_second_largest() -> None:
    assert percentile(range(1, 101), 99) == 99


def test_the_percentile_of_a_single_value_is_that_value() -> None:
    assert percentile([7.0], 99) == 7.0


@given(NUMBERS, st.floats(0.1, 100))
def test_so_many_percent_do_not_exceed_a_percentile_and_no_smaller_value_would_do(
    values: list[float], percent: float
) -> None:
    found = percentile(values, percent)
    share = len(values) * percent / 100

    assert sum(value <= found for value in values) >= share - 1e-9
    assert sum(value < found for value in values) < share
    assert found in values


@pytest.mark.parametrize(("values", "percent"), [([], 99), ([1.0], 0), ([1.0], 101)])
def test_a_percentile_of_nothing_is_refused(values: list[float], percent: float) -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile(values, percent)
