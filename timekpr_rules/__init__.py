"""Timekpr-nExT's files and rules: pure functions, bytes in and models out, no files and no clock.

Reading says what the real daemon makes of a file, with its repairs and defaults, and what is odd about it. Writing
gives bytes that the real daemon takes as they are. Both are compared with the real code in tests/rules.
"""

from timekpr_rules.document import MAX_BYTES, UnreadableFile
from timekpr_rules.doubts import Doubt, Offer
from timekpr_rules.easing import eases, is_limited
from timekpr_rules.edit import NotEditable, edit_main_config, edit_user_config
from timekpr_rules.findings import CODES, DAMAGE, Finding, Reading
from timekpr_rules.forecast import doubts_about_grant
from timekpr_rules.forecast_config import doubts_about_config
from timekpr_rules.forecast_today import doubts_about_today
from timekpr_rules.grant import Grant, Operation, balance_after, grant_to_reach, granted, positional_limit, todays
from timekpr_rules.hours import Interval, hours_text, parse_hours
from timekpr_rules.key_tables import describe_keys, find_key
from timekpr_rules.keys import File, Key, Kind
from timekpr_rules.listing import halfway, listed_by, lists_all_days
from timekpr_rules.merge import Change, Clash, Merged, arrived, carried, differing, merge, onto
from timekpr_rules.models import Activity, MainConfig, PlayTime, TimeFile, UserConfig
from timekpr_rules.movement import CRASH_LOSES, Lost, Most, Movement, movement
from timekpr_rules.names import is_user_name, user_of_config_name
from timekpr_rules.new_files import new_main_config, new_time_file, new_user_config
from timekpr_rules.proof import Counted, Verdict, counted, verdict
from timekpr_rules.read_main import read_main_config
from timekpr_rules.read_time import read_time_file
from timekpr_rules.read_user import read_user_config
from timekpr_rules.setters import (
    BusCall,
    Option,
    bus_calls,
    main_calls,
    options,
    options_to_write_out,
    playtime_calls,
    playtime_options,
    settable,
)
from timekpr_rules.time_left import Reason, TimeLeft, current_counters, time_left
from timekpr_rules.versions import ASSUMED, Feature, Version, has, lockout_types, parse_version
from timekpr_rules.wanted import changed_texts, default_text, key_texts, with_main_values, with_user_values
from timekpr_rules.week import CLOSED_DAY, OPEN_DAY, OPEN_WEEK, DayRule, Week

__all__ = [
    "ASSUMED",
    "CLOSED_DAY",
    "CODES",
    "CRASH_LOSES",
    "DAMAGE",
    "MAX_BYTES",
    "OPEN_DAY",
    "OPEN_WEEK",
    "Activity",
    "BusCall",
    "Change",
    "Clash",
    "Counted",
    "DayRule",
    "Doubt",
    "Feature",
    "File",
    "Finding",
    "Grant",
    "Interval",
    "Key",
    "Kind",
    "Lost",
    "MainConfig",
    "Merged",
    "Most",
    "Movement",
    "NotEditable",
    "Offer",
    "Operation",
    "Option",
    "PlayTime",
    "Reading",
    "Reason",
    "TimeFile",
    "TimeLeft",
    "UnreadableFile",
    "UserConfig",
    "Verdict",
    "Version",
    "Week",
    "arrived",
    "balance_after",
    "bus_calls",
    "carried",
    "changed_texts",
    "counted",
    "current_counters",
    "default_text",
    "describe_keys",
    "differing",
    "doubts_about_config",
    "doubts_about_grant",
    "doubts_about_today",
    "eases",
    "edit_main_config",
    "edit_user_config",
    "find_key",
    "grant_to_reach",
    "granted",
    "halfway",
    "has",
    "hours_text",
    "is_limited",
    "is_user_name",
    "key_texts",
    "listed_by",
    "lists_all_days",
    "lockout_types",
    "main_calls",
    "merge",
    "movement",
    "new_main_config",
    "new_time_file",
    "new_user_config",
    "onto",
    "options",
    "options_to_write_out",
    "parse_hours",
    "parse_version",
    "playtime_calls",
    "playtime_options",
    "positional_limit",
    "read_main_config",
    "read_time_file",
    "read_user_config",
    "settable",
    "time_left",
    "todays",
    "user_of_config_name",
    "verdict",
    "with_main_values",
    "with_user_values",
]
