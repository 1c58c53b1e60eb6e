"""What the real Timekpr-nExT makes of a file: a JSON question per line, an answer per line.

Run by the system's own Python, which has it. Works on copies in a temporary directory.
"""

import base64
import configparser
import datetime as dt
import io
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import dbus  # noqa: E402
import dbus.lowlevel  # noqa: E402
from timekpr.common.constants import constants as cons  # noqa: E402
from timekpr.common.log import log as real_log  # noqa: E402
from timekpr.common.utils import config as real_config  # noqa: E402
from timekpr.common.utils.notifications import timekprNotificationManager  # noqa: E402
from timekpr.server.config import configprocessor  # noqa: E402
from timekpr.server.user import playtime, userdata  # noqa: E402


class datetime(dt.datetime):  # noqa: N801 - the real code goes by the class's name
    """A clock that shows the moment of the question."""

    moment = None

    @classmethod
    def now(cls, tz=None):
        return cls.moment


for module in (real_config, userdata, configprocessor):
    module.datetime = datetime


class Silence:
    """Stands for the child's screen and the list of processes."""

    def __getattr__(self, name):
        return lambda *arguments, **named: None


class Screen(Silence):
    """What the daemon tells the child's screen is made by the real code and packed for D-Bus, and sent nowhere."""

    def processTimeLimits(self, limits):  # noqa: N802 - the real code's name
        timekprNotificationManager.processTimeLimits(self, limits)

    def timeLimits(self, priority, limits):  # noqa: N802 - the real code's name
        message = dbus.lowlevel.SignalMessage("/limits", "real.timekpr", "timeLimits")
        message.append(priority, limits, signature="sa{sa{sv}}")


class Files:
    """The three files in a directory of their own."""

    def __init__(self, question):
        self.dir = Path(tempfile.mkdtemp(prefix="real_timekpr."))
        self.question = question
        self.user = question.get("user", "")
        names = {"conf": f"timekpr.{self.user}.conf", "time": f"{self.user}.time", "main": "timekpr.conf"}
        self.paths = {kind: self.dir / name for kind, name in names.items()}
        self.given = {}
        for kind, path in self.paths.items():
            if kind in question:
                self.given[kind] = base64.b64decode(question[kind])
                path.write_bytes(self.given[kind])
        cons.TK_MAIN_CONFIG_DIR = str(self.dir)

    def fate(self, kind):
        """What happened to a file, and whether it had the user's section."""
        path, given = self.paths[kind], self.given[kind]
        moved = path.with_name(path.name + ".invalid").exists()
        parser = configparser.ConfigParser(allow_no_value=True)
        parser.optionxform = str
        try:
            parser.read_file(io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
            has_section = parser.has_section(self.user)
        except Exception:  # noqa: BLE001 - whatever it is, there is no section then
            has_section = False
        return {
            "unreadable": moved or not given,
            "section": has_section,
            "untouched": not moved and path.exists() and path.read_bytes() == given,
        }

    def main(self):
        config = real_config.timekprConfig()
        config.loadMainConfiguration()
        config._timekprConfig["TIMEKPR_CONFIG_DIR"] = config._timekprConfig["TIMEKPR_WORK_DIR"] = str(self.dir)
        return config

    def live_user(self, main):
        user = userdata.timekprUser.__new__(userdata.timekprUser)
        user._timekprUserData = user._initUserLimits()
        user._timekprUserData[cons.TK_CTRL_UID] = "1001"
        user._timekprUserData[cons.TK_CTRL_UNAME] = self.user
        user._timekprConfig, user._timekprPlayTimeConfig, user._timekprUserNotification = main, Silence(), Screen()
        user._timekprUserConfig = real_config.timekprUserConfig(str(self.dir), self.user)
        user._timekprUserControl = real_config.timekprUserControl(str(self.dir), self.user)
        return user


def ask_user(files):
    user = files.live_user(Silence())
    user.refreshTimekprRuntimeVariables()
    user.adjustLimitsFromConfig()
    data, config = user._timekprUserData, user._timekprUserConfig
    days = []
    for day in map(str, range(1, 8)):
        hours = [(hour, data[day][str(hour)]) for hour in range(24)]
        slots = [
            [hour, slot[cons.TK_CTRL_SMIN], slot[cons.TK_CTRL_EMIN], slot[cons.TK_CTRL_UACC]]
            for hour, slot in hours
            if slot[cons.TK_CTRL_ACT]
        ]
        days.append([data[day][cons.TK_CTRL_LIMITD], slots])
    return {
        "days": days,
        "week_limit": data[cons.TK_CTRL_LIMITW],
        "month_limit": data[cons.TK_CTRL_LIMITM],
        "track_inactive": config.getUserTrackInactive(),
        "hide_tray_icon": config.getUserHideTrayIcon(),
        "lockout": config.getUserLockoutType(),
        "wakeup": config._timekprUserConfig["WAKEUP_HOUR_INTERVAL"],
        "playtime_enabled": config.getUserPlayTimeEnabled(),
        "playtime_override": config.getUserPlayTimeOverrideEnabled(),
        "playtime_in_unaccounted": config.getUserPlayTimeUnaccountedIntervalsEnabled(),
        "playtime_limits": [data[cons.TK_CTRL_PTCNT][str(day)][cons.TK_CTRL_LIMITD] for day in range(1, 8)],
        "activities": config.getUserPlayTimeActivities(),
    }


def ask_time(files):
    control = real_config.timekprUserControl(str(files.dir), files.user)
    control.loadControl()
    values = dict(control._timekprUserControl)
    values["LAST_CHECKED"] = values["LAST_CHECKED"].isoformat()
    return values


def ask_main(files):
    config = real_config.timekprConfig()
    config.loadMainConfiguration()
    values = {key: value for key, value in config._timekprConfig.items() if key.startswith("TIMEKPR_")}
    values["SESSIONS"] = config.getTimekprSessionsCtrl()
    values["SESSIONS_EXCL"] = config.getTimekprSessionsExcl()
    values["USERS_EXCL"] = config.getTimekprUsersExcl()
    return values


def ask_left(files):
    user = files.live_user(files.main())
    user.refreshTimekprRuntimeVariables()
    user.adjustLimitsFromConfig()
    user.adjustTimeSpentFromControl()
    user.refreshTimekprRuntimeVariables()
    user.recalculateTimeLeft()
    left, in_a_row, _, _, balance, spent, unaccounted = user.getTimeLeft()
    playtime, enabled, accounted, _ = user.getPlayTimeLeft(pCheckActive=False)
    data = user._timekprUserData
    return {
        "left": left,
        "in_a_row": in_a_row,
        "unaccounted": unaccounted,
        "limit": data[user._currentDOW][cons.TK_CTRL_LIMITD],
        "balance": balance,
        "used": spent,
        "used_week": data[cons.TK_CTRL_SPENTW],
        "used_month": data[cons.TK_CTRL_SPENTM],
        "playtime": playtime,
        "playtime_limited": bool(enabled and accounted),
    }


def ask_grant(files):
    """The balance that a grant leaves behind, and the answer to it."""
    question = files.question
    processor = configprocessor.timekprUserConfigurationProcessor(files.user, files.main())
    grant = processor.checkAndSetPlayTimeLeft if question["playtime"] else processor.checkAndSetTimeLeft
    result, message = grant(question["operation"], question["seconds"])
    return {"result": result, "message": message, "counters": ask_time(files)}


def ask_matches(files):
    """For each program the places of the masks that mean it, each mask asked for by itself."""
    question = files.question

    class Main:
        def getTimekprPlayTimeEnhancedActivityMonitorEnabled(self):  # noqa: N802 - the real code's name
            return question["by_command_line"]

    found = [[] for _ in question["programs"]]
    for place, mask in enumerate(question["masks"]):
        play = playtime.timekprPlayTimeConfig(Main())
        play._initUserData("1001")
        for pid, (path, command) in enumerate(question["programs"]):
            seen = command[: cons.TK_MAX_CMD_SRCH] if question["by_command_line"] else None
            play._cachedPids["P"][str(pid)] = {"e": path, "c": seen}
            play._cachedPids["U"]["1001"]["P"].add(str(pid))
        play.processPlayTimeFilters("1001", [[mask, ""]])
        for pid in play._cachedPids["U"]["1001"]["M"]:
            found[int(pid)].append(place)
    return found


def save_user(files):
    """The file after the daemon's own next change of something else."""
    config = real_config.timekprUserConfig(str(files.dir), files.user)
    config.loadConfiguration()
    config.saveUserConfiguration()
    return {"saved": base64.b64encode(files.paths["conf"].read_bytes()).decode()}


ASK = {"user": (ask_user, "conf"), "time": (ask_time, "time"), "main": (ask_main, "main"), "left": (ask_left, "conf")}
ASK["grant"] = (ask_grant, "time")
ASK["save_user"] = (save_user, "conf")
ASK["matches"] = (ask_matches, "")


def answer(question):
    datetime.moment = datetime.fromisoformat(question.get("now", "2026-11-21T12:00:00"))
    ask, kind = ASK[question["ask"]]
    files = Files(question)
    try:
        try:
            said = {"says": ask(files), "error": None}
        except Exception as error:  # noqa: BLE001 - what the real code does not catch stops the daemon's work
            said = {"says": None, "error": f"{type(error).__name__}: {error}"}
        return {**said, **(files.fate(kind) if kind else {})}
    finally:
        shutil.rmtree(files.dir, ignore_errors=True)
        real_log._LOG_BUFFER.clear()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
