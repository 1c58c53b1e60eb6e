"""The login of the bench."""

from __future__ import annotations

import getpass
import os
import pwd
import subprocess

import psutil
import pytest

from workbench.account import throwaway_account

pytestmark = pytest.mark.real


def test_root_gets_a_system_account_that_is_gone_afterwards_with_all_it_runs() -> None:
    with throwaway_account("timekpr-test") as name:
        entry = pwd.getpwnam(name)
        if os.geteuid() != 0:
            assert name == getpass.getuser()
            return
        assert entry.pw_uid < 999
        assert entry.pw_shell == "/bin/sh"
        left = subprocess.Popen(["sleep", "0.2"], user=name)

    with pytest.raises(KeyError):
        pwd.getpwnam(name)
    assert not psutil.pid_exists(left.pid)
