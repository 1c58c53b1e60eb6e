"""Delivering changes of rules and settings: merged into what the computer has now, and read back.

What is set here is set to a value, so sending it again does no harm; but nothing is sent that somebody has changed on
the computer since the parent looked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from channels.discover import Channel
from courier.mending import give_up, undo
from courier.returns import give_way, prepare_return
from courier.visit import GUARD_SECONDS, MARGIN_SECONDS, Later, Visit
from errors import (
    AlreadySo,
    ChannelCannot,
    FileDamagedThere,
    LeftAlone,
    MngrError,
    NotTaken,
    Overlaps,
    RestartNeeded,
    SaidNo,
    UploadFailed,
    UserUnreadable,
)
from i18n import N_, Message
from pending import Attempt, Edit, EditKind, EditState, KeyChange, Through
from ssh_client.files import RemoteFile
from timekpr_rules import (
    BusCall,
    File,
    MainConfig,
    Merged,
    Option,
    UnreadableFile,
    UserConfig,
    bus_calls,
    edit_main_config,
    edit_user_config,
    halfway,
    key_texts,
    listed_by,
    lists_all_days,
    main_calls,
    merge,
    onto,
    options,
    read_main_config,
    with_main_values,
    with_user_values,
)

Keep: TypeAlias = Callable[[Edit, dict[str, str], dict[str, str]], None]
"""Told an edit and all values before and after it."""

WITH_RETURN: Final = frozenset({EditKind.TODAY, EditKind.LOCK})
NOT_BY_TIMEKPRA: Final = Message(N_("it cannot leave an open day without any hour."))
NOT_MAIN: Final = Message(N_("it does not change the settings of the computer."))


@dataclass(frozen=True, slots=True)
class Target:
    """A file that rules or settings are in, as it is now, and how to make another one of it."""

    file: File
    path: str
    data: bytes
    found: dict[str, str]
    changed: Callable[[Mapping[str, str]], bytes]
    """The whole file with other values in it."""
    steps: Callable[[Channel, Mapping[str, str]], Sequence[BusCall | Option] | None]
    """What to ask Timekpr for; None if that channel has no words for it."""
    goes_back: Callable[[Channel, Mapping[str, str]], bool]
    """Whether that channel has words for undoing it."""
    between: Callable[[Mapping[str, str]], Mapping[str, Collection[str]]]
    """Values that stand there for a moment while the steps are done, and are neither the old nor the new ones."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a change is made: by which channel, in which steps (none where the file is replaced), with which outcome."""

    target: Target
    texts: Mapping[str, str]
    channel: Channel
    steps: Sequence[BusCall | Option]


def send_rules(visit: Visit, edit: Edit, keep: Keep, known: Mapping[str, str] | None = None) -> Edit:
    """Deliver one, also one that was cut while it was sent.

    ``keep`` is told the values before and after; ``known`` is what a computer without a say should have. Raises Later,
    MachineError, NotSaved, and an error of edits if there is no way.
    """
    sent_until = edit.attempt.not_after if edit.attempt else 0
    if edit.state is EditState.SENDING and sent_until and visit.epoch() <= sent_until + MARGIN_SECONDS:
        raise Later  # a step of then may still be on its way, and would undo what is done now
    if edit.day is not None and edit.state is EditState.QUEUED and visit.local_now().date() != edit.day:
        raise Later  # midnight came while the files were read
    target = _target(visit, edit)
    merged = _merged(visit, edit, target)
    if merged.clashes:
        return _clash(visit, edit, merged)
    if not merged.texts:
        return _nothing_to_do(visit, edit, target, keep)
    channel, steps = _way(visit, edit, target, merged.texts)
    if edit.kind in WITH_RETURN:
        prepare_return(visit, edit, {**target.found, **(known or {})}, merged.texts)
    return _carry_out(visit, edit, Plan(target, merged.texts, channel, steps), keep)


def _nothing_to_do(visit: Visit, edit: Edit, target: Target, keep: Keep) -> Edit:
    """It is so already: by an earlier attempt that was cut, or anyway."""
    if edit.attempts or edit.through is not Through.RULE:
        keep(edit, target.found, target.found)
    if edit.attempts:
        visit.touched = True
        return _confirm(visit, edit)
    return _confirm(visit, edit, LeftAlone() if edit.through is Through.RULE else AlreadySo())


def _carry_out(visit: Visit, edit: Edit, plan: Plan, keep: Keep) -> Edit:
    target, before = plan.target, plan.target.found
    not_after = visit.epoch() + GUARD_SECONDS if plan.steps else 0
    kept = {one.key: one for one in edit.attempt.kept} if edit.attempt else {}
    beside = sorted(listed_by(plan.steps) - plan.texts.keys() - kept.keys())
    kept |= {key: KeyChange(key=key, wanted=before[key]) for key in beside}
    keys = plan.texts.keys() | kept.keys()
    half = {key: found for key, found in target.between(plan.texts).items() if key in keys}
    between = tuple(KeyChange(key=key, wanted=text) for key, found in half.items() for text in sorted(found))
    attempt = Attempt(at=visit.clock.now(), not_after=not_after, between=between, kept=tuple(kept.values()))
    changes = tuple(_as_sent(one, edit, target) for one in edit.changes)
    was_half = edit.attempt is not None
    edit = visit.move(edit, EditState.SENDING, attempt=attempt, attempts=edit.attempts + 1, changes=changes)
    said = None
    if plan.channel is Channel.FILES:
        visit.touched = True
        try:
            visit.machine.replace(target.path, target.changed(plan.texts))
        except (UploadFailed, UnreadableFile) as error:
            return give_up(visit, edit, error, in_parts=was_half)  # the old file is in force, whole
    for step in plan.steps:
        said = visit.send(plan.channel, step, not_after)
        if not said.done:
            break
    after = _target(visit, edit).found
    if after != before:
        keep(edit, before, after)
    if all(after[key] == text for key, text in [*plan.texts.items(), *((key, before[key]) for key in beside)]):
        restart = plan.channel is Channel.FILES and edit.kind is EditKind.MAIN
        return _confirm(visit, edit, RestartNeeded() if restart else None)
    in_parts = was_half or after != before
    if said is None:
        return give_up(visit, edit, NotTaken(answer="ok"), in_parts=in_parts)
    refusal = NotTaken(answer=said.answer or "ok") if said.done or not said.answer else SaidNo(answer=said.answer)
    if visit.may_try_again(edit, said):
        # A part of it may have arrived: what that looks like is no change of somebody else at the next try.
        return visit.move(edit, EditState.QUEUED, refusal, attempt=attempt if in_parts else None)
    return give_up(visit, edit, refusal, in_parts=in_parts)


def _confirm(visit: Visit, edit: Edit, why: MngrError | None = None) -> Edit:
    """It is on the computer; what was set for good is not taken back after midnight."""
    if edit.kind is EditKind.CONFIG and edit.through is not Through.RULE:
        give_way(visit, edit)
    return visit.move(edit, EditState.CONFIRMED, why)


def _merged(visit: Visit, edit: Edit, target: Target) -> Merged:
    """What is left to do. A computer without a say is not asked; elsewhere a rule of ours gives way to what is there.

    What takes something back after midnight gives way to a parent anyway: what is set for good is left out of it.
    """
    by_rule = edit.through is Through.RULE
    changes = [one.change for one in edit.changes]
    between: dict[str, set[str]] = {}
    for one in edit.attempt.between if edit.attempt else ():
        between.setdefault(one.key, set()).add(one.wanted)
    merged = merge(target.file, changes, target.found, between, insist=visit.server.mode == "enforce")
    kept = edit.attempt.kept if edit.attempt else ()
    # What it is not about goes back where it stands half-way, and is nobody's clash.
    back = {one.key: one.wanted for one in kept if target.found[one.key] in between.get(one.key, ())}
    texts = {key: text for key, text in back.items() if text != target.found[key]} | merged.texts
    return Merged(texts, () if by_rule else merged.clashes)


def _as_sent(change: KeyChange, edit: Edit, target: Target) -> KeyChange:
    """What is really sent: should it be cut half-way, it goes on with this.

    What stands there because it was cut half-way is nothing to go on from.
    """
    there, between = target.found[change.key], edit.attempt.between if edit.attempt else ()
    if any((one.key, one.wanted) == (change.key, there) for one in between):
        return change
    sent = onto(target.file, change.change, there)
    return change.model_copy(update={"seen": sent.seen, "wanted": sent.wanted})


def _clash(visit: Visit, edit: Edit, merged: Merged) -> Edit:
    undo(visit.queue, visit.clock, edit)
    found = {clash.key: clash.found for clash in merged.clashes}
    changes = tuple(one.model_copy(update={"found": found.get(one.key)}) for one in edit.changes)
    return visit.move(edit, EditState.CONFLICT, Overlaps(), changes=changes)


def _way(
    visit: Visit, edit: Edit, target: Target, texts: Mapping[str, str]
) -> tuple[Channel, Sequence[BusCall | Option]]:
    """The channel to take and the steps on it; none where the file is replaced.

    Raises ChannelCannot, NoChannel.
    """
    main = edit.kind is EditKind.MAIN
    usable = [Channel.DBUS, Channel.FILES] if main else list(Channel)
    forced = visit.server.channel
    if main and forced == Channel.TIMEKPRA:
        raise ChannelCannot(channel=forced, why=NOT_MAIN)
    while True:
        channel = visit.channel(*usable)
        steps: Sequence[BusCall | Option] | None = [] if channel is Channel.FILES else target.steps(channel, texts)
        # What could not be taken back after midnight would stay for good.
        stays = edit.kind is EditKind.TODAY and not target.goes_back(channel, texts)
        if steps is not None and not stays:
            return channel, steps
        if forced != "auto" or usable[-1] is channel:
            raise ChannelCannot(channel=channel.value, why=NOT_BY_TIMEKPRA)
        usable = usable[usable.index(channel) + 1 :]


def due(edit: Edit, today: date) -> bool:
    """Whether its day has come."""
    return edit.not_before is None or today >= edit.not_before


def _target(visit: Visit, edit: Edit) -> Target:
    return _main(visit) if edit.kind is EditKind.MAIN else _user(visit, edit.user)


def _user(visit: Visit, user: str) -> Target:
    files = visit.files(user)
    config = files.config.model

    def wanted(texts: Mapping[str, str]) -> UserConfig:
        return with_user_values(config, texts, visit.version)

    def steps(channel: Channel, texts: Mapping[str, str]) -> Sequence[BusCall | Option] | None:
        if channel is Channel.DBUS:
            return bus_calls(user, config, wanted(texts), seven_days=lists_all_days(files.data, user))
        return options(user, config, wanted(texts))

    def goes_back(channel: Channel, texts: Mapping[str, str]) -> bool:
        return channel is not Channel.TIMEKPRA or options(user, wanted(texts), config) is not None

    def between(texts: Mapping[str, str]) -> Mapping[str, Collection[str]]:
        return halfway(files.data, user, wanted(texts))

    return Target(
        file=File.USER,
        path=files.path,
        data=files.data,
        found=key_texts(config),
        changed=lambda texts: edit_user_config(files.data, user, texts, visit.version),
        steps=steps,
        goes_back=goes_back,
        between=between,
    )


def _main(visit: Visit) -> Target:
    path = visit.server.main_config
    file = visit.machine.read(path)[path]
    if not isinstance(file, RemoteFile):
        raise UserUnreadable(user="timekpr.conf", why=file.message)
    reading = read_main_config(file.data)
    if reading.damaged:
        raise FileDamagedThere(user="timekpr.conf")
    config: MainConfig = reading.model
    data = file.data

    def steps(channel: Channel, texts: Mapping[str, str]) -> Sequence[BusCall | Option] | None:
        return main_calls(config, with_main_values(config, texts)) if channel is Channel.DBUS else None

    return Target(
        file=File.MAIN,
        path=path,
        data=data,
        found=key_texts(config),
        changed=lambda texts: edit_main_config(data, texts),
        steps=steps,
        goes_back=lambda _channel, _texts: True,
        between=lambda _texts: {},
    )
