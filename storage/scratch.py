"""A folder for what is made and thrown away again, on the same disk as the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .failures import not_saved
from .files import remove_all
from .filesystem import Filesystem
from .paths import temporary_name


@contextmanager
def scratch(root: Path, fs: Filesystem | None = None) -> Iterator[Path]:
    """An empty folder below the data directory, for one use. Raises NotSaved.

    It is in passing: no backup takes it, and what a kill leaves of it the next writer removes when it opens the store.
    """
    fs = fs or Filesystem()
    folder = root / temporary_name()
    try:
        fs.mkdir(folder)
    except OSError as error:
        raise not_saved(error, str(folder)) from error
    try:
        yield folder
    finally:
        with suppress(OSError):
            remove_all(fs, folder)
