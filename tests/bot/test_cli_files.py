"""Checking a plan file and writing plans as files, as a person does at a terminal: real processes."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from bot.catalogue import catalogue
from bot.checking import Check, write_report
from bot.cli import app
from bot.commands.command_line import INTERRUPTED, cancellable
from bot.question import Language
from storage.errors import DubanError
from storage.parsing import parse_plan
from tests.bot.command_line import COMMAND, SAMPLE, environment
from tests.examples import a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Duban = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def duban(folder: Path) -> Duban:
    """Give the command in a folder where the sample plan is loaded, in English."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        inherited = {**environment(), "LANGUAGE": "en"}
        return subprocess.run(
            [COMMAND, *arguments], cwd=folder, capture_output=True, env=inherited, check=False, timeout=60
        )

    assert run("import", SAMPLE).returncode == 0
    return run


@pytest.mark.slow
def test_a_check_lists_what_was_found_and_writes_the_marked_copy(duban: Duban, folder: Path) -> None:
    done = duban("import", SAMPLE, "--check", "--report", "out.xlsx")
    told = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "About deadlines: " in told
    assert "The deadline 待定 names no day." in told
    assert told.endswith("\n\nThe plan with the doubtful cells marked: out.xlsx\n")
    comments = [
        cell.comment
        for row in openpyxl.load_workbook(folder / "out.xlsx").active
        for cell in row
        if cell.comment
    ]
    assert "The deadline 待定 names no day." in [comment.text for comment in comments]
    again = duban("import", "out.xlsx", "--json")
    assert json.loads(again.stdout)["dropped"] == 0


def test_a_check_loads_nothing(duban: Duban, folder: Path) -> None:
    database = folder / "duban.db"
    before = database.read_bytes()
    plan = folder / "other.csv"
    plan.write_text(
        "某局 2031 年计划\n工作要点,具体措施,部门单位,完成时间\n要点,编制计划。,办公室,\n", encoding="utf-8"
    )
    told = json.loads(duban("import", plan, "--check", "--json").stdout)
    assert told["plan"]["year"] == 2031
    assert [each["kind"] for each in told["findings"]] == ["problem"]
    assert database.read_bytes() == before


def test_an_export_is_named_by_its_ending_and_says_how_much_it_holds(duban: Duban, folder: Path) -> None:
    done = duban("export", "-o", "out.CSV", "--department", "江苏中心")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    items = parse_plan((folder / "out.CSV").read_bytes(), "out.csv").items
    assert done.stderr.decode().strip() == f"{len(items)} items: out.CSV"


def test_an_export_goes_to_standard_output_unless_a_file_is_named(duban: Duban) -> None:
    done = duban("export", "--format", "xlsx")
    assert parse_plan(done.stdout, "plan.xlsx").year == 2017


# -- what is refused --------------------------------------------------------------------------------------

CHECK = Check(a_plan(a_parsed_item()), ())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "plan.txt", "--report", "out.xlsx"), "--report goes with --check"),
        (("export", "-o", "plan.docx"), "xlsx, csv, json, ics"),
        (("export", "-o", "plan.docx", "--format", "csv"), "another kind of file than the csv"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, DubanError)
    assert said in str(done.exception)


def test_who_stops_an_import_is_told_that_nothing_was_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, cancellable(catalogue(Language.CHINESE)):
        raise KeyboardInterrupt
    assert left.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == "已取消，未导入任何内容。\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("out.docx", "The marked copy is an .xlsx file"),
        ("nowhere/out.xlsx", "cannot be written: No such file"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(DubanError, match=said):
        write_report(CHECK, SAMPLE, tmp_path / name, catalogue(Language.ENGLISH))


def test_a_report_never_replaces_the_plan_file(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"a plan")
    with pytest.raises(DubanError, match="would replace the plan file"):
        write_report(CHECK, plan, tmp_path / "." / "plan.xlsx", catalogue(Language.ENGLISH))
    assert plan.read_bytes() == b"a plan"
