"""What can be set: in ``settings.json`` and, stronger, in the environment.

Each key ``a_key`` is also ``TIMEKPR_MNGR_A_KEY``, one inside a group ``TIMEKPR_MNGR_GROUP__A_KEY``; a secret may be in
a file named by ``TIMEKPR_MNGR_…_FILE``. A bad value and an unknown key stop the start with a sentence that names the
key and what is allowed: a setting that is silently not in force is worse than a program that does not start.
``TIMEKPR_MNGR_DATA`` is the data directory and no setting.
"""

from settings.addresses import Mailbox, ascii_address, mailbox
from settings.backup import SHORTEST_PASSPHRASE, BackupSettings
from settings.digest import DigestSettings
from settings.git_copy import GitCopySettings
from settings.git_remote import Remote, remote_of
from settings.keys import PREFIX, fields_of, is_secret, merged, nested, value_at
from settings.loading import DATA, FILE_NAME, load, load_model, parse, set_by_environment
from settings.model import Settings, SettingsBase
from settings.mqtt import MqttSettings
from settings.secret_file import SECRET_BYTES, NoSecretError, read_password, read_secret
from settings.sentences import shortened
from settings.smtp import SmtpSettings
from settings.values import Host, SecretLine, UserName, WholeNumber, is_path, is_secret_line, listed

__all__ = [
    "DATA",
    "FILE_NAME",
    "PREFIX",
    "SECRET_BYTES",
    "SHORTEST_PASSPHRASE",
    "BackupSettings",
    "DigestSettings",
    "GitCopySettings",
    "Host",
    "Mailbox",
    "MqttSettings",
    "NoSecretError",
    "Remote",
    "SecretLine",
    "Settings",
    "SettingsBase",
    "SmtpSettings",
    "UserName",
    "WholeNumber",
    "ascii_address",
    "fields_of",
    "is_path",
    "is_secret",
    "is_secret_line",
    "listed",
    "load",
    "load_model",
    "mailbox",
    "merged",
    "nested",
    "parse",
    "read_password",
    "read_secret",
    "remote_of",
    "set_by_environment",
    "shortened",
    "value_at",
]
