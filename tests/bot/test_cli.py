"""The command as a person runs it: real processes, real files, real exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.command_line import COMMAND, OUTLINE, SAMPLE, environment, json_lines

if TYPE_CHECKING:
    from tests.bot.command_line import Duban


# -- starting ---------------------------------------------------------------------------------------------


def test_help_is_quick() -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([COMMAND, "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.3


def test_the_version_is_printed(duban: Duban) -> None:
    assert duban("--version").stdout.startswith("duban 0.")


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.startswith("duban ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", " "],
        ["ask", "--jsonl", "and a question"],
        ["parse"],
        ["unknown"],
        ["ask", "--no-such", "x"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_says_how_to_call(duban: Duban, arguments: list[str]) -> None:
    done = duban(*arguments)
    assert done.returncode == 2
    assert "Usage: duban" in done.stderr
    assert "Traceback" not in done.stderr


# -- ask ----------------------------------------------------------------------------------------------------


def test_a_question_is_answered_as_json(loaded: Duban) -> None:
    answer = json.loads(
        loaded("ask", "what does 审协江苏中心 owe in December", "--now", "2017-11-20", "--json").stdout
    )
    assert (answer["intent"], answer["plan_year"], answer["departments"]) == ("list", 2017, ["审协江苏中心"])
    assert answer["period"] == {"start": "2017-12-01", "end": "2017-12-31"}
    assert [item["due"] for item in answer["items"]] == [["2017-12-31"]] * 3


def test_a_question_may_stand_in_several_words(loaded: Duban) -> None:
    words = loaded("ask", "what", "does", "审协江苏中心", "owe", "in", "December", "--now", "2017-11-20")
    assert "审协江苏中心" in words.stdout.splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2017-11-20", "2017-12-01"),
        ("2017-11-30T23:30:00", "2017-12-01"),
        ("2017-11-30T15:59:00Z", "2017-12-01"),
        ("2017-11-30T16:00:00Z", "2018-01-01"),
    ],
)
def test_now_is_in_the_offices_zone_unless_it_says_otherwise(loaded: Duban, now: str, month: str) -> None:
    answer = json.loads(loaded("ask", "协调司下个月要完成什么", "--now", now, "--json").stdout)
    assert answer["period"]["start"] == month


@pytest.mark.parametrize("now", ["tomorrow", "2017-13-01", "", "20.11.2017"])
def test_a_now_that_is_no_moment_is_told_so(loaded: Duban, now: str) -> None:
    done = loaded("ask", "协调司12月", "--now", now)
    assert done.returncode == 2
    assert "2017-11-20" in done.stderr


def test_many_questions_are_answered_in_their_order(loaded: Duban) -> None:
    lines = [
        {"id": "a", "q": "协调司12月", "now": "2017-11-20"},
        {"id": 2, "q": "专利法修订谁负责"},
        {"q": "12月", "now": "2017-11-20T08:00:00+08:00"},
    ]
    given = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    done = loaded("ask", "--jsonl", "--now", "2017-11-20", given=given)
    answers = json_lines(done.stdout)
    assert [answer["id"] for answer in answers] == ["a", 2, None]
    assert answers[1]["intent"] == "who"
    assert done.returncode == 0


def test_a_broken_line_is_told_and_the_next_is_answered(loaded: Duban) -> None:
    broken = [
        "not json",
        "[1]",
        '{"id": 7}',
        '{"id": 8, "q": 5}',
        '{"id": 9, "q": "x", "now": "soon"}',
        "[" * 100_000,
    ]
    given = "\n".join([*broken, '{"id": "last", "q": "协调司12月"}']).encode() + b'\n{"id": "\xff\n'
    done = loaded("ask", "--jsonl", given=given)
    *errors, last, invalid = json_lines(done.stdout)
    assert [error["id"] for error in errors] == [None, None, 7, 8, 9, None]
    assert all(error["error"].endswith(".") for error in [*errors, invalid])
    assert last["departments"] == ["协调司"]
    assert done.returncode == 1
    assert done.stderr == ""


def test_an_item_is_shown_whole(loaded: Duban) -> None:
    item = json.loads(loaded("show", "2017-1", "--json").stdout)["items"][0]
    assert item["code"] == "2017-1"
    assert item["measure"][-5:] in loaded("show", "2017-1").stdout.replace("\n", "").replace(" ", "")


def test_a_code_that_no_item_has_is_told_so(loaded: Duban) -> None:
    done = loaded("show", "2017-999")
    assert (done.returncode, done.stdout) == (2, "")
    assert "2017-999" in done.stderr


# -- surroundings ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "locale",
    [{"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}],
)
def test_chinese_goes_in_and_out_in_any_locale(loaded: Duban, locale: dict[str, str]) -> None:
    done = loaded("ask", "审协江苏中心12月", "--now", "2017-11-20", **locale)
    assert "审协江苏中心" in done.stdout


def test_chinese_is_read_from_standard_input_in_any_locale(loaded: Duban) -> None:
    assert (
        "审协江苏中心"
        in loaded("run", given="审协江苏中心2017年12月\n", LC_ALL="C", PYTHONIOENCODING="ascii").stdout
    )


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"'{COMMAND}' parse '{SAMPLE}' --json | head -n 1"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", ["plans", "run", "parse"])
def test_an_output_that_takes_no_more_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    file = f"'{SAMPLE}'" if command == "parse" else ""
    done = subprocess.run(
        ["sh", "-c", f"echo 12月 | '{COMMAND}' {command} {file} >/dev/full"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**environment(), "LANGUAGE": "en"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "The output cannot be written: No space left on device."
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "chat", "ask --jsonl"])
def test_a_closed_standard_input_asks_nothing(tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{COMMAND}' {command} <&-"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr


def test_a_database_that_can_only_be_read_is_read(loaded: Duban, tmp_path: Path) -> None:
    url = f"sqlite:///file:{tmp_path}/duban.db?mode=ro&uri=true"
    assert "2017" in loaded("--database", url, "plans").stdout
    assert "协调司" in loaded("--database", url, "ask", "协调司12月").stdout


def test_an_unexpected_error_is_logged_and_told_in_a_sentence(loaded: Duban, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import bot.asking\ndef fail(*_, **__): raise RuntimeError('boom 123:token')\nbot.asking.Asker.ask = fail\n"
    )
    done = loaded("ask", "协调司12月", PYTHONPATH=str(tmp_path), TELEGRAM_TOKEN="123:token")
    assert (done.returncode, done.stdout) == (70, "")
    assert "RuntimeError: boom" in done.stderr
    assert "123:token" not in done.stderr
    assert not done.stderr.splitlines()[-1].startswith("RuntimeError")


def test_a_wrong_setting_is_told_by_its_name(duban: Duban) -> None:
    done = duban("plans", TIMEZONE="Mars/Olympus")
    assert done.returncode == 2
    assert done.stderr.startswith("TIMEZONE")


# -- run ------------------------------------------------------------------------------------------------------


def test_running_for_the_first_time_answers_from_the_sample_plan(duban: Duban) -> None:
    done = duban("run", given="审协江苏中心2017年12月\n\n专利法修订谁负责\n")
    assert done.returncode == 0
    first, second = done.stdout.index("审协江苏中心 · 2017年12月"), done.stdout.index("条法司")
    assert first == 0
    assert second > first
    assert "2017" in done.stderr


@pytest.mark.slow
def test_running_with_a_plan_loads_it_once(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "outline.txt").write_text(OUTLINE, encoding="utf-8")
    assert duban("run").returncode == 0
    for _ in range(2):
        assert duban("run", "--plan", "outline.txt").returncode == 0
    plans = json.loads(duban("plans", "--json").stdout)
    assert [(plan["year"], plan["version"]) for plan in plans] == [(2017, 1), (2018, 1)]


def test_a_configured_plan_is_loaded_instead_of_the_sample(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "outline.txt").write_text(OUTLINE, encoding="utf-8")
    assert duban("run", PLAN_FILE="outline.txt").returncode == 0
    assert [plan["year"] for plan in json.loads(duban("plans", "--json").stdout)] == [2018]


def test_a_start_publishes_nothing_over_a_plan_that_is_there(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(OUTLINE, encoding="utf-8")
    (tmp_path / "new.txt").write_text(OUTLINE.replace("四期", "五期"), encoding="utf-8")
    duban("import", "old.txt")
    assert "duban import new.txt" in duban("run", PLAN_FILE="new.txt").stderr
    assert "PLAN_FILE" not in duban("run", PLAN_FILE="old.txt").stderr
    assert [plan["version"] for plan in json.loads(duban("plans", "--json").stdout)] == [1]


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02"], ids=["gone", "empty", "rubbish"])
def test_a_bad_plan_file_does_not_keep_a_loaded_plan_from_being_asked_about(
    duban: Duban, tmp_path: Path, content: bytes | None
) -> None:
    (tmp_path / "old.txt").write_text(OUTLINE, encoding="utf-8")
    duban("import", "old.txt")
    if content is not None:
        (tmp_path / "bad.txt").write_bytes(content)
    done = duban("run", PLAN_FILE="bad.txt")
    assert done.returncode == 0
    assert "PLAN_FILE" in done.stderr
    assert "bad.txt" in done.stderr


def test_a_plan_that_cannot_be_read_stops_the_start(duban: Duban) -> None:
    done = duban("run", "--plan", "nowhere.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere.txt" in done.stderr
