"""What children ask for, and the links to their own pages, as somebody has them who is signed in."""

from __future__ import annotations

from dataclasses import replace

from accounts import Access
from editing import Asked
from services import Services
from services.wishes import Answered
from tokens import Scope
from wish_views import LinkView


class SignedInWishes:
    """Everything raises SignedOut when the session has ended, NotAllowed for what the role does not reach."""

    def __init__(self, services: Services, access: Access) -> None:
        self._wishes = services.wishes
        self._access = access

    def answer(self, wish_id: str, seconds: int, text: str, asked: Asked) -> Answered:
        """Give time that was asked for, or say not now."""
        self._access.need(Scope.GRANT)  # before anything is said about whether there is such a wish
        account = self._access.need(Scope.GRANT, self._wishes.get(wish_id).child)
        return self._wishes.answer(wish_id, seconds, text, replace(asked, who=account.name))

    def links_of(self, child_id: str) -> tuple[LinkView, ...]:
        """The links to a child's own page."""
        self._access.need(Scope.EDIT, child_id)
        return self._wishes.links_of(child_id)

    def make_link(self, child_id: str, label: str, asked: Asked) -> str:
        """Make a link."""
        account = self._access.need(Scope.EDIT, child_id)
        return self._wishes.make_link(child_id, label, replace(asked, who=account.name))

    def revoke_link(self, link_id: str, asked: Asked) -> None:
        """End a link."""
        self._access.need(Scope.EDIT)
        account = self._access.need(Scope.EDIT, self._wishes.links.get(link_id).child)
        self._wishes.revoke_link(link_id, replace(asked, who=account.name))
