"""A computer with the real Timekpr behind a real sshd, and an account on it that may much, everything or nothing."""

from __future__ import annotations

import getpass
import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from workbench.account import throwaway_account
from workbench.sshd import Sshd
from workbench.timekprd import RealTimekpr
from workbench.traces import MARK, ROOM

Who = Literal["member", "outsider", "root"]
"""A member of the group timekpr, whom the daemon obeys; an account outside it, whom it does not; root."""

GROUP = "timekpr"

_numbers = itertools.count(1)


class RealComputer:
    """``with RealComputer(timekpr, public_key_line) as computer:`` takes the key at ``computer.sshd.port``.

    ``in_front`` stands before the key in authorized_keys (``restrict,command="…"``); ``extra`` in sshd_config. The
    account is ``computer.sshd.account``. Several may be open at once; all have the same Timekpr.
    """

    host = "127.0.0.1"

    def __init__(
        self, timekpr: RealTimekpr, authorized: str, who: Who = "member", *, in_front: str = "", extra: str = ""
    ) -> None:
        self.timekpr = timekpr
        self._authorized = f"{in_front} {authorized}".strip()
        self._who = who
        self._extra = extra
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # The account reads its authorized_keys itself, so no folder above it may be closed to it.
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sshd-", dir=ROOM)))
            root.chmod(0o755)
            account = self._account(stack)
            self.sshd = stack.enter_context(Sshd(root, self._authorized, account=account, extra=self._extra))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def _account(self, stack: ExitStack) -> str:
        if self._who == "root":
            return getpass.getuser()
        options = ("--comment", MARK, *(("--groups", GROUP) if self._who == "member" else ()))
        return stack.enter_context(throwaway_account(f"tk{self._who}{next(_numbers)}", *options))
