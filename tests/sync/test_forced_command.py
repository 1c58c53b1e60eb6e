"""An account that may do nothing but SFTP, over one channel, is enough: the zone is guessed from the files."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from own_key import ensure_key
from ssh_client.limits import Limits
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd

from .conftest import Engine, take_in

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("in_front", "extra"),
    [
        ("", "ForceCommand internal-sftp"),
        ('command="internal-sftp",restrict ', ""),
        ("", "MaxSessions 1"),
    ],
    ids=["ForceCommand", "command=", "MaxSessions"],
)
def test_files_are_read_and_the_zone_is_guessed(engine: Engine, tmp_path: Path, in_front: str, extra: str) -> None:
    engine.syncer._limits = Limits(operation=5)
    timekpr_tree(tmp_path / "pc", ("anna", "ben"))
    for user in ("anna", "ben"):
        path = tmp_path / f"pc/work/{user}.time"
        local = datetime.now(UTC) + timedelta(hours=2)
        path.write_text(re.sub("LAST_CHECKED = .*", f"LAST_CHECKED = {local:%Y-%m-%d %H:%M:%S}", path.read_text()))
    with Sshd(tmp_path / "sshd", in_front + ensure_key(engine.core.store).public_line, extra=extra) as sshd:
        take_in(engine.core, "pc", tmp_path / "pc", sshd)
        engine.cycle()

    state = engine.state()
    assert state.error is None
    assert state.users["anna"].config is not None
    assert (state.clock.utc_offset, state.clock.guessed) == (7200, True)
