"""Command lines as timekpr-mngr sends them."""

import shlex
from datetime import datetime

from tests.demo.house import BERLIN

USERS, ADMIN = "com.timekpr.server.user.admin", "com.timekpr.server.admin"
DATE = "date '+%F %T %z'"


def bus(method, signature="", *arguments, interface=USERS):
    words = ["busctl", "--system", "--json=short", "--timeout=10", "--", "call", "com.timekpr.server"]
    words += ["/com/timekpr/server", interface, method, *([signature] if signature else []), *arguments]
    return shlex.join(words)


def cli(option, *arguments):
    return shlex.join(["env", "LC_ALL=C.UTF-8", "LANGUAGE=en", "timekpra", f"--{option}", *arguments])


def until(moment, command):
    return f'test "$(date +%s)" -le {int(moment.timestamp())} && exec {command}'


def at(*moment):
    return datetime(*moment, tzinfo=BERLIN)
