"""What somebody must be allowed for an edit of each kind, by a token or by an account."""

from __future__ import annotations

from typing import Final

from pending import EditKind
from tokens import Scope

SCOPE_OF: Final = {
    EditKind.GRANT: Scope.GRANT,
    EditKind.TODAY: Scope.GRANT,
    EditKind.LOCK: Scope.GRANT,
    EditKind.UNLOCK: Scope.GRANT,
    EditKind.CONFIG: Scope.EDIT,
    EditKind.RETURN: Scope.EDIT,
    EditKind.MAIN: Scope.ADMIN,
}
"""Who may decide about an edit: who could have made it. Without its return a day's change would be a lasting one."""
