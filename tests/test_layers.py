"""Who may import whom."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.tree import ROOT, Source, python_sources

LAYERS = (
    (
        "version",
        "clock",
        "i18n",
        "errors",
        "problems",
        "settings",
        "speech",
        "process",
        "patience",
        "tls_client",
        "masking",
    ),
    ("timekpr_rules",),
    ("storage", "bus", "error_record", "watchers", "told"),
    (
        "servers",
        "audit",
        "pending",
        "revisions",
        "tokens",
        "child_links",
        "wishes",
        "accounts",
        "stats_history",
        "mail",
        "signs",
    ),
    (
        "ssh_client",
        "channels",
        "own_key",
        "state",
        "status_file",
        "server_clock",
        "adopt",
        "probe",
        "courier",
        "visits",
        "cycle",
        "ssh_sync",
    ),
    (
        "wish_views",
        "sign_views",
        "views",
        "headlines",
        "mqtt_views",
        "mail_views",
        "plain",
        "differences",
        "core",
        "opening",
        "rules_draft",
        "mask_trial",
        "editing",
        "edit_views",
        "audit_views",
        "child_log",
        "day_views",
        "rules_views",
        "way_there",
        "cures",
        "server_problems",
        "sign_finder",
        "fleet_views",
        "setup_views",
        "child_views",
        "child_day",
        "child_page",
        "history_views",
        "history_export",
        "digest",
        "soundness",
        "doctor",
        "figures",
        "backup",
        "backup_views",
        "git_copy",
        "git_copy_views",
        "chores",
        "services",
        "computer_setup",
    ),
    ("mqtt_ha", "ui", "web", "demo", "demo_fleet", "commands"),
    ("main",),
    ("workbench", "bench", "tools", "tests"),
)
"""Lowest first. A module imports from lower layers, and in its own from those named before it."""

ORDER = {name: place for place, name in enumerate(name for layer in LAYERS for name in layer)}

RESERVED = {
    "nicegui": {"ui", "bus", "main", "bench", "tests"},
    "paramiko": {"ssh_client", "tests"},
    "asyncssh": {"demo", "tests"},
    "paho": {"mqtt_ha", "tests"},
    "amqtt": {"demo", "tests"},
    "pyrage": {"backup", "tests"},
}
"""Libraries that only some modules may know, so that they can be replaced in one place."""


def violations(source: Source) -> list[str]:
    """What a file imports and must not, each as a sentence."""
    found = []
    for line, module in imports(source.tree):
        top = module.split(".")[0]
        if top in RESERVED and source.top not in RESERVED[top]:
            found.append(f"{source.path}:{line}: {top} is for {', '.join(sorted(RESERVED[top]))}")
        if top in ORDER and ORDER[top] > ORDER[source.top]:
            found.append(f"{source.path}:{line}: {source.top} imports the higher {top}")
    return [*found, *imports_of_ui_as_a_name(source)]


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and module of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ((node.lineno, arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def imports_of_ui_as_a_name(source: Source) -> list[str]:
    """``import ui`` would hide NiceGUI's ``ui`` from the reader and sooner or later from Python."""
    return [
        f"{source.path}:{node.lineno}: write `from ui... import ...`"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import)
        and any(alias.name.split(".")[0] == "ui" and alias.asname is None for alias in node.names)
    ]


def test_every_module_imports_only_what_its_layer_may() -> None:
    assert [sentence for source in python_sources() for sentence in violations(source)] == []


def test_every_module_has_its_layer() -> None:
    assert {source.top for source in python_sources()} <= set(ORDER)


def test_no_module_takes_a_name_that_python_or_a_library_needs() -> None:
    taken = {*sys.stdlib_module_names, *RESERVED, "timekpr", "fastapi", "pydantic", "babel", "typer", "psutil"}

    assert {source.top for source in python_sources()} & taken == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("storage/store.py", "import services"),
        ("storage/store.py", "from ssh_client.sftp import read"),
        ("storage/store.py", "def late():\n    from ui.pages import home"),
        ("storage/store.py", "import importlib\nimportlib.import_module('main')"),
        ("ssh_client/sftp.py", "import state"),
        ("errors.py", "import timekpr_rules"),
        ("demo/run.py", "import main"),
        ("web/api.py", "import nicegui"),
        ("services.py", "from nicegui import ui"),
        ("services.py", "import paramiko.transport"),
        ("ssh_client/sftp.py", "import asyncssh"),
        ("services/house.py", "from paho.mqtt import client"),
        ("mqtt_ha/broker.py", "import amqtt"),
        ("mqtt_ha/broker.py", "from ui.desk import Desk"),
        ("services/house.py", "import mqtt_ha"),
        ("main.py", "import ui"),
        ("main.py", "import ui.pages"),
    ],
)
def test_the_check_finds_a_forbidden_import(path: str, text: str) -> None:
    assert violations(Source(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.py", "import services\nfrom ui.pages import home\nfrom nicegui import ui"),
        ("state.py", "from ssh_client.pull import Directories"),
        ("ui/shell.py", "from . import theme\nfrom .parts import ring"),
    ],
)
def test_the_check_leaves_a_right_import_alone(path: str, text: str) -> None:
    assert violations(Source(path, text)) == []


def test_all_sources_are_looked_at() -> None:
    assert {"clock.py", "tests/test_layers.py"} <= {source.path for source in python_sources()}
    assert not any(".venv" in source.path for source in python_sources())
    assert (ROOT / "pyproject.toml").is_file()
