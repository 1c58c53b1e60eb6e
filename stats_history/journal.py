"""What was read and is not in the users' files yet: ``history/readings-<n>.jsonl``, a line for each reading.

One file takes the readings of a whole cycle at once, so that they are safe without writing hundreds of files. A file
is never written anew: when it is large the next one begins, and it goes once all that is in it is in the users' files.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from errors import DataError
from stats_history.models import FOLDER, Reading
from storage import Store
from storage.paths import is_ours

logger = logging.getLogger(__name__)

MOST_BYTES: Final = 256 * 1024
"""A file of this length is not added to; what is added last may make it twice as long."""
MOST_READ: Final = 4 * 1024 * 1024
MOST_FILES: Final = 16
_NAME = re.compile(r"readings-(\d{6,12})\.jsonl")

Entry = tuple[str, str, Reading]
"""Server, user and what was read."""


class Journal:
    """The files of readings."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = sorted(int(found[1]) for name in store.names(FOLDER) if (found := _NAME.fullmatch(name)))
        self._next = self._files[-1] + 1 if self._files else 1
        self._size = MOST_BYTES  # what a former run has left is not added to

    @property
    def end(self) -> int:
        """A number that is higher than that of every file there is."""
        return self._next

    @property
    def is_long(self) -> bool:
        """Whether there are so many files that the oldest should go soon."""
        return len(self._files) > MOST_FILES

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """What is in the files, oldest first, each with its file's number. A line that is damaged costs itself."""
        for number in self._files:
            for line in self._store.read_lines(FOLDER, _name(number), limit=MOST_READ):
                entry = _parsed(line)
                if entry is None:
                    logger.warning("%s/%s: a line is damaged and is passed over", FOLDER, _name(number))
                else:
                    yield number, entry

    def add(self, entries: Sequence[Entry], *, anew: bool = False) -> int:
        """Add readings, of which there is one at least; on the disk when this returns. The number of their first file.

        With ``anew`` nothing else is in their files. Raises DataError; some may be in the files then.
        """
        if anew:
            self._size = MOST_BYTES
        numbers = []
        for lines in _parts(map(_line, entries)):
            if self._size >= MOST_BYTES or not self._files:
                self._files.append(self._next)
                self._next, self._size = self._next + 1, 0
            self._store.append_lines(lines, FOLDER, _name(self._files[-1]))
            self._size += sum(map(len, lines))
            numbers.append(self._files[-1])
        return numbers[0]

    def drop_before(self, number: int) -> None:
        """Nothing that is in files before this one is needed any more."""
        while self._files and self._files[0] < number:
            try:
                self._store.remove(FOLDER, _name(self._files[0]))
            except DataError as error:
                logger.warning("%s", error)
                return
            del self._files[0]


def _name(number: int) -> str:
    return f"readings-{number:06d}.jsonl"


def _parts(lines: Iterable[str]) -> Iterator[list[str]]:
    """The same lines, in parts that a file takes."""
    part: list[str] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _line(entry: Entry) -> str:
    server, user, reading = entry
    content = reading.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"server": server, "user": user, **content}, separators=(",", ":"))


def _parsed(line: str) -> Entry | None:
    try:
        content = json.loads(line)
        server, user = content.pop("server"), content.pop("user")
        reading = Reading.model_validate(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    has_names = isinstance(server, str) and isinstance(user, str)
    return (server, user, reading) if has_names and is_ours(server) and is_ours(f"{user}.json") else None
