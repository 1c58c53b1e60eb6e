"""Small print that changes with each reading: it is written only where it says something else."""

from __future__ import annotations

from collections.abc import Sequence

from ui.theme import box, text


class Lines:
    """Some sentences, one below the other; none where there is nothing to say."""

    def __init__(self, look: str, mark: str) -> None:
        self._look = look
        self._mark = mark
        self._shown: tuple[str, ...] = ()
        self._root = box("lines")
        self._root.set_visibility(False)

    def show(self, sentences: Sequence[str]) -> None:
        """Say these."""
        if (wanted := tuple(sentences)) == self._shown:
            return
        self._shown = wanted
        self._root.clear()
        self._root.set_visibility(bool(wanted))
        with self._root:
            for sentence in wanted:
                text("p", sentence, self._look).mark(self._mark)


class Values:
    """Names with their values, one below the other."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._shown: tuple[tuple[str, str], ...] = ()
        self._root = box("values facts", "dl")
        self._root.set_visibility(False)

    def show(self, values: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        if (wanted := tuple(values)) == self._shown:
            return
        self._shown = wanted
        self._root.clear()
        self._root.set_visibility(bool(wanted))
        with self._root:
            for name, value in wanted:
                text("dt", name, "muted")
                text("dd", value).mark(self._mark)
