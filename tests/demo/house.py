"""One machine's Timekpr with one child, and a clock that only the test moves."""

from datetime import datetime
from zoneinfo import ZoneInfo

from demo.daemon import PlayedTimekpr
from demo.shell import PlayedShell
from timekpr_rules import DayRule, TimeFile, UserConfig, read_time_file, read_user_config
from timekpr_rules.hours import WHOLE_DAY

BERLIN = ZoneInfo("Europe/Berlin")
AFTERNOON = datetime(2026, 11, 18, 15, 0, 0, tzinfo=BERLIN)


def every_day(limit=3600, intervals=WHOLE_DAY, **more):
    return UserConfig((DayRule(allowed=True, limit_seconds=limit, intervals=intervals),) * 7, **more)


def used(seconds, as_of=AFTERNOON):
    moment = as_of.replace(tzinfo=None)
    return TimeFile(seconds, seconds, seconds, seconds, last_checked=moment)


class House:
    """One machine's Timekpr with anna, and a clock that only this test moves."""

    def __init__(self, root, config, spent=None, now=AFTERNOON, speed=60.0):
        self.now = now
        self.timekpr = PlayedTimekpr(root, now, speed=speed)
        self.timekpr.add_user("anna", config, spent or used(0, now), now, "Anna")
        self.shell = PlayedShell(self.timekpr)

    def log_in(self):
        self.timekpr.log_in("anna", self.now)
        return self

    def live(self, seconds):
        for _ in range(seconds):
            self.now = datetime.fromtimestamp(self.now.timestamp() + 1, BERLIN)
            self.timekpr.tick(self.now)
        return self

    def run(self, command):
        return self.shell.run(command, self.now)

    def ok(self, command):
        """Run a change that has to work on either way, and say what is in the rules then."""
        answer = self.run(command)
        assert (answer.status, answer.err) == (0, "")
        assert answer.out in {"", '{"type":"is","data":[0,""]}\n'}
        return self.rules

    @property
    def rules(self):
        reading = read_user_config(self.timekpr.disk.config("anna").read_bytes(), "anna")
        assert reading.findings == ()
        return reading.model

    @property
    def file(self):
        reading = read_time_file(self.timekpr.disk.time("anna").read_bytes(), "anna")
        assert reading.findings == ()
        return reading.model

    @property
    def is_there(self):
        return "anna" in self.timekpr.users


def laid_out(root):
    for folder in ("etc/timekpr", "var/lib/timekpr/config", "var/lib/timekpr/work"):
        (root / folder).mkdir(parents=True)
    return root
