"""What can be set: in ``settings.json`` and, stronger, in the environment.

Each key ``a_key`` is also ``TIMEKPR_MNGR_A_KEY``, one inside a group ``TIMEKPR_MNGR_GROUP__A_KEY``; a secret may be in
a file named by ``TIMEKPR_MNGR_…_FILE``. A bad value and an unknown key stop the start with a sentence that names the
key and what is allowed: a setting that is silently not in force is worse than a program that does not start.
``TIMEKPR_MNGR_DATA`` is the data directory and no setting.
"""

from settings.loading import DATA, FILE_NAME, SECRET_BYTES, load, load_model, parse, set_by_environment
from settings.model import Settings, SettingsBase
from settings.sentences import PREFIX, fields_of, shortened
from settings.values import WholeNumber, listed

__all__ = [
    "DATA",
    "FILE_NAME",
    "PREFIX",
    "SECRET_BYTES",
    "Settings",
    "SettingsBase",
    "WholeNumber",
    "fields_of",
    "listed",
    "load",
    "load_model",
    "parse",
    "set_by_environment",
    "shortened",
]
