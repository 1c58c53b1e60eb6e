"""Two threads want the same edit: one gets it, the other is told, and nothing is told twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from audit import Audit
from errors import WrongState
from pending import Edit, EditState
from storage import Filesystem
from tests.pending.made import MORNING, House, an_edit, moved_on

ROUNDS = 25


def both(*work):
    """Do these at the same time; what each returned, or the WrongState that it got."""
    together = threading.Barrier(len(work))

    def one(action):
        together.wait(10)
        try:
            return action()
        except WrongState as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def test_one_of_two_that_move_an_edit_wins_and_the_other_gets_wrong_state(house: House) -> None:
    won = set()
    for number in range(ROUNDS):
        edit = house.queue.add(an_edit(number))
        results = both(
            lambda edit=edit: moved_on(house.queue, edit, EditState.SENDING),
            lambda edit=edit: house.queue.decide(edit.id, "cancel", MORNING),
        )
        winner, loser = sorted(results, key=lambda one: isinstance(one, WrongState))
        assert isinstance(winner, Edit)
        assert isinstance(loser, WrongState)
        assert house.queue.get(edit.id) is winner
        assert house.told(edit) == ["queued", winner.state.value]
        assert house.on_disk(edit, "pending_uploads" if winner.is_open else "finished") == winner.state.value
        won.add(winner.state)
    assert won <= {EditState.SENDING, EditState.CANCELLED}


def test_many_that_add_at_once_are_all_accepted(house: House) -> None:
    def add() -> list[str]:
        return [house.queue.add(an_edit(id=house.queue.new_id(MORNING))).id for _ in range(5)]

    made = [one for some in both(*[add] * 4) for one in some]

    assert len(set(made)) == 20
    assert [edit.id for edit in house.queue.waiting("pc")] == sorted(made)
    assert [edit.id for edit in house.restart().waiting("pc")] == sorted(made)


class LookingIn(Filesystem):
    """A disk on which somebody looks for news as soon as a file has got its name."""

    def __init__(self) -> None:
        self.look = lambda: None

    def link(self, source, target) -> None:
        super().link(source, target)
        self.look()


def test_an_edit_that_is_found_while_it_is_being_added_is_told_once(tmp_path, clock) -> None:
    disk = LookingIn()
    house = House(tmp_path / "data", clock, disk)
    looking = []

    def look() -> None:
        looking.append(threading.Thread(target=house.queue.take_in))
        looking[-1].start()
        looking[-1].join(0.1)  # it has to wait for us; if it does not, it is through by then

    disk.look = look
    edit = house.queue.add(an_edit())
    looking[0].join(10)

    assert house.queue.get(edit.id) is edit
    assert [one.state for one in Audit(house.store).newest(10)] == ["queued"]
    house.stop()
