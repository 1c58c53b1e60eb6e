"""The files of this repository, as the tests about the repository itself see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent

MADE_HERE = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
MADE_AT_THE_TOP = {"data", "build"}


@dataclass(frozen=True)
class Source:
    """A Python file: where it is (relative to the repository), and what it says."""

    path: str
    text: str

    @property
    def top(self) -> str:
        """The name it is imported by: ``storage`` for ``storage/store.py``, ``main`` for ``main.py``."""
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call and what is called, as far as it is a dotted name: ``datetime.now``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; a part that is no name (a call, an index) is left out: ``.open`` for ``Path(x).open``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project, sorted."""
    return tuple(sorted(_walk(ROOT)))


@cache
def python_sources() -> tuple[Source, ...]:
    """Every Python file of the project."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix == ".py"
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in MADE_HERE or (folder == ROOT and path.name in MADE_AT_THE_TOP):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.suffix != ".pyc":
            yield path
