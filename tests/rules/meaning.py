"""What a file means, as plain JSON that a person can check."""

from dataclasses import asdict

from timekpr_rules import (
    MainConfig,
    Reading,
    TimeFile,
    UserConfig,
    key_texts,
    read_main_config,
    read_time_file,
    read_user_config,
)

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read(name: str, data: bytes) -> Reading:
    """The reading of a file by its name; the user is always anna."""
    if name == "timekpr.conf":
        return read_main_config(data)
    return read_time_file(data, "anna") if name == "anna.time" else read_user_config(data, "anna")


def meaning(model: UserConfig | MainConfig | TimeFile) -> dict:
    if isinstance(model, UserConfig):
        texts = {key: text for key, text in key_texts(model).items() if "_WEEKDAYS" not in key and "_HOURS_" not in key}
        days = {
            day: [rule.limit_seconds, ", ".join(f"{'free ' * part.unaccounted}{part}" for part in rule.intervals)]
            for day, rule in zip(DAYS, model.week, strict=True)
        }
        playtime = dict(zip(DAYS, model.playtime.limits, strict=True))
        return {"days": days, **texts, "playtime_limits": playtime}
    if isinstance(model, TimeFile):
        return {**asdict(model), "last_checked": model.last_checked and model.last_checked.isoformat(" ")}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(model).items()}


def findings(reading: Reading) -> list[dict]:
    return [
        {
            "code": found.code,
            "severity": found.severity,
            "line": found.line,
            "key": found.key,
            "says": str(found.message),
        }
        for found in reading.findings
    ]
