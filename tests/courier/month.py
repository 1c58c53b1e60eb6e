"""The mess of a family: a month in which everybody edits, plays, and pulls plugs, and nothing is lost or done twice.

Run it for longer by hand with ``TIMEKPR_TESTS_MONTHS=2000``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from errors import MngrError
from pending import EditKind, EditState
from pending.decide import CANCEL, OURS, THEIRS
from tests.courier.month_diary import Trouble
from tests.courier.month_family import DAD, GRANDMA, LOGINS, MUM, NAMES, STARTS, WAYS
from tests.courier.month_home import Home
from timekpr_rules import Grant, Operation

MONTHS = int(os.environ.get("TIMEKPR_TESTS_MONTHS", "25"))
STEPS = 50

login = st.sampled_from(LOGINS)
place = st.sampled_from(NAMES)
who = st.sampled_from((MUM, DAD, GRANDMA))
gap = st.sampled_from((0, 0, 5, 20, 40, 61, 600, 3600, 5 * 3600, 11 * 3600))
weekday = st.integers(1, 7)
limit = st.sampled_from((0, 900, 3600, 7200, 10_800))
hours = st.sampled_from(
    ("", "9;10;11", "0;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23", "14[30-60];15;!16")
)
trouble = st.builds(
    Trouble,
    kind=st.sampled_from(("", "before", "after", "after", "held", "held")),
    at=st.integers(2, 16),
    pace=st.sampled_from((0.0, 0.0, 1.0, 6.0)),
)
smooth = st.builds(Trouble)


class Month(RuleBasedStateMachine):
    """Each rule is something that people or computers do; every one of them may come a while after the one before."""

    home: Home | None = None

    @initialize(start=st.sampled_from(STARTS), ways=st.permutations(WAYS))
    def they_move_in(self, start, ways):
        self.folder = Path(tempfile.mkdtemp(prefix="month-"))
        self.home = Home(self.folder, start, ways)

    # --- time, and the cycle of the manager ---

    @rule(seconds=st.sampled_from((30, 900, 7200, 8 * 3600, 24 * 3600, 60 * 3600)))
    def time_passes(self, seconds):
        self.home.pass_time(seconds)
        self.home.cycle()

    @rule(place=place, before=st.sampled_from((40, 14, 3)))
    def it_is_nearly_midnight(self, place, before):
        self.home.pass_until_midnight(place, -before)

    @rule(place=place, after=st.sampled_from((1, 20, 600)))
    def it_is_past_midnight(self, place, after):
        self.home.pass_until_midnight(place, after)
        self.home.cycle()

    @rule(gap=gap)
    def a_cycle(self, gap):
        self.home.pass_time(gap)
        self.home.cycle()

    @rule(gap=gap, place=place, trouble=trouble)
    def a_visit_with_trouble(self, gap, place, trouble):
        self.home.pass_time(gap)
        self.home.visit(place, trouble)

    @rule(gap=gap)
    def what_was_held_up_arrives(self, gap):
        self.home.pass_time(gap)
        self.home.let_arrive()

    @rule()
    def the_manager_is_restarted(self):
        self.home.restart()

    # --- computers and children ---

    @rule(place=place, gap=gap)
    def a_computer_goes_off_or_comes_back(self, place, gap):
        self.home.pass_time(gap)
        self.home.switch(place)

    @rule(place=place)
    def our_account_may_not_any_more_or_may_again(self, place):
        shell = self.home.house.twins[place].shell
        shell.refuses = not shell.refuses

    @rule(login=login, gap=gap, minutes=st.sampled_from((1, 5, 15)), playing=st.booleans(), stays=st.booleans())
    def a_child_uses_the_computer(self, login, gap, minutes, playing, stays):
        self.home.pass_time(gap)
        self.home.use(*login, minutes * 60, playing=playing, stays=stays)

    # --- parents at home ---

    @rule(login=login, gap=gap, who=who, fresh=st.booleans(), soon=trouble, data=st.data())
    def rules_are_changed(self, login, gap, who, fresh, soon, data):
        self.home.pass_time(gap)
        seen = self.home.page(*login, fresh=fresh)
        changes = data.draw(changes_of(seen))
        self.home.ask(who, lambda desk, asked: desk.config(*login, changes, asked, seen=seen), login[0], soon)

    @rule(
        login=login, gap=gap, who=who, soon=trouble, playtime=st.booleans(), keyed=st.booleans(),
        operation=st.sampled_from(("+", "+", "-", "=")), about=st.sampled_from((0, 600, 3600, 40_000)),
    )  # fmt: skip
    def time_is_given_or_taken(self, login, gap, who, soon, playtime, keyed, operation, about):
        self.home.pass_time(gap)
        grant = Grant(Operation(operation), self.home.seconds(about), playtime)
        self.home.ask(who, lambda desk, asked: desk.grant(*login, grant, asked), login[0], soon, keyed=keyed)

    @rule(login=login, gap=gap, who=who, soon=trouble, data=st.data())
    def today_is_changed(self, login, gap, who, soon, data):
        self.home.pass_time(gap)
        value = {"HOURS": hours, "LIMIT": limit.map(str), "PLAYTIME_LIMIT": limit.map(str)}
        names = data.draw(st.lists(st.sampled_from(sorted(value)), min_size=1, max_size=2, unique=True))
        changes = {name: data.draw(value[name]) for name in names}
        self.home.ask(who, lambda desk, asked: desk.today(*login, changes, asked), login[0], soon)

    @rule(login=login, gap=gap, who=who, soon=trouble)
    def a_child_is_locked_out(self, login, gap, who, soon):
        self.home.pass_time(gap)
        self.home.ask(who, lambda desk, asked: desk.lock(*login, asked), login[0], soon)

    @rule(login=login, gap=gap, who=who, soon=trouble)
    def a_child_is_let_in_again(self, login, gap, who, soon):
        self.home.pass_time(gap)
        self.home.ask(who, lambda desk, asked: desk.unlock(*login, asked), login[0], soon)

    @rule(place=place, who=who, soon=trouble, seconds=st.integers(5, 30))
    def a_computer_is_set_up_otherwise(self, place, who, soon, seconds):
        changes = {"TIMEKPR_TERMINATION_TIME": str(seconds), "TIMEKPR_FINAL_WARNING_TIME": str(seconds)}
        self.home.ask(who, lambda desk, asked: desk.main(place, changes, asked), place, soon)

    @rule(login=login, who=who, soon=smooth, back=st.integers(1, 4))
    def an_earlier_version_is_wanted_back(self, login, who, soon, back):
        versions = self.home.house.revisions.of(*login)
        number = versions[-min(back, len(versions))].number
        self.home.ask(who, lambda desk, asked: desk.revert(*login, number, asked), login[0], soon)

    @rule(data=st.data())
    @precondition(lambda self: self.home and self.home.keyed)
    def the_same_comes_again(self, data):
        self.home.again(data.draw(st.integers(0, len(self.home.keyed) - 1)))

    @rule(data=st.data(), ask=st.sampled_from((OURS, THEIRS, CANCEL)), who=who)
    @precondition(lambda self: self.home and self.home.house.queue.all_waiting())
    def somebody_decides(self, data, ask, who):
        edits = self.home.house.queue.all_waiting()
        asking = [edit for edit in edits if edit.state in {EditState.CONFLICT, EditState.UNCLEAR}] or edits
        edit = data.draw(st.sampled_from(asking))
        if edit.kind is EditKind.RETURN:
            return
        ask = self.home.checks.truth(edit) if edit.state is EditState.UNCLEAR else ask
        self.home.try_to(lambda: self.home.desks[who].decide(edit.id, ask))

    @rule(data=st.data(), who=who, soon=trouble)
    @precondition(lambda self: self.home and self.home.checks.ended)
    def it_is_tried_again(self, data, who, soon):
        edits = [edit for edit in self.home.checks.ended.values() if edit.state is not EditState.CONFIRMED]
        if edits:
            edit = data.draw(st.sampled_from(edits))
            self.home.ask(who, lambda desk, asked: desk.retry(edit.id, asked), edit.server, soon)

    # --- parents at the computers ---

    @rule(login=login, gap=gap, data=st.data())
    def rules_are_changed_there(self, login, gap, data):
        self.home.pass_time(gap)
        self.home.change_there(*login, data.draw(commands_of(self.home.checks.texts(*login))))

    @rule(login=login, gap=gap, operation=st.sampled_from("+-="), playtime=st.booleans(), many=st.integers(1, 3))
    def time_is_given_there(self, login, gap, operation, playtime, many):
        self.home.pass_time(gap)
        option = "setplaytimeleft" if playtime else "settimeleft"
        self.home.change_there(*login, [(option, operation, str(many * 9990))])

    def teardown(self):
        if self.home is None:
            return
        try:
            if not self.home.broken:
                self.home.settle()
        finally:
            self.home.close()
            shutil.rmtree(self.folder)


@st.composite
def changes_of(draw, seen: dict[str, str]):
    """What a parent may want instead of what the page shows."""
    day = draw(weekday)
    everything = {
        "LIMITS_PER_WEEKDAYS": limit.map(lambda seconds: one_of_seven(seen["LIMITS_PER_WEEKDAYS"], day, seconds)),
        "PLAYTIME_LIMITS_PER_WEEKDAYS": limit.map(
            lambda seconds: one_of_seven(seen["PLAYTIME_LIMITS_PER_WEEKDAYS"], day, seconds)
        ),
        f"ALLOWED_HOURS_{day}": hours,
        "ALLOWED_WEEKDAYS": st.just("1;2;3;4;5"),
        "LIMIT_PER_WEEK": st.sampled_from(("50000", "60000")),
        "LOCKOUT_TYPE": st.sampled_from(("terminate", "lock", "suspendwake")),
        "WAKEUP_HOUR_INTERVAL": st.sampled_from(("7;18", "0;23")),
    }
    names = draw(st.lists(st.sampled_from(sorted(everything)), min_size=1, max_size=3, unique=True))
    return {name: draw(everything[name]) for name in names}


@st.composite
def commands_of(draw, texts: dict[str, str]):
    """Options of timekpra that change what is there."""
    day, seconds = draw(weekday), draw(limit)
    limits = one_of_seven(texts["LIMITS_PER_WEEKDAYS"], day, seconds)
    played = one_of_seven(texts["PLAYTIME_LIMITS_PER_WEEKDAYS"], day, seconds)
    fewer = ";".join(limits.split(";")[:5])
    return draw(
        st.sampled_from((
            [("setalloweddays", "1;2;3;4;5;6;7"), ("settimelimits", limits)],
            [("setalloweddays", "1;2;3;4;5"), ("settimelimits", fewer)],
            [("setalloweddays", "3;4;5;6;7"), ("settimelimits", fewer)],
            [("setallowedhours", str(day), "10;11;12[0-30]")],
            [("settimelimitweek", "40000")],
            [("setlockouttype", "shutdown")],
            [("setplaytimealloweddays", "1;2;3;4;5;6;7"), ("setplaytimelimits", played)],
            [("setplaytimealloweddays", "2;3;4;5;6"), ("setplaytimelimits", ";".join(played.split(";")[:5]))],
        ))
    )  # fmt: skip


def one_of_seven(text: str, day: int, seconds: int) -> str:
    limits = text.split(";")
    limits[day - 1] = str(seconds)
    return ";".join(limits)


Month.TestCase.settings = settings(
    max_examples=MONTHS, stateful_step_count=STEPS, deadline=None, derandomize="TIMEKPR_TESTS_MONTHS" not in os.environ
)
TestAMonthOfAFamily = Month.TestCase
_ = MngrError
