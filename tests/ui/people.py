"""Accounts, tokens and settings that remember what they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from digest.views import DigestSettingsView, digest_settings_view
from editing import Asked
from errors import WrongCode
from mail_views import MailState, MailView, SmtpView, smtp_view
from mqtt_views import BridgeState, BridgeView, MqttView, mqtt_view
from settings import DigestSettings, MqttSettings, Settings, SmtpSettings
from tests.ui.technical import FakeExamination
from views import AccountView, DeviceView, HouseView, TokenView

THEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CODES = tuple(f"abcd-{number:04}-efgh-ijkl" for number in range(8))


class FakePeople:
    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        self.known = (
            AccountView("t1", "Tina", "admin", None, has_second=True),
            AccountView("t2", "Omar", "parent", ("anna",), has_second=False),
        )
        self.where = (
            DeviceView("s1", FIREFOX, "192.168.1.7", THEN, THEN, is_this=True),
            DeviceView("s2", "curl/8", "192.168.1.9", THEN, THEN, is_this=False),
        )

    def devices(self) -> tuple[DeviceView, ...]:
        return self.where

    def sign_out_elsewhere(self) -> None:
        self._ask("sign_out_elsewhere")
        self.where = self.where[:1]

    def change_own_password(self, old: str, new: str, asked: Asked) -> None:
        self._ask("change_own_password", old, new)

    def new_second(self) -> tuple[str, str]:
        self._ask("new_second")
        return "ABCDEFGH", "otpauth://totp/timekpr-mngr%3ATina?secret=ABCDEFGH"

    def add_own_second(self, key: str, code: str, asked: Asked) -> tuple[str, ...]:
        self._ask("add_own_second", key, code)
        if code != "123456":
            raise WrongCode
        return CODES

    def drop_own_second(self, code: str, asked: Asked) -> None:
        self._ask("drop_own_second", code)

    def accounts(self) -> tuple[AccountView, ...]:
        return self.known

    def add(self, name: str, password: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        self._ask("add", name, password, role, children)
        self.known = (*self.known, AccountView("new", name, role, None, has_second=False))

    def change(self, account_id: str, name: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        self._ask("change", account_id, name, role, children)

    def set_password(self, account_id: str, password: str, asked: Asked) -> None:
        self._ask("set_password", account_id, password)

    def drop_second(self, account_id: str, asked: Asked) -> None:
        self._ask("drop_second", account_id)

    def remove(self, account_id: str, asked: Asked) -> None:
        self._ask("remove", account_id)
        self.known = tuple(one for one in self.known if one.id != account_id)


class FakeHouse:
    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        self.now = HouseView("en", "24h", "auto", 180, fixed=(), base_url="")
        self.mqtt = MqttSettings(host="nas.lan", username="timekpr", password=SecretStr("otters"))
        self.mqtt_fixed: frozenset[str] = frozenset()
        self.bridge = BridgeView(
            BridgeState.CONNECTED, "nas.lan:1883", "settings", "5", since=THEN, entities=42, topics=31, sent=310,
            received=7, done=5, refused=1, ignored=1,
        )  # fmt: skip
        self.examination = FakeExamination()
        self.smtp = SmtpSettings(
            host="mail.example.org", username="anna", password=SecretStr("otters"), sender="anna@example.org",
            recipients="anna@example.org, omar@example.org", enabled=True,
        )  # fmt: skip
        self.digest = DigestSettings()
        self.digest_fixed: frozenset[str] = frozenset()
        self.smtp_fixed: frozenset[str] = frozenset()
        self.mail = MailView(MailState.OK, "mail.example.org:587", last_sent=THEN)
        self.made: tuple[TokenView, ...] = (TokenView("k1", "Home Assistant", ("grant",), THEN, THEN),)

    def view(self) -> HouseView:
        return self.now

    def change(self, *, asked: Asked, **changes: Any) -> None:
        self._ask("change_house", changes)
        self.now = replace(self.now, **changes)

    def mqtt_view(self) -> MqttView:
        return mqtt_view(self.mqtt, self.mqtt_fixed)

    def change_mqtt(self, changes: Mapping[str, object], asked: Asked) -> None:
        self._ask("change_mqtt", dict(changes))
        self.mqtt = self._changed(changes)

    def _changed(self, changes: Mapping[str, object]) -> MqttSettings:
        kept = {f"mqtt.{name}": value for name, value in changes.items() if (name, value) != ("password", None)}
        return Settings(mqtt=self.mqtt).changed(**kept).mqtt

    def bridge_view(self) -> BridgeView:
        return self.bridge

    def begin_mqtt_test(self, changes: Mapping[str, object], asked: Asked) -> FakeExamination:
        self._ask("begin_mqtt_test", dict(changes))
        self._changed(changes)
        return self.examination

    def smtp_view(self) -> SmtpView:
        return smtp_view(self.smtp, self.smtp_fixed)

    def change_smtp(self, changes: Mapping[str, object], asked: Asked) -> None:
        self._ask("change_smtp", dict(changes))
        self.smtp = self._smtp_changed(changes)

    def _smtp_changed(self, changes: Mapping[str, object]) -> SmtpSettings:
        kept = {f"smtp.{name}": value for name, value in changes.items() if (name, value) != ("password", None)}
        return Settings(smtp=self.smtp).changed(**kept).smtp

    def mail_view(self) -> MailView:
        return self.mail

    def begin_mail_test(self, changes: Mapping[str, object], asked: Asked) -> FakeExamination:
        self._ask("begin_mail_test", dict(changes))
        self._smtp_changed(changes)
        return self.examination

    def digest_view(self) -> DigestSettingsView:
        settings = Settings(digest=self.digest, smtp=self.smtp)
        return digest_settings_view(settings, self.digest_fixed)

    def change_digest(self, changes: Mapping[str, object], asked: Asked) -> None:
        self._ask("change_digest", dict(changes))
        kept = {f"digest.{name}": value for name, value in changes.items()}
        self.digest = Settings(digest=self.digest).changed(**kept).digest

    def tokens(self) -> tuple[TokenView, ...]:
        return self.made

    def make_token(self, name: str, scopes: Iterable[str], asked: Asked) -> str:
        self._ask("make_token", name, tuple(scopes))
        self.made = (*self.made, TokenView("k2", name, tuple(scopes), THEN, None))
        return "tkm_the-secret"

    def revoke_token(self, token_id: str, asked: Asked) -> None:
        self._ask("revoke_token", token_id)
        self.made = tuple(one for one in self.made if one.id != token_id)

    def renew_key(self, asked: Asked) -> str:
        self._ask("renew_key")
        return "ssh-ed25519 AAAA new"
