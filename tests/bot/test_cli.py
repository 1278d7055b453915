"""The command as a person runs it: real processes, real files, real exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Duban = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = Path(sys.executable).with_name("duban")
SAMPLE = Path(str(files("bot").joinpath("samples", "sample-plan.txt")))
OUTLINE = (
    "某局 2018 年工作要点\n\n一、抓好学习\n\n（一）办好培训班。全年办四期。\n\n（二）编好简报。每月一期。\n"
)


def _environment() -> dict[str, str]:
    """Take this process's, without what could set Duban otherwise."""
    settings = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in settings}


def _duban_in(folder: Path) -> Duban:
    """Give the command as it runs in `folder`, in English, on what stands there."""

    def run(
        *arguments: str | Path, given: str | bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env={**_environment(), "LANGUAGE": "en", "XDG_STATE_HOME": str(folder), **environment},
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture
def duban(tmp_path: Path) -> Duban:
    return _duban_in(tmp_path)


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    done = _duban_in(folder)("import", SAMPLE)
    assert done.returncode == 0, done.stderr
    return folder / "duban.db"


@pytest.fixture
def loaded(duban: Duban, sample_database: Path, tmp_path: Path) -> Duban:
    """Give the command in a folder where the sample plan is loaded."""
    shutil.copy(sample_database, tmp_path)
    return duban


def _json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


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


# -- parse ------------------------------------------------------------------------------------------------


def test_parse_prints_the_plan_as_json(duban: Duban) -> None:
    plan = json.loads(duban("parse", SAMPLE, "--json").stdout)
    assert set(plan) == {"plan", "items", "problems"}
    assert plan["plan"]["year"] == 2017
    item = plan["items"][0]
    assert set(item) == {
        "section", "work_point", "group", "measure", "departments", "assisting",
        "deadline_text", "deadline", "source", "doubts",
    }  # fmt: skip
    assert set(item["deadline"]) == {"kind", "start", "occurrences"}
    assert set(item["deadline"]["occurrences"][0]) == {"due", "start", "label"}


def test_parse_tells_a_person_what_it_read(duban: Duban) -> None:
    done = duban("parse", SAMPLE)
    assert done.returncode == 0
    assert "71 items" in done.stdout
    assert "审协江苏中心" in done.stdout


def test_parse_stores_nothing(duban: Duban, tmp_path: Path) -> None:
    duban("parse", SAMPLE)
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_plan_in_any_usual_encoding_reads_the_same(duban: Duban, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(SAMPLE.read_text(encoding="utf-8").encode(encoding))
    assert duban("parse", file, "--json").stdout == duban("parse", SAMPLE, "--json").stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n \n"),
        ("binary.txt", bytes(range(256)) * 16),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("renamed.txt", b"PK\x03\x04" + bytes(64)),
        ("letter.txt", "各位同事：\n\n下周开会，请准时参加。\n".encode()),
        ("plan.xyz", b"what is this"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(
    duban: Duban, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = duban("parse", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["nowhere.txt", "."])
def test_a_file_that_is_not_there_is_told_so(duban: Duban, path: str) -> None:
    done = duban("parse", path)
    assert done.returncode == 2
    assert path in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(duban: Duban, device: str) -> None:
    done = duban("parse", device)
    assert (done.returncode, done.stderr) == (2, f"{device} is a device, not a plan file.\n")


def test_a_pipe_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{COMMAND}' parse <(yes)"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_plan_may_come_through_a_pipe(duban: Duban, tmp_path: Path) -> None:
    whole = duban("parse", SAMPLE, "--json").stdout
    assert duban("parse", "-", "--json", given=SAMPLE.read_bytes()).stdout == whole
    command = f"'{COMMAND}' parse <(cat '{SAMPLE}') --json"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == whole


def test_a_file_that_is_no_plan_is_not_loaded(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert duban("import", "empty.txt").returncode == 2
    assert json.loads(duban("plans", "--json").stdout) == []


# -- import and lists ---------------------------------------------------------------------------------------


def test_importing_the_same_file_again_changes_nothing(loaded: Duban) -> None:
    again = json.loads(loaded("import", SAMPLE, "--json").stdout)
    assert (again["version"], again["unchanged"]) == (1, True)


def test_a_file_without_a_year_asks_for_one(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(OUTLINE.replace(" 2018 年", ""), encoding="utf-8")
    refused = duban("import", file)
    assert refused.returncode == 2
    assert "--year" in refused.stderr
    accepted = json.loads(duban("import", file, "--year", "2019", "--json").stdout)
    assert accepted["year"] == 2019


def test_the_loaded_plans_are_listed(loaded: Duban, tmp_path: Path) -> None:
    (tmp_path / "outline.txt").write_text(OUTLINE, encoding="utf-8")
    assert loaded("import", "outline.txt").returncode == 0
    plans = json.loads(loaded("plans", "--json").stdout)
    assert [(plan["year"], plan["kind"], plan["items"]) for plan in plans] == [
        (2017, "table", 71),
        (2018, "outline", 2),
    ]
    assert "2017" in loaded("plans").stdout


def test_departments_are_listed_in_the_plans_order(loaded: Duban) -> None:
    assert loaded("departments").stdout.splitlines()[:3] == ["机关党委", "办公室", "机关纪委"]


@pytest.mark.parametrize("command", [["plans"], ["departments"], ["ask", "协调司12月"]])
def test_a_missing_database_is_made(duban: Duban, tmp_path: Path, command: list[str]) -> None:
    done = duban(*command)
    assert done.returncode == 0
    assert (tmp_path / "duban.db").exists()


def test_another_database_can_be_named(duban: Duban, tmp_path: Path) -> None:
    assert duban("--database", "sqlite:///other.db", "import", SAMPLE).returncode == 0
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["other.db"]
    assert "2017" in duban("plans", DATABASE_URL="sqlite:///other.db").stdout


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "oracle://x/y",
        "postgresql://user:secret@127.0.0.1:1/duban",
        "sqlite:////no/such/folder/a.db",
    ],
)
def test_a_database_out_of_reach_is_told_in_a_sentence_without_its_password(duban: Duban, url: str) -> None:
    done = duban("--database", url, "plans")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_a_file_that_is_no_database_is_left_alone(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are my notes, not a database\n" * 100)
    before = file.read_bytes()
    done = duban("--database", "sqlite:///notes.db", "import", SAMPLE)
    assert done.returncode == 2
    assert file.read_bytes() == before


LONGER = "某局 2017 年工作要点\n\n一、抓好各项工作\n\n" + "\n\n".join(
    f"（{number}）{task}。按时完成。"
    for number, task in zip(
        "一二三四五六七八九十",
        [
            "修建道路",
            "栽种树木",
            "培训教师",
            "清理档案",
            "购置图书",
            "检查消防",
            "举办比赛",
            "接待来访",
            "更新网站",
            "评选先进",
        ],
        strict=True,
    )
)


@pytest.mark.slow
def test_the_sample_makes_way_for_a_plan_of_its_year(duban: Duban, tmp_path: Path) -> None:
    assert duban("run").returncode == 0
    (tmp_path / "real.txt").write_text(LONGER, encoding="utf-8")
    done = json.loads(duban("import", "real.txt", "--json").stdout)
    assert (done["version"], done["items"], done["dropped"]) == (1, 10, 0)
    assert duban("show", "2017-1").returncode == 0
    assert duban("show", "2017-71").returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", [["import"], ["run", "--plan"]], ids=" ".join)
def test_a_reload_that_loses_much_is_refused_without_a_word_of_the_person(
    duban: Duban, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "whole.txt").write_text(LONGER, encoding="utf-8")
    (tmp_path / "cut.txt").write_text(LONGER[: LONGER.index("（六）")], encoding="utf-8")
    duban("import", "whole.txt")
    refused = duban(*command, "cut.txt")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "5 of the 10 items" in refused.stderr
    assert "--yes" in refused.stderr
    assert [plan["version"] for plan in json.loads(duban("plans", "--json").stdout)] == [1]
    assert json.loads(duban("import", "cut.txt", "--yes", "--json").stdout)["dropped"] == 5


@pytest.mark.slow
def test_an_outline_that_would_follow_a_table_is_refused(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text(
        SAMPLE.read_text(encoding="utf-8").replace("。", "！"), encoding="utf-8"
    )
    (tmp_path / "outline.txt").write_text(LONGER, encoding="utf-8")
    assert duban("import", "table.txt").returncode == 0
    refused = duban("import", "outline.txt")
    assert refused.returncode == 2
    assert "an outline of 10 items" in refused.stderr


def test_a_year_that_the_file_does_not_name_is_remarked_upon(duban: Duban) -> None:
    done = duban("import", SAMPLE, "--year", "2018")
    assert "The file is for 2017" in done.stderr
    assert done.stdout.startswith("Plan 2018, version 1")


def test_a_table_that_stands_twice_in_its_file_is_told(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "twice.txt").write_bytes(SAMPLE.read_bytes() * 2)
    problems = json.loads(duban("parse", "twice.txt", "--json").stdout)["problems"]
    assert any("a second time" in problem["message"] for problem in problems)
    assert json.loads(duban("parse", SAMPLE, "--json").stdout)["problems"] == []


def test_without_a_plan_the_departments_say_how_to_load_one(duban: Duban) -> None:
    assert "duban import" in duban("departments").stdout


def test_what_goes_wrong_is_said_in_the_language_that_is_set(duban: Duban) -> None:
    assert duban("parse", "nowhere.txt", LANGUAGE="zh").stderr == "没有文件 nowhere.txt。\n"
    assert duban("plans", LANGUAGE="zh", TIMEZONE="Mars/Olympus").stderr.startswith("TIMEZONE 的值无效")


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
    answers = _json_lines(done.stdout)
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
    *errors, last, invalid = _json_lines(done.stdout)
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
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**_environment(), "LANGUAGE": "en"},
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


@pytest.mark.slow
def test_a_restart_does_not_undo_a_newer_version(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(OUTLINE, encoding="utf-8")
    (tmp_path / "new.txt").write_text(OUTLINE.replace("四期", "五期"), encoding="utf-8")
    duban("run", PLAN_FILE="old.txt")
    duban("import", "new.txt")
    duban("run", PLAN_FILE="old.txt")
    assert [plan["version"] for plan in json.loads(duban("plans", "--json").stdout)] == [2]


def test_a_plan_that_cannot_be_read_stops_the_start(duban: Duban) -> None:
    done = duban("run", "--plan", "nowhere.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere.txt" in done.stderr
