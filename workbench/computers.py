"""A computer's Timekpr files: made from a sample, and written anew as Timekpr does."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"
"""A timekpr.conf and two files of one user, as Timekpr 0.5.4 wrote them."""
MAIN = "timekpr.conf"

_CONFIG = "timekpr.ben.conf"
_TIME = "ben.time"


def timekpr_tree(root: Path, users: tuple[str, ...]) -> None:
    """A computer's files below a directory: timekpr.conf, config/ and work/."""
    (root / "config").mkdir(parents=True)
    (root / "work").mkdir()
    main = (SAMPLE / MAIN).read_text()
    main = main.replace("/var/lib/timekpr/config", str(root / "config")).replace(
        "/var/lib/timekpr/work", str(root / "work")
    )
    (root / MAIN).write_text(main)
    for user in users:
        for source, target in ((_CONFIG, f"config/timekpr.{user}.conf"), (_TIME, f"work/{user}.time")):
            (root / target).write_text((SAMPLE / source).read_text().replace("[ben", f"[{user}"))
    shutil.copy(SAMPLE / _CONFIG, root / "config" / "timekpr.USER.conf")


def paths(root: Path, users: tuple[str, ...]) -> list[Path]:
    """The files that one cycle reads."""
    pairs = ((root / "config" / f"timekpr.{user}.conf", root / "work" / f"{user}.time") for user in users)
    return [root / MAIN, *(path for pair in pairs for path in pair)]


def rewrite(root: Path, users: tuple[str, ...], turn: int, now: datetime) -> None:
    """Change every file that a cycle reads: its bytes are others for every ``turn``, its counters are of ``now``.

    ``now`` is this machine's local time: Timekpr writes that into LAST_CHECKED when it saves.
    """
    values = {
        "TIMEKPR_FINAL_NOTIFICATION_TIME": str(60 + turn),
        "LIMIT_PER_MONTH": str(180_000 + turn),
        "TIME_SPENT_DAY": str(turn),
        "LAST_CHECKED": f"{now:%Y-%m-%d %H:%M:%S}",
    }
    for path in paths(root, users):
        text = path.read_text()
        for key, value in values.items():
            text = re.sub(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)
        path.write_text(text)
