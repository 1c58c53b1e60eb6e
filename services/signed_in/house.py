"""Settings, tokens and our own key, for admins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from accounts import Access
from digest.views import DIGEST, DigestSettingsView
from editing import Asked
from mail_views import SMTP, MailView, SmtpView
from mqtt_views import MQTT, BridgeView, MqttView
from services import Services
from services.examination import Examination
from services.signed_in.needs import need_to_set
from tokens import Scope
from views import HouseView, TokenView


class SignedInHouse:
    """See services.house.House and services.changes.Changes; raises SignedOut, NotAllowed, PasswordNeeded besides."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access

    def view(self) -> HouseView:
        """The settings that pages change."""
        self._access.need(Scope.READ)
        return self._services.house.view()

    def change(
        self, *, language: str, time_format: str, first_weekday: str, sync_interval_seconds: int, asked: Asked
    ) -> None:
        """Change settings, all or none."""
        self._services.house.change(
            self._admin(asked), language=language, time_format=time_format, first_weekday=first_weekday,
            sync_interval_seconds=sync_interval_seconds,
        )  # fmt: skip

    def mqtt_view(self) -> MqttView:
        """The settings of the bridge to Home Assistant."""
        self._access.need(Scope.ADMIN)
        return self._services.house.mqtt_view()

    def change_mqtt(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them, all or none."""
        self._change({f"{MQTT}{name}": value for name, value in changes.items()}, asked)

    def bridge_view(self) -> BridgeView:
        """How the connection to Home Assistant stands."""
        self._access.need(Scope.ADMIN)
        return self._services.bridge_view()

    def begin_mqtt_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Try the connection with some changes that are not saved."""
        return self._services.connection_trials.mqtt(changes, self._admin(asked, fresh=True))

    def smtp_view(self) -> SmtpView:
        """The settings of mail."""
        self._access.need(Scope.ADMIN)
        return self._services.house.smtp_view()

    def change_smtp(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them, all or none."""
        self._change({f"{SMTP}{name}": value for name, value in changes.items()}, asked)

    def mail_view(self) -> MailView:
        """How sending mail stands."""
        self._access.need(Scope.ADMIN)
        return self._services.mail.view()

    def begin_mail_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Send a test mail with some changes that are not saved."""
        return self._services.connection_trials.mail(changes, self._admin(asked, fresh=True))

    def digest_view(self) -> DigestSettingsView:
        """The settings of the digest."""
        self._access.need(Scope.ADMIN)
        return self._services.house.digest_view()

    def change_digest(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them, all or none."""
        self._services.house.change(self._admin(asked), **{f"{DIGEST}{name}": value for name, value in changes.items()})

    def tokens(self) -> tuple[TokenView, ...]:
        """The tokens of the API, oldest first."""
        self._access.need(Scope.ADMIN)
        tokens = self._services.tokens
        return tuple(
            TokenView(one.id, one.name, tuple(one.scopes), one.created, tokens.last_used(one.id))
            for one in tokens.list()
        )

    def make_token(self, name: str, scopes: Iterable[str], asked: Asked) -> str:
        """Make a token; its secret, which is shown once."""
        asked = self._admin(asked, fresh=True)
        return self._services.changes.create_token(name, scopes, asked=asked)[1]

    def revoke_token(self, token_id: str, asked: Asked) -> None:
        """Let nobody in by a token any more."""
        self._services.changes.revoke_token(token_id, asked=self._admin(asked))

    def renew_key(self, asked: Asked) -> str:
        """Make another SSH key; its public line."""
        return self._services.house.renew_key(self._admin(asked, fresh=True))

    def _change(self, settings: Mapping[str, object], asked: Asked) -> None:
        who = need_to_set(self._services, self._access, settings).name
        self._services.house.change(replace(asked, who=who), **settings)

    def _admin(self, asked: Asked, *, fresh: bool = False) -> Asked:
        return replace(asked, who=self._access.need(Scope.ADMIN, fresh=fresh).name)
