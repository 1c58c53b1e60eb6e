"""One letter by one visit to the mail server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from errors import MailError
from mail.post import Post
from mail.route import Route
from patience import Patience

Refused: TypeAlias = dict[str, MailError]
"""Who does not get it, and why; everybody else does."""


def deliver(
    content: bytes,
    route: Route,
    *,
    sender: str,
    recipients: Sequence[str],
    patience: Patience,
    before: Callable[[Refused], None] = lambda _refused: None,
) -> Refused:
    """Hand a letter over to those who may get it.

    ``before`` is called when it is known who that is and nothing of the letter has been sent yet; what it raises ends
    the visit. Raises MailError where nobody gets it, MailUnclear where nobody knows, and patience.Stopped.
    """
    post = Post(route, patience)
    try:
        post.dial(post.look_up())
        post.secure()
        post.log_in()
        post.begin(sender, len(content))
        refused = {one: error for one in recipients if (error := post.offer(one)) is not None}
        before(refused)
        if len(refused) < len(recipients):
            post.hand_over(content)
        return refused
    finally:
        post.leave()
