"""What the audit says of an edit."""

from __future__ import annotations

from audit import Entry
from error_record import recorded, restored
from pending.models import Edit


def entry_of(edit: Edit) -> Entry:
    """What the audit says of an edit in its state."""
    why = restored(edit.why) if edit.why else None
    before = {change.key: change.seen for change in edit.changes if change.seen is not None}
    after = {change.key: change.wanted for change in edit.changes}
    if edit.operation:
        name = "PLAYTIME" if edit.playtime else "TIME"
        after[name] = f"{edit.operation}{edit.seconds}"
        if edit.attempt is not None:
            before[name] = f"spent {edit.attempt.spent}, balance {edit.attempt.balance}"
    return Entry(
        at=edit.changed,
        what="edit",
        server=edit.server,
        user=edit.user,
        who=edit.decided_by or edit.who,
        through=edit.through.value,
        origin=edit.origin,
        edit=edit.id,
        kind=edit.kind.value,
        state=edit.state.value,
        before=before,
        after=after,
        reason=edit.reason,
        why=why.text() if why else "",
        error=recorded(why) if why else None,
    )
