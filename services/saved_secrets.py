"""A saved secret goes to the server that it was entered for, and to no other.

Whoever may change an address shall not get by it the password that somebody else has entered. The command line goes by
this as well; whoever edits settings.json by hand can read what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from errors import BrokerPasswordWanted, GitTokenWanted, MailPasswordWanted
from git_copy_views import GIT
from i18n import N_, Message
from mail_views import SMTP
from mqtt_views import MQTT
from settings import GitCopySettings, MqttSettings, Settings, SmtpSettings


def keep_secrets(settings: Settings, saved: Settings, changes: Mapping[str, object]) -> None:
    """Raise what the other functions do. A secret is typed anew if it is among the changes, by its whole key."""
    keep_broker_password(settings.mqtt, saved.mqtt, changes.get(f"{MQTT}password"))
    keep_mail_password(settings.smtp, saved.smtp, changes.get(f"{SMTP}password"))
    keep_token(settings.git_copy, saved.git_copy, changes.get(f"{GIT}token"))


def keep_broker_password(settings: MqttSettings, saved: MqttSettings, typed: object) -> None:
    """Raise BrokerPasswordWanted where a password nobody has typed would go elsewhere, or with less protection."""
    has_secret = bool(settings.password_file or settings.password.get_secret_value())
    same = (settings.host, settings.port_in_use) == (saved.host, saved.port_in_use)
    as_safe = settings.tls >= saved.tls and settings.insecure <= saved.insecure
    if settings.host and has_secret and not typed and not (same and as_safe):
        home = saved.host or Message(N_("Home Assistant's own broker"))
        raise BrokerPasswordWanted(host=home, port=saved.port_in_use)


def keep_mail_password(settings: SmtpSettings, saved: SmtpSettings, typed: object) -> None:
    """Raise MailPasswordWanted where a password nobody has typed would go elsewhere, or with less protection."""
    has_secret = bool(settings.password_file or settings.password.get_secret_value())
    same = (settings.host, settings.port_in_use) == (saved.host, saved.port_in_use)
    as_safe = (settings.security != "none" or saved.security == "none") and settings.insecure <= saved.insecure
    if settings.host and has_secret and not typed and not (same and as_safe):
        home = saved.host or Message(N_("another mail server"))
        raise MailPasswordWanted(host=home, port=saved.port_in_use)


def keep_token(settings: GitCopySettings, saved: GitCopySettings, typed: object) -> None:
    """Raise GitTokenWanted where a token nobody has typed would go to another server, or there without encryption."""
    place, home = settings.place, saved.place
    has_token = bool(settings.token_file or settings.token.get_secret_value())
    if place is None or place.way not in {"https", "http"} or not has_token or typed is not None:
        return
    if home is None or (place.way, place.host, place.port) != (home.way, home.host, home.port):
        raise GitTokenWanted(place=home.place if home else Message(N_("another server")))
