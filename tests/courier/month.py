"""The mess of a family as rules for hypothesis: what people and computers do, in any order, for weeks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pending import EditKind, EditState
from pending.decide import CANCEL, OURS, THEIRS
from tests.courier.month_diary import Trouble
from tests.courier.month_family import DAD, GRANDMA, LOGINS, MUM, NAMES, STARTS, WAYS
from tests.courier.month_home import Home
from tests.courier.month_wishes import GRANTS, LIMIT, TODAY, changes_of, commands_of
from timekpr_rules import Grant, Operation

which = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8))
"""One of the logins in the order of this month: most happens to one or two of them, or nothing would ever meet."""
who = st.sampled_from((MUM, DAD, GRANDMA))
gap = st.sampled_from((0, 0, 5, 40, 61, 600, 3600, 5 * 3600, 11 * 3600, 26 * 3600))
cut = st.sampled_from(("before", "after", "after", "held", "held"))
late = st.sampled_from((None, 0, 5, 13, 40))
pace = st.sampled_from((0.0, 0.0, 1.0, 4.0))
trouble = st.builds(Trouble, kind=cut | st.just(""), at=st.integers(2, 16), pace=pace, late=late)
smooth = st.builds(Trouble)


class Month(RuleBasedStateMachine):
    """Each rule is something that people or computers do; most may come a while after the one before."""

    home: Home | None = None

    @initialize(start=st.sampled_from(STARTS), ways=st.permutations(WAYS), order=st.permutations(LOGINS))
    def they_move_in(self, start, ways, order):
        self.folder = Path(tempfile.mkdtemp(prefix="month-"))
        self.home = Home(self.folder, start, ways)
        self.order = order

    def ask(self, which, who, soon, what, *words, keyed=False, **more):
        """Somebody asks for something for one of the logins."""
        place, user = self.order[which]
        self.home.ask(
            who, lambda desk, asked: getattr(desk, what)(place, user, *words, asked, **more), place, soon, keyed=keyed
        )

    def give(self, which, who, soon, kind, playtime, keyed=False):
        operation, about = kind
        grant = Grant(Operation(operation), self.home.seconds(about), playtime)
        self.ask(which, who, soon, "grant", grant, keyed=keyed)

    # --- time, and the cycle of the manager ---

    @rule(seconds=st.sampled_from((900, 7200, 8 * 3600, 24 * 3600, 60 * 3600, 6 * 24 * 3600)))
    def time_passes(self, seconds):
        self.home.pass_time(seconds)
        self.home.cycle()

    @rule(which=which, after=st.sampled_from((-40, -14, -3, 1, 20, 600)), visited=st.booleans())
    def midnight_comes(self, which, after, visited):
        self.home.pass_until_midnight(self.order[which][0], after)
        if visited:
            self.home.cycle()

    @rule(gap=gap)
    def a_cycle(self, gap):
        self.home.pass_time(gap)
        self.home.cycle()

    @rule(gap=gap, which=which, trouble=trouble)
    def a_visit_with_trouble(self, gap, which, trouble):
        self.home.pass_time(gap)
        self.home.visit(self.order[which][0], trouble)

    @rule(gap=gap)
    def what_was_held_up_arrives(self, gap):
        self.home.pass_time(gap)
        self.home.let_arrive()

    @rule()
    def the_manager_is_restarted(self):
        self.home.restart()

    # --- computers and children ---

    @rule(which=which, gap=gap)
    def a_computer_is_switched_off(self, which, gap):
        self.home.pass_time(gap)
        self.home.switch_off(self.order[which][0])

    @rule(gap=gap)
    def all_computers_are_switched_on(self, gap):
        self.home.pass_time(gap)
        self.home.on = set(NAMES)

    @rule(which=which, gap=gap)
    def our_account_may_not_for_a_while(self, which, gap):
        place = self.order[which][0]
        shell = self.home.house.twins[place].shell
        shell.refuses = True
        self.home.pass_time(gap)
        self.home.visit(place)
        shell.refuses = False

    @rule(which=which, gap=gap, minutes=st.sampled_from((1, 5, 15)), playing=st.booleans(), stays=st.booleans())
    def a_child_uses_the_computer(self, which, gap, minutes, playing, stays):
        self.home.pass_time(gap)
        self.home.use(*self.order[which], minutes * 60, playing=playing, stays=stays)

    @rule(which=which, hour=st.sampled_from((1, 9 * 3600)), who=who, soon=trouble, playtime=st.booleans(), kind=GRANTS)
    def a_child_plays_and_is_given_time_on_the_next_day(self, which, hour, who, soon, playtime, kind):
        self.home.use(*self.order[which], 300, playing=True, stays=False)
        self.home.pass_until_midnight(self.order[which][0], hour)
        self.give(which, who, soon, kind, playtime)

    # --- parents at home ---

    @rule(which=which, gap=gap, who=who, fresh=st.booleans(), soon=trouble, data=st.data())
    def rules_are_changed(self, which, gap, who, fresh, soon, data):
        self.home.pass_time(gap)
        seen = self.home.page(*self.order[which], fresh=fresh)
        changes = data.draw(changes_of(seen, self.home.weekday(self.order[which][0])))
        self.ask(which, who, soon, "config", changes, seen=seen)

    @rule(which=which, gap=gap, who=who, soon=trouble, playtime=st.booleans(), keyed=st.booleans(), kind=GRANTS)
    def time_is_given_or_taken(self, which, gap, who, soon, playtime, keyed, kind):
        self.home.pass_time(gap)
        self.give(which, who, soon, kind, playtime, keyed)

    @rule(which=which, gap=gap, who=who, soon=trouble, changes=TODAY)
    def today_is_changed(self, which, gap, who, soon, changes):
        self.home.pass_time(gap)
        self.ask(which, who, soon, "today", changes)

    @rule(which=which, gap=gap, who=who, soon=trouble)
    def a_child_is_locked_out(self, which, gap, who, soon):
        self.home.pass_time(gap)
        self.ask(which, who, soon, "lock")

    @rule(which=which, gap=gap, who=who, soon=trouble)
    def a_child_is_let_in_again(self, which, gap, who, soon):
        self.home.pass_time(gap)
        self.ask(which, who, soon, "unlock")

    @rule(which=which, who=who, soon=trouble, seconds=st.integers(5, 30))
    def a_computer_is_set_up_otherwise(self, which, who, soon, seconds):
        place = self.order[which][0]
        changes = {"TIMEKPR_TERMINATION_TIME": str(seconds), "TIMEKPR_FINAL_WARNING_TIME": str(seconds)}
        self.home.ask(who, lambda desk, asked: desk.main(place, changes, asked), place, soon)

    @rule(which=which, who=who, soon=smooth, back=st.integers(1, 4))
    def an_earlier_version_is_wanted_back(self, which, who, soon, back):
        versions = self.home.house.revisions.of(*self.order[which])
        self.ask(which, who, soon, "revert", versions[-min(back, len(versions))].number)

    @rule(data=st.data())
    @precondition(lambda self: self.home and self.home.keyed)
    def the_same_comes_again(self, data):
        self.home.again(data.draw(st.integers(0, len(self.home.keyed) - 1)))

    @rule(data=st.data(), ask=st.sampled_from((OURS, THEIRS, CANCEL)), who=who)
    @precondition(lambda self: self.home and self.home.house.queue.all_waiting())
    def somebody_decides(self, data, ask, who):
        edits = [edit for edit in self.home.house.queue.all_waiting() if edit.kind is not EditKind.RETURN]
        asking = [edit for edit in edits if edit.state in {EditState.CONFLICT, EditState.UNCLEAR}] or edits
        if asking:
            edit = data.draw(st.sampled_from(asking))
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

    @rule(which=which, gap=gap, data=st.data())
    def rules_are_changed_there(self, which, gap, data):
        self.home.pass_time(gap)
        self.home.change_there(*self.order[which], data.draw(self.commands(which)))

    @rule(which=which, gap=gap, operation=st.sampled_from("+-="), playtime=st.booleans(), used=st.booleans())
    def time_is_given_there(self, which, gap, operation, playtime, used):
        self.home.pass_time(gap)
        if used:
            self.home.use(*self.order[which], 60, playing=playtime, stays=False)
        self.home.give_there(*self.order[which], operation, 9990, playtime=playtime)

    # --- parents here and there at the same moment ---

    @rule(which=which, who=who, kind=GRANTS, playtime=st.booleans(), cut=cut, at=st.integers(8, 14), late=late)
    def time_is_given_here_and_there(self, which, who, kind, playtime, cut, at, late):
        self.home.use(*self.order[which], 60, playing=playtime, stays=False)
        self.give(which, who, Trouble(cut, at, late=late), kind, playtime)
        self.home.give_there(*self.order[which], "+", 19_980, playtime=playtime)

    @rule(which=which, who=who, changes=TODAY, lasting=st.booleans(), seconds=LIMIT, soon=trouble, data=st.data())
    def rules_are_changed_here_and_there(self, which, who, changes, lasting, seconds, soon, data):
        seen = self.home.page(*self.order[which], fresh=True)
        self.home.change_there(*self.order[which], data.draw(self.commands(which)))
        if lasting:
            changes = data.draw(changes_of(seen, self.home.weekday(self.order[which][0])))
            self.ask(which, who, soon, "config", changes, seen=seen)
        else:
            self.ask(which, who, soon, "today", changes)

    def commands(self, which):
        place, user = self.order[which]
        return commands_of(self.home.checks.texts(place, user), self.home.weekday(place))

    def teardown(self):
        if self.home is None:
            return
        try:
            if not self.home.broken:
                self.home.settle()
        finally:
            self.home.close()
            shutil.rmtree(self.folder)
