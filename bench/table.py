"""The figures as one table for people, or as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence

from bench.figures import Figure, Promise

HEAD = ("", "here", "", "reference", "", "ratio", "promise", "")
MARKS = {True: "holds", False: "BROKEN", None: ""}


def table(figures: Sequence[Figure]) -> str:
    """One line each, under the name of its group."""
    rows = [(figure.group, _cells(figure)) for figure in figures]
    widths = [max(len(cells[at]) for cells in (HEAD, *(cells for _, cells in rows))) for at in range(len(HEAD))]
    lines, group = [_line(HEAD, widths)], ""
    for name, cells in rows:
        if name != group:
            lines += ["", name]
            group = name
        lines.append(_line(cells, widths))
    return "\n".join(lines)


def as_json(figures: Sequence[Figure], seconds: float) -> str:
    """The same, and what machine it was."""
    return json.dumps(
        {
            "machine": machine(),
            "seconds": round(seconds, 1),
            "figures": [
                {
                    "group": one.group,
                    "what": one.what,
                    "value": round(one.value, 4),
                    "unit": one.unit,
                    "reference": None if one.reference is None else round(one.reference, 4),
                    "against": one.against,
                    "ratio": None if one.ratio is None else round(one.ratio, 3),
                    "promise": _promise(one.promise),
                    "holds": one.holds,
                }
                for one in figures
            ],
        },
        indent=1,
    )


def machine() -> dict[str, str | int | float]:
    """What the figures were measured on; the load tells whether something else ran."""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cpus": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
    }


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        f"  {figure.what}",
        _number(figure.value),
        figure.unit,
        "" if figure.reference is None else _number(figure.reference),
        figure.against,
        "" if figure.ratio is None else f"{figure.ratio:.2f}x",
        _promise(figure.promise),
        MARKS[figure.holds],
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Text to the left, numbers to the right."""
    to_the_right = {1, 3, 5}
    padded = (
        cell.rjust(width) if at in to_the_right else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _number(value: float) -> str:
    """Three digits that matter, and no exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")


def _promise(promise: Promise | None) -> str:
    return "" if promise is None else f"≤ {promise.limit:g}{'x' if promise.of_ratio else ''}"
