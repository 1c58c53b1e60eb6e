"""A house whose computer is read as the cycle does it, with all that follows from a reading."""

from __future__ import annotations

from dataclasses import replace

from editing import Asked
from pending import Through
from problems import Problem
from signs import Sign
from tests.api.home import Home
from timekpr_rules import new_time_file
from views import ServerView

TINA = Asked("Tina", Through.PAGE, "192.168.1.20")


class Watched(Home):
    """The computer "PC" with anna, who has used 20 minutes of two hours."""

    def look(self, seconds: float = 0) -> list[str]:
        """So many seconds later it is read; the codes of all signs so far."""
        self.clock.advance(seconds)
        self.twin.timekpr.tick(self.twin.now())
        self.visit()
        server = self.core.fleet.get("pc")
        syncer = self.services.syncer
        self.services._visited(server, syncer.state("pc"))
        syncer._file.save(dict(syncer._states))
        return [one.code.value for one in self.signs]

    def use(self, minutes: int) -> None:
        self.twin.timekpr.log_in("anna", self.twin.now())
        for _ in range(minutes * 2):
            self.clock.advance(30)
            self.twin.timekpr.tick(self.twin.now())

    def edit(self, **counters: int) -> None:
        """Somebody writes into the counters by hand."""
        path = self.twin.timekpr.disk.time("anna")
        path.write_bytes(new_time_file("anna", replace(self.twin.spent("anna"), **counters)))

    @property
    def signs(self) -> tuple[Sign, ...]:
        return self.services.signs.of("pc")

    @property
    def view(self) -> ServerView:
        (view,) = self.services.fleet_view().servers
        return view

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.view.problems
