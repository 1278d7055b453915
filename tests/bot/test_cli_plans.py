"""The commands about plans as a person runs them: parse, import, plans, departments."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.bot.command_line import COMMAND, OUTLINE, SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.command_line import Duban


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
@pytest.mark.slow
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


@pytest.mark.slow
def test_a_file_without_a_year_asks_for_one(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(OUTLINE.replace(" 2018 年", ""), encoding="utf-8")
    refused = duban("import", file)
    assert refused.returncode == 2
    assert "--year" in refused.stderr
    assert "names no year" in duban("import", file, "--check").stdout
    assert "names no year" not in duban("import", file, "--check", "--year", "2019").stdout
    accepted = json.loads(duban("import", file, "--year", "2019", "--json").stdout)
    assert accepted["year"] == 2019


@pytest.mark.slow
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
