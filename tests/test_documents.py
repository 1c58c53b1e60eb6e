"""What the documents say about commands, settings, sentences and files is so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import errors
from backup.copies import copy_of
from main import cli
from settings import Settings, fields_of
from tests.test_layers import LAYERS
from tests.tree import ROOT, files
from tools.texts import all_texts

DOCUMENTS = [path for path in files() if path.suffix == ".md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


PROGRAM: Any = typer.main.get_command(cli)


def commands(text: str) -> Iterator[str]:
    """The command lines of a document: its blocks of shell, and what stands between backticks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    yield from (line.strip() for block in blocks for line in block.splitlines() if line.strip())
    yield from inline


def command_words(text: str, start: str) -> list[list[str]]:
    """The commands that begin so, without their beginning, as words."""
    lines = [
        line[line.index(start) :] for line in commands(text) if re.search(rf"(^|[ /]){re.escape(start)}( |$)", line)
    ]
    return [shlex.split(line.removeprefix(start)) for line in lines]


def unknown_part(words: list[str]) -> str:
    """The first word of a command of ours that the program does not know; empty if all is well."""
    command = PROGRAM
    words = list(words)
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            option = next((one for one in command.params if word in one.opts), None)
            if option is None:
                return word
            if not option.is_flag:
                words.pop(0)
        elif subcommands(command):
            if word not in subcommands(command):
                return word
            command = subcommands(command)[word]
    return str(command.name) if command is not PROGRAM and subcommands(command) else ""


def subcommands(command: Any) -> dict[str, Any]:
    """What can stand behind a command; nothing behind most."""
    return getattr(command, "commands", {})


def bare_commands(text: str) -> list[list[str]]:
    """What is between backticks and begins like a command of ours, without the program before it, as words."""
    quoted = [words.removeprefix("main.py ").split() for words in re.findall(r"`([^`\n]+)`", text)]
    # "backup …" is a family of commands
    return [words for words in quoted if len(words) > 1 and words[0] in subcommands(PROGRAM) and words[1] != "…"]


def commands_of_texts() -> list[list[str]]:
    """What stands in quotes or at the end of a text for people and begins like a command of ours, as words."""
    sentences = [one for text in all_texts() for one in ((text,) if isinstance(text, str) else text)]
    quoted = [words for text in sentences for words in re.findall(r"“([^“”]+)”|: ([a-z.-]+ [^:.]+)$", text)]
    each = [words for pair in quoted for words in "".join(pair).split(", then ")]
    found = [words.removeprefix("main.py ").split() for words in each]
    return [words for words in found if len(words) > 1 and words[0] in subcommands(PROGRAM)]


def sentence_patterns() -> list[re.Pattern[str]]:
    """For each sentence an error can say, what it may look like."""
    found, waiting = set(), [errors.MngrError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.add(kind.template)
    return [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), re.DOTALL) for template in found]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
class TestDocument:
    def test_its_make_targets_exist(self, path: Path) -> None:
        targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
        named = {
            word
            for words in command_words(path.read_text(encoding="utf-8"), "make")
            for word in words
            if re.fullmatch("[a-z]+", word)
        }

        assert named <= targets

    def test_its_commands_exist(self, path: Path) -> None:
        named = command_words(path.read_text(encoding="utf-8"), "python main.py")

        assert {shlex.join(words): unknown_part(words) for words in named if unknown_part(words)} == {}

    def test_what_it_calls_a_command_exists(self, path: Path) -> None:
        named = bare_commands(path.read_text(encoding="utf-8"))

        assert {" ".join(words): unknown_part(words) for words in named if unknown_part(words)} == {}

    def test_the_backups_it_names_are_called_as_ours(self, path: Path) -> None:
        named = re.findall(r"timekpr-mngr-\S*?\.tar\.gz", path.read_text(encoding="utf-8"))

        assert [name for name in named if "…" not in name and not ((made := copy_of(name)) and made.maker)] == []

    def test_its_links_lead_somewhere(self, path: Path) -> None:
        links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
        local = [link.partition("#")[0] for link in links if "://" not in link]

        assert [link for link in local if not (path.parent / link).exists()] == []

    def test_the_files_it_names_exist(self, path: Path) -> None:
        named = re.findall(
            r"`((?:[a-z_]+/)*[a-z_]+\.(?:py|sh|toml|md)|(?:[a-z_]+/)+)`", path.read_text(encoding="utf-8")
        )

        assert [name for name in named if not (ROOT / name).exists() and not name.startswith("data/")] == []


def test_what_the_program_calls_a_command_exists() -> None:
    named = commands_of_texts()

    assert ["backup", "create"] in named
    assert ["key", "show"] in named
    assert {" ".join(words): unknown_part(words) for words in named if unknown_part(words)} == {}


def test_the_readme_lists_every_make_target_or_the_guide_for_contributors_does() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)) - {"help"}

    assert [target for target in targets if f"make {target}" not in text] == []


def test_the_readme_names_every_command() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `python main.py ")]
    missing = []
    for name, command in subcommands(PROGRAM).items():
        row = next((row for row in rows if row.startswith(f"| `python main.py {name}")), "")
        missing += [name] if not row else []
        missing += [f"{name} {sub}" for sub in subcommands(command) if not re.search(rf"\b{sub}`", row)]

    assert missing == []


def test_the_readme_has_exactly_the_settings_there_are() -> None:
    table = re.findall(r"^\| `([\w.]+)` \| (?:`([^`]+)` )?\|", README, re.MULTILINE)

    assert dict(table) == {key: said(field.default) for key, field in fields_of(Settings)}


def said(default: object) -> str:
    """A default as settings.json would have it; nothing for one that is nothing."""
    return str(default).lower() if isinstance(default, bool) else str("" if default is None else default)


def test_the_layers_are_drawn_as_they_are_held() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    drawn = {
        int(number): set(re.findall(r"`(\w+)/?`", row))
        for number, row in re.findall(r"^\| (\d) \| (.+?) \|", text, re.MULTILINE)
    }

    assert drawn == dict(enumerate(map(set, LAYERS)))


def test_every_sentence_of_its_troubleshooting_is_one_that_the_program_says() -> None:
    section = README.partition("## If something is wrong")[2].partition("\n## ")[0]
    sentences = re.findall(r"^\| ([A-Za-z].+?) \|", section, re.MULTILINE)[1:]
    said = sentence_patterns()

    assert len(sentences) > 10
    assert [sentence for sentence in sentences if not any(pattern.fullmatch(sentence) for pattern in said)] == []


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        (["serve", "--port", "8090"], ""),
        (["--data", "folder", "status"], ""),
        (["server", "add", "PC", "--host", "h"], ""),
        (["server", "ad"], "ad"),
        (["server"], "server"),
        (["serve", "--prot", "1"], "--prot"),
        (["forgive", "PC", "anna"], "forgive"),
    ],
)
def test_a_command_that_does_not_exist_is_found(words: list[str], unknown: str) -> None:
    assert unknown_part(words) == unknown
