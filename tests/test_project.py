"""What the project says about itself holds."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli import app
from storage.parsing import READERS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", _read("Makefile"), re.MULTILINE))


def _code_lines(text: str) -> list[str]:
    """Collect the lines of the code blocks that are typed into a shell."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_version_is_the_same_everywhere() -> None:
    newest = re.search(r"^## (\S+)", _read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert {PROJECT["version"], version("duban")} == {newest[1]}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_each_make_command_in_the_docs_exists(path: Path) -> None:
    named = set(re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8")))
    named |= {
        match[1]
        for line in _code_lines(path.read_text(encoding="utf-8"))
        if (match := re.match(r"make ([a-z-]+)", line))
    }
    assert named <= _make_targets()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_each_duban_command_in_the_docs_exists(path: Path) -> None:
    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`duban ([a-z]+)", text))
    named |= {match[1] for line in _code_lines(text) if (match := re.search(r"\bduban ([a-z]+)", line))}
    assert named <= commands


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_each_file_linked_in_the_docs_exists(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_names_every_command() -> None:
    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert [command for command in sorted(commands) if f"`duban {command}" not in _read("README.md")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_with_hashes_and_names_no_host(name: str) -> None:
    lines = [line for line in _read(name).splitlines() if not line.startswith("    --hash=sha256:")]
    assert [line for line in lines if not re.match(r"[a-z0-9.-]+==\S+( ; .+)? \\$", line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_all_that_the_project_asks_for(name: str) -> None:
    asked = PROJECT["dependencies"] + (PROJECT["optional-dependencies"]["dev"] if "dev" in name else [])
    names = {re.split(r"[<>=\[;~! ]", line)[0].lower() for line in asked}
    locked = set(re.findall(r"^([a-z0-9.-]+)==", _read(name), re.MULTILINE))
    assert names - locked == set()


def test_the_dev_lock_agrees_with_the_other() -> None:
    pins = [set(re.findall(r"^([a-z0-9.-]+==\S+)", _read(name), re.MULTILINE)) for name in LOCKS]
    assert pins[0] <= pins[1]


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup"])
def test_a_script_can_be_run(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)


def test_a_python_that_is_too_old_is_told_so(tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && { echo Python 3.10.9; exit; }\nexit 1\n')
    old.chmod(0o755)
    command = ["make", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "3.11 or newer" in done.stderr
    assert "Python 3.10.9" in done.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("name", ["plan.txt", 'a "plan" of $HOME $$ `x`.txt', "it's.txt"])
@pytest.mark.parametrize("given", ["argument", "environment"])
def test_a_plan_of_any_name_is_handed_on_as_it_is(tmp_path: Path, name: str, given: str) -> None:
    command = tmp_path / "bin" / "duban"
    command.parent.mkdir()
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    command.chmod(0o755)
    (tmp_path / ".installed").touch()
    arguments = ["make", "-s", "run", f"VENV={tmp_path}"] + ([f"PLAN={name}"] if given == "argument" else [])
    environment = {**os.environ, **({"PLAN": name} if given == "environment" else {})}
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == ["run", "--plan", name]


def test_the_docs_name_every_kind_of_file_that_is_read() -> None:
    text = _read("docs/plan-files.md")
    assert [suffix for suffix in READERS if f"`{suffix}`" not in text] == []
