"""The pages that need no session: plain HTML without a script, quick on any phone and liked by password managers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from i18n import N_, FieldValue, Message
from web.gate import prefix_of

FOLDER: Final = Path(__file__).parent
STRICT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)

TEXTS: Final = {
    "tagline": N_("Timekpr-nExT on all computers of a family or a school, from one place."),
    "sign_in": N_("Sign in"),
    "sign_out": N_("Sign out"),
    "sign_out_question": N_("Sign out on this device?"),
    "name": N_("Name"),
    "password": N_("Password"),
    "password_again": N_("Password once more"),
    "password_hint": N_("At least 10 characters. Three or four words in a row are good and easy to type."),
    "code": N_("Code"),
    "code_hint": N_("From your authenticator app, or one of your recovery codes."),
    "go_on": N_("Go on"),
    "back": N_("Back"),
    "home": N_("To the start page"),
    "setup": N_("The first account"),
    "setup_hint": N_(
        "It may do everything; you can add others later. The set-up code stands where this program was started: on its "
        "console, or in its log."
    ),
    "setup_code": N_("Set-up code"),
    "setup_go": N_("Make the account"),
}
"""What stands on these pages, by the name that the templates have for it."""


class PlainPages:
    """Draws them."""

    def __init__(self, language: Callable[[], str]) -> None:
        """``language`` tells the one of the settings, which a parent may change at any moment."""
        self._language = language
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
        )

    @property
    def language(self) -> str:
        """In which they are drawn now."""
        return self._language()

    def texts(self, templates: Mapping[str, str]) -> dict[str, str]:
        """Some texts without fields, by the names that the templates have for them."""
        return {name: self.say(text) for name, text in templates.items()}

    def say(self, template: str, **fields: FieldValue) -> str:
        """A text in the language of these pages."""
        return Message(template, fields).text(self.language)

    def draw(
        self, request: Request, page: str, status: int = 200, *, policy: str = STRICT_POLICY, **values: object
    ) -> HTMLResponse:
        """One page with its values, which are text and never HTML."""
        template = self._templates.get_template(f"{page}.html")
        html = template.render(text=self.texts(TEXTS), language=self.language, root=prefix_of(request.scope), **values)
        return HTMLResponse(html, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store"})
