"""Five embedded computers with played Timekpr, so that everything can be tried without a single real one.

Only the computers are played. Each is a real SSH server on loopback (:mod:`demo.machine`) in front of real Timekpr
files (:mod:`demo.disk`). A played daemon moves them in fast time (:mod:`demo.daemon`) and changes them where a command
says so (:mod:`demo.shell`); the program reads and changes them by its normal code and cannot tell the difference.
:mod:`demo.story` has the cast and what happens to it::

    with demo.start(public_key_line, clock) as cast:
        for machine in cast.machines:
            ...  # register machine.name, .host, .port, .account, .host_key and .children as a server

Everything is gone when the context ends: threads, sockets, files.
"""

from demo.broker import start_broker
from demo.cast import Cast, CastMachine, start

__all__ = ["Cast", "CastMachine", "start", "start_broker"]
