"""What the README says is what there is: every command, every setting."""

import importlib
import re
from pathlib import Path

import pytest
import typer

from geo.paths import ship

command_line = importlib.import_module("geo.cli.main")
README = (ship() / "README.md").read_text(encoding="utf-8")


def _commands() -> list[str]:
    app = typer.Typer()
    app.callback()(command_line._root)
    for name in command_line._GROUPS:
        importlib.import_module(f"geo.cli.{name}").register(app)
    found = []

    def walk(command: object, path: str) -> None:
        children = getattr(command, "commands", None)
        if children is None:
            found.append(path)
            return
        for name, child in children.items():
            walk(child, f"{path} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    *group, name = command.split()
    section = README.split("## Commands")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if not group or group[0] in line]
    assert any(re.search(rf"\b{re.escape(name)}\b", line) for line in lines), command


def _settings() -> set[str]:
    folders = ("geo", "pages", "tests")
    sources = [f.read_text(encoding="utf-8") for folder in folders for f in (ship() / folder).rglob("*.py")]
    sources.append((ship() / ".ci" / "test").read_text(encoding="utf-8"))
    return {
        name
        for source in sources
        for name in re.findall(r"\b(?:WASPADA_[A-Z_]+[A-Z]|DATABASE_URL)\b", source)
    }


@pytest.mark.parametrize("setting", sorted(_settings()))
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in README


def test_the_readme_shows_what_it_promises() -> None:
    for path in re.findall(r"\]\(([^)]+\.png)\)", README):
        assert (ship() / path).is_file()
    for path in ("LICENSE", "deploy/constraints.txt", ".ci/test", "data/SOURCES.md"):
        assert Path(ship() / path).is_file()


def test_nothing_committed_names_a_registry_or_this_machine() -> None:
    text = (ship() / "deploy" / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "@" not in text
