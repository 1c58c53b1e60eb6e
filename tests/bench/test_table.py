"""What the bench prints."""

from __future__ import annotations

import json

from bench.figures import Figure, Promise
from bench.table import as_json, table

KEPT = Figure("250 up", "nothing changed", 4.2049, "ms", 5.7, "ssh -S", Promise(1.0, of_ratio=True))
BROKEN = Figure("250 up", "event loop late, p99", 123.4, "ms", promise=Promise(50))
BARE = Figure("storage", "reckon the time left", 0.00948, "ms")


def line_of(figure: Figure) -> str:
    return next(line for line in table([KEPT, BROKEN, BARE]).splitlines() if figure.what in line)


def test_a_line_shows_figure_reference_ratio_promise_and_whether_it_holds() -> None:
    assert line_of(KEPT).split() == [
        "nothing",
        "changed",
        "4.20",
        "ms",
        "5.70",
        "ssh",
        "-S",
        "0.74x",
        "≤",
        "1x",
        "holds",
    ]


def test_a_broken_promise_stands_out() -> None:
    assert line_of(BROKEN).split()[-5:] == ["123", "ms", "≤", "50", "BROKEN"]


def test_a_figure_without_a_promise_has_no_mark() -> None:
    assert line_of(BARE).split()[-2:] == ["0.00948", "ms"]


def test_a_group_is_named_once() -> None:
    lines = table([KEPT, BROKEN, BARE]).splitlines()

    assert lines.count("250 up") == lines.count("storage") == 1


def test_all_columns_stand_below_each_other() -> None:
    assert line_of(KEPT).index("4.20") + len("4.20") == line_of(BROKEN).index("123") + len("123")


def test_json_has_the_same_figures_and_names_the_machine() -> None:
    told = json.loads(as_json([KEPT, BARE], 12.34))

    assert told["seconds"] == 12.3
    assert told["machine"]["cpus"] >= 1
    assert told["figures"][0] == {
        "group": "250 up",
        "what": "nothing changed",
        "value": 4.2049,
        "unit": "ms",
        "reference": 5.7,
        "against": "ssh -S",
        "ratio": 0.738,
        "promise": "≤ 1x",
        "holds": True,
    }
    assert told["figures"][1]["ratio"] is None
