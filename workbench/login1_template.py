"""What the played login manager can do beyond dbusmock's own ``logind``. It runs inside dbusmock, not in the tests.

One step is one call here, so that Timekpr never finds a session half made or half gone.
"""

from __future__ import annotations

from typing import Any

import dbus  # type: ignore[import-not-found]  # the system's Python has it, which runs this
from dbusmock import MOCK_IFACE, mockobject  # type: ignore[import-not-found]
from gi.repository import GLib  # type: ignore[import-not-found]

ROOT = "/org/freedesktop/login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"

Mock = Any
"""An object of dbusmock, whose types nobody here knows."""

OBEY_LOCK = f"""
objects["{ROOT}"].call_log.append((int(time.time()), "Lock", [str(self.props["{SESSION}"]["Id"])]))
self.UpdateProperties("{SESSION}", {{"LockedHint": True}})
"""
"""A desktop locks itself when it is told to, and says so. The note goes where it outlives the session."""


def load(_manager: Mock, _parameters: object) -> None:
    """Has to be there; what is below is found without it."""


@dbus.service.method(MOCK_IFACE, in_signature="sus")  # type: ignore[untyped-decorator]
def LogIn(self: Mock, user: str, uid: int, kind: str) -> None:  # noqa: N802
    """A graphical session in the foreground; ``kind`` is x11, wayland or tty."""
    path = self.AddSession(f"c{uid}", "seat0", dbus.UInt32(uid), user, True)
    session = mockobject.objects[path]
    session.props[SESSION].update({"Type": kind, "VTNr": dbus.UInt32(2)})
    session.AddMethod(SESSION, "Lock", "", "", OBEY_LOCK)


@dbus.service.method(MOCK_IFACE, in_signature="u")  # type: ignore[untyped-decorator]
def LogOut(_self: Mock, uid: int) -> None:  # noqa: N802
    """The session is gone, and the user with it. Nothing happens to one that is not there."""
    for path in (f"{ROOT}/session/c{uid}", f"{ROOT}/user/{uid}"):
        if path in mockobject.objects:
            mockobject.objects.pop(path).remove_from_connection()


@dbus.service.method(MANAGER, in_signature="s")  # type: ignore[untyped-decorator]
def TerminateSession(self: Mock, session: str) -> None:  # noqa: N802
    """Unlike dbusmock's, it ends the session: after the answer, as the real one does."""
    GLib.idle_add(lambda: LogOut(self, int(session.removeprefix("c"))))
